/* Parts of wasi-libc's files that preview1 leaves out: permissions, which the host keeps though nothing is refused for them, and
   descriptors that share an open file. Each function here stands in place of libc's own. */

#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wasi/api.h>
#include <wasi/libc-find-relpath.h>
#include <wasi/libc.h>

#ifndef F_DUPFD
#define F_DUPFD 0
#define F_DUPFD_CLOEXEC 1030
#endif

#define HOST(name) __attribute__((import_module("serpentarium"), import_name(#name)))

HOST(fd_duplicate) extern __wasi_errno_t host_fd_duplicate(int fd, int minimum, int *result);
HOST(fd_replace) extern __wasi_errno_t host_fd_replace(int fd, int replaced);
HOST(fd_set_mode) extern __wasi_errno_t host_fd_set_mode(int fd, mode_t mode);
HOST(path_set_mode) extern __wasi_errno_t host_path_set_mode(int fd, int flags, const char *path, size_t length, mode_t mode);

/* What the host gives to what is made new, without being told. */
enum { FILE_MODE = 0644, DIRECTORY_MODE = 0755, PERMISSIONS = 07777 };

/* Part of the session's state, as in a process. */
static mode_t mask = 022;
static mode_t asked_of_file = 0666;
static mode_t asked_of_directory = 0777;

static int answer(__wasi_errno_t failure)
{
    if (failure == 0) {
        return 0;
    }
    errno = failure;
    return -1;
}

/* What the host's own functions answer has WASI's numbers, of which there are these. */
static int answer_host(__wasi_errno_t failure)
{
    switch (failure) {
    case 0: return answer(0);
    case 8: return answer(EBADF);
    case 21: return answer(EFAULT);
    case 25: return answer(EILSEQ);
    case 32: return answer(ELOOP);
    case 33: return answer(EMFILE);
    case 37: return answer(ENAMETOOLONG);
    case 44: return answer(ENOENT);
    case 54: return answer(ENOTDIR);
    case 63: return answer(EPERM);
    case 69: return answer(EROFS);
    default: return answer(EINVAL);
    }
}

/* The descriptor below which a path is looked up, and its rest; -1 with errno where there is none. */
static int split(const char *path, char **rest)
{
    static char *buffer;
    static size_t size;
    const char *absolute;
    int base = __wasilibc_find_relpath_alloc(path, &absolute, &buffer, &size, 1);
    *rest = buffer;
    if (base < 0) {
        errno = ENOENT;
    }
    return base;
}

static int lookup(int flags)
{
    return (flags & AT_SYMLINK_NOFOLLOW) != 0 ? 0 : __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW;
}

static mode_t type(__wasi_filetype_t type)
{
    switch (type) {
    case __WASI_FILETYPE_BLOCK_DEVICE: return S_IFBLK;
    case __WASI_FILETYPE_CHARACTER_DEVICE: return S_IFCHR;
    case __WASI_FILETYPE_DIRECTORY: return S_IFDIR;
    case __WASI_FILETYPE_REGULAR_FILE: return S_IFREG;
    case __WASI_FILETYPE_SYMBOLIC_LINK: return S_IFLNK;
    default: return 0;
    }
}

/* The host has the permissions in two bytes that preview1 leaves unused. */
static mode_t permissions(const __wasi_filestat_t *host)
{
    unsigned short mode;
    memcpy(&mode, (const char *)host + 18, sizeof(mode));
    return mode & PERMISSIONS;
}

static struct timespec to_timespec(__wasi_timestamp_t nanoseconds)
{
    return (struct timespec){.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
}

static void tell(const __wasi_filestat_t *host, struct stat *result)
{
    *result = (struct stat){
        .st_dev = host->dev,
        .st_ino = host->ino,
        .st_mode = type(host->filetype) | permissions(host),
        .st_nlink = host->nlink,
        .st_size = host->size,
        .st_blksize = 4096,
        .st_blocks = (host->size + 511) / 512,
        .st_atim = to_timespec(host->atim),
        .st_mtim = to_timespec(host->mtim),
        .st_ctim = to_timespec(host->ctim),
    };
}

int fstat(int fd, struct stat *result)
{
    __wasi_filestat_t host = {0};
    if (answer(__wasi_fd_filestat_get(fd, &host)) < 0) {
        return -1;
    }
    tell(&host, result);
    if (serpentarium_is_pipe(fd)) {
        serpentarium_stat_pipe(fd, result);
    }
    return 0;
}

int __wasilibc_nocwd_fstatat(int base, const char *restrict path, struct stat *restrict result, int flags)
{
    __wasi_filestat_t host = {0};
    if (answer(__wasi_path_filestat_get(base, lookup(flags), path, &host)) < 0) {
        return -1;
    }
    tell(&host, result);
    return 0;
}

/* As for root, who is refused nothing but to execute what nobody may. */
int __wasilibc_nocwd_faccessat(int base, const char *path, int wanted, int flags)
{
    struct stat found;
    if ((wanted & ~(R_OK | W_OK | X_OK)) != 0) {
        errno = EINVAL;
        return -1;
    }
    if (__wasilibc_nocwd_fstatat(base, path, &found, flags) < 0) {
        return -1;
    }
    if ((wanted & X_OK) != 0 && !S_ISDIR(found.st_mode) && (found.st_mode & 0111) == 0) {
        errno = EACCES;
        return -1;
    }
    return 0;
}

mode_t umask(mode_t next)
{
    mode_t last = mask;
    mask = next & 0777;
    return last;
}

int serpentarium_fchmod(int fd, mode_t mode)
{
    return answer_host(host_fd_set_mode(fd, mode & PERMISSIONS));
}

int serpentarium_fchmodat(int base, const char *path, mode_t mode, int flags)
{
    char *rest = (char *)path;
    if (base == AT_FDCWD || path[0] == '/') {
        base = split(path, &rest);
        if (base < 0) {
            return -1;
        }
    }
    return answer_host(host_path_set_mode(base, lookup(flags), rest, strlen(rest), mode & PERMISSIONS));
}

int serpentarium_chmod(const char *path, mode_t mode)
{
    return serpentarium_fchmodat(AT_FDCWD, path, mode, 0);
}

static __wasi_rights_t rights(int flags)
{
    const __wasi_rights_t reads = __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR;
    const __wasi_rights_t writes = __WASI_RIGHTS_FD_DATASYNC | __WASI_RIGHTS_FD_WRITE | __WASI_RIGHTS_FD_ALLOCATE |
                                   __WASI_RIGHTS_FD_FILESTAT_SET_SIZE;
    __wasi_rights_t asked = ~(reads | writes);
    if ((flags & O_RDONLY) != 0) {
        asked |= reads;
    }
    if ((flags & O_WRONLY) != 0) {
        asked |= writes;
    }
    return asked;
}

static int exists(int base, const char *path, int flags)
{
    __wasi_filestat_t host;
    int follow = (flags & O_NOFOLLOW) == 0 ? __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW : 0;
    return __wasi_path_filestat_get(base, follow, path, &host) == 0;
}

/* The descriptor that a path in /dev stands for, or -1. */
static int descriptor_in(const char *path)
{
    static const char *const streams[] = {"dev/stdin", "dev/stdout", "dev/stderr"};
    static const char numbered[] = "dev/fd/";
    for (int fd = 0; fd < 3; fd++) {
        if (strcmp(path, streams[fd]) == 0) {
            return fd;
        }
    }
    const char *number = path + sizeof(numbered) - 1;
    if (strncmp(path, numbered, sizeof(numbered) - 1) != 0 || *number < '0' || *number > '9') {
        return -1;
    }
    char *end;
    long fd = strtol(number, &end, 10);
    return *end == '\0' && fd <= INT_MAX ? (int)fd : -1;
}

/* Called for every `open`, which passes no mode on: see serpentarium_open. */
int __wasilibc_nocwd_openat_nomode(int base, const char *path, int flags)
{
    mode_t mode = asked_of_file & ~mask;
    int has_mode = (flags & O_CREAT) != 0 && mode != FILE_MODE && !exists(base, path, flags);
    int follow = (flags & O_NOFOLLOW) == 0 ? __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW : 0;
    __wasi_fdstat_t above;
    __wasi_fd_t opened;
    if (answer(__wasi_fd_fdstat_get(base, &above)) < 0 ||
        answer(__wasi_path_open(base, follow, path, (flags >> 12) & 0xfff, rights(flags) & above.fs_rights_inheriting,
                                above.fs_rights_inheriting, flags & 0xfff, &opened)) < 0) {
        return -1;
    }
    if (has_mode) {
        host_fd_set_mode(opened, mode);
    }
    if (strncmp(path, "dev/", 4) == 0) {
        serpentarium_share_output();
        if (serpentarium_duplicate_pipe(descriptor_in(path), opened) < 0) {
            close(opened);
            return -1;
        }
    }
    return opened;
}

int __wasilibc_nocwd_mkdirat_nomode(int base, const char *path)
{
    mode_t mode = asked_of_directory & ~mask;
    if (answer(__wasi_path_create_directory(base, path)) < 0) {
        return -1;
    }
    if (mode != DIRECTORY_MODE) {
        host_path_set_mode(base, 0, path, strlen(path), mode);
    }
    return 0;
}

/* `openat` and `mkdirat` with a mode. The base is AT_FDCWD for the working folder. */
int serpentarium_open(int base, const char *path, int flags, mode_t mode)
{
    asked_of_file = mode & PERMISSIONS;
    int opened = base == AT_FDCWD ? open(path, flags) : openat(base, path, flags);
    asked_of_file = 0666;
    return opened;
}

int serpentarium_mkdir(int base, const char *path, mode_t mode)
{
    asked_of_directory = mode & PERMISSIONS;
    int status = base == AT_FDCWD ? mkdir(path, 0777) : mkdirat(base, path, 0777);
    asked_of_directory = 0777;
    return status;
}

static int duplicate(int fd, int minimum)
{
    int result;
    if (fd == STDOUT_FILENO) {
        serpentarium_share_output();
    }
    if (answer_host(host_fd_duplicate(fd, minimum, &result)) < 0) {
        return -1;
    }
    if (serpentarium_duplicate_pipe(fd, result) < 0) {
        close(result);
        return -1;
    }
    return result;
}

int dup(int fd)
{
    return duplicate(fd, 0);
}

int dup2(int fd, int replaced)
{
    if (fd == STDOUT_FILENO || replaced == STDOUT_FILENO) {
        serpentarium_share_output();
    }
    if (answer_host(host_fd_replace(fd, replaced)) < 0) {
        return -1;
    }
    if (serpentarium_duplicate_pipe(fd, replaced) < 0) {
        close(replaced);
        return -1;
    }
    return replaced;
}

int dup3(int fd, int replaced, int flags)
{
    (void)flags;
    if (fd == replaced) {
        errno = EINVAL;
        return -1;
    }
    return dup2(fd, replaced);
}

int close(int fd)
{
    if (fd == STDOUT_FILENO) {
        serpentarium_share_output();
    }
    if (answer(__wasi_fd_close(fd)) < 0) {
        return -1;
    }
    serpentarium_close_pipe(fd);
    return 0;
}

static int status_flags(int fd)
{
    __wasi_fdstat_t host;
    if (answer(__wasi_fd_fdstat_get(fd, &host)) < 0) {
        return -1;
    }
    int reads = (host.fs_rights_base & (__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR)) != 0;
    int writes = (host.fs_rights_base & __WASI_RIGHTS_FD_WRITE) != 0;
    return host.fs_flags | (reads && writes ? O_RDWR : reads ? O_RDONLY : writes ? O_WRONLY : O_SEARCH);
}

int fcntl(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    int argument = command == F_GETFD || command == F_GETFL ? 0 : va_arg(arguments, int);
    va_end(arguments);
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return duplicate(fd, argument);
    case F_GETFD:
        // No program is ever executed in place of this one.
        return FD_CLOEXEC;
    case F_SETFD:
        return 0;
    case F_GETFL:
        return serpentarium_is_pipe(fd) ? serpentarium_pipe_flags(fd) : status_flags(fd);
    case F_SETFL:
        if (serpentarium_is_pipe(fd)) {
            serpentarium_set_pipe_flags(fd, argument);
            return 0;
        }
        return answer(__wasi_fd_fdstat_set_flags(fd, argument & 0xfff));
    default:
        errno = EINVAL;
        return -1;
    }
}
