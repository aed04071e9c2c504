// What libraries ask of threads and of ends, in a process that has one thread and whose memory outlives all modules.
#include <stddef.h>

#define OWN __attribute__((visibility("hidden")))

OWN int __cxa_atexit(void (*function)(void *), void *argument, void *module) { return 0; }
OWN int __cxa_thread_atexit(void (*function)(void *), void *argument, void *module) { return 0; }
OWN int pthread_mutex_init(void *mutex, const void *attributes) { return 0; }
OWN int pthread_mutex_destroy(void *mutex) { return 0; }
OWN int pthread_mutex_lock(void *mutex) { return 0; }
OWN int pthread_mutex_trylock(void *mutex) { return 0; }
OWN int pthread_mutex_unlock(void *mutex) { return 0; }
// Memory that was asked for by malloc cannot be protected.
OWN int mprotect(void *memory, size_t bytes, int protection) { return -1; }
