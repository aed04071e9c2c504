/* `lseek`, in place of wasi-libc's: a pipe has no position. */
#include "files.h"

#include <errno.h>
#include <unistd.h>
#include <wasi/api.h>

static off_t fail(__wasi_errno_t failure)
{
    errno = failure;
    return -1;
}

static off_t answer(__wasi_errno_t failure, __wasi_filesize_t position)
{
    return failure == 0 ? (off_t)position : fail(failure);
}

off_t __wasilibc_tell(int fd)
{
    __wasi_filesize_t position = 0;
    return serpentarium_is_pipe(fd) ? fail(ESPIPE) : answer(__wasi_fd_tell(fd, &position), position);
}

off_t __lseek(int fd, off_t offset, int whence)
{
    __wasi_filesize_t position = 0;
    return serpentarium_is_pipe(fd) ? fail(ESPIPE) : answer(__wasi_fd_seek(fd, offset, whence, &position), position);
}

#undef lseek
off_t lseek(int fd, off_t offset, int whence) __attribute__((alias("__lseek")));
