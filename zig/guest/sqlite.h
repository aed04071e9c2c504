/* Included before SQLite's sources: what its file layer asks of Unix beyond preview1. A session is one process with one
   thread, so a lock between processes is always granted; those between connections are kept by SQLite itself (unix-excl),
   and so is the memory that they share. */
#include "locks.h"
#include <stdarg.h>
#include <stddef.h>

/* SQLite calls fcntl for locks only. */
static int sqlite_fcntl(int fd, int command, ...)
{
    (void)fd;
    va_list arguments;
    va_start(arguments, command);
    struct flock *lock = va_arg(arguments, struct flock *);
    va_end(arguments);
    return answer_lock(command, lock);
}

#define fcntl sqlite_fcntl

#define MAP_FAILED ((void *)-1)
#define MAP_SHARED 1
#define PROT_READ 1
#define PROT_WRITE 2

static void *sqlite_mmap(void *address, size_t length, int protection, int flags, int fd, off_t offset)
{
    (void)address, (void)length, (void)protection, (void)flags, (void)fd, (void)offset;
    return MAP_FAILED;
}

static int sqlite_munmap(void *address, size_t length)
{
    (void)address, (void)length;
    return -1;
}

#define mmap sqlite_mmap
#define munmap sqlite_munmap
