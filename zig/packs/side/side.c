// What a side module keeps to itself of the C++ runtime: its operators, strong and hidden, since the linker has a module import
// what it defines weakly, and an end for what it cannot raise, since it is built without exceptions.
#include <stddef.h>
#include <stdlib.h>

#define OWN __attribute__((visibility("hidden")))

static void *allocate(size_t bytes)
{
    void *memory = malloc(bytes ? bytes : 1);
    if (memory == NULL)
        abort();
    return memory;
}

static void *allocate_aligned(size_t bytes, size_t alignment)
{
    void *memory = aligned_alloc(alignment, bytes ? bytes : 1);
    if (memory == NULL)
        abort();
    return memory;
}

OWN void *_Znwm(size_t bytes) { return allocate(bytes); }
OWN void *_Znam(size_t bytes) { return allocate(bytes); }
OWN void *_ZnwmSt11align_val_t(size_t bytes, size_t alignment) { return allocate_aligned(bytes, alignment); }
OWN void *_ZnamSt11align_val_t(size_t bytes, size_t alignment) { return allocate_aligned(bytes, alignment); }
OWN void _ZdlPv(void *memory) { free(memory); }
OWN void _ZdaPv(void *memory) { free(memory); }
OWN void _ZdlPvm(void *memory, size_t bytes) { free(memory); }
OWN void _ZdaPvm(void *memory, size_t bytes) { free(memory); }
OWN void _ZdlPvSt11align_val_t(void *memory, size_t alignment) { free(memory); }
OWN void _ZdaPvSt11align_val_t(void *memory, size_t alignment) { free(memory); }
OWN void _ZdlPvmSt11align_val_t(void *memory, size_t bytes, size_t alignment) { free(memory); }
OWN void _ZdaPvmSt11align_val_t(void *memory, size_t bytes, size_t alignment) { free(memory); }

OWN void *__cxa_allocate_exception(size_t bytes) { return allocate(bytes); }
OWN void __cxa_throw(void *exception, void *type, void (*destroy)(void *)) { abort(); }

// A side module never ends before the interpreter's memory does.
OWN int __cxa_atexit(void (*function)(void *), void *argument, void *module) { return 0; }
