/* Included before SQLite's sources: what its file layer asks of Unix beyond preview1. A session is one process with one
   thread, so a lock between processes is always granted; those between connections are kept by SQLite itself (unix-excl),
   and so is the memory that they share. */
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define F_GETLK 12
#define F_SETLK 13
#define F_SETLKW 14

/* SQLite calls fcntl for locks only. */
static int sqlite_fcntl(int fd, int command, ...)
{
    (void)fd;
    if (command == F_GETLK) {
        va_list arguments;
        va_start(arguments, command);
        va_arg(arguments, struct flock *)->l_type = F_UNLCK;
        va_end(arguments);
    }
    return 0;
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
