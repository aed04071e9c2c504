/* Pipes that a program has with itself. Their bytes lie in the guest's memory, so they are part of a session's state; to the host each
   end is an open /dev/null, so it counts, keeps and restores their descriptors like others.

   There is one thread: where nothing but a timer's signal could end a wait, that is waited for, and where there is none EDEADLK is
   the answer. */
#define _WASI_EMULATED_SIGNAL
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasi/api.h>

/* As on Linux; as many bytes as ATOMIC are written at once or not at all. */
enum { CAPACITY = 65536, ATOMIC = 4096 };
enum { READING, WRITING };
/* The directory that the guest is given. */
enum { ROOT = 3 };

struct pipe {
    size_t first, count;
    /* By READING and WRITING: how many descriptors an end has, and what fcntl has set. */
    unsigned descriptors[2];
    int flags[2];
    ino_t inode;
    unsigned char bytes[CAPACITY];
};

struct end {
    struct pipe *pipe;
    int kind;
};

/* By the number of the descriptor. */
static struct end *ends;
static int room;
static ino_t last_inode;

static struct end *end_of(int fd)
{
    return fd >= 0 && fd < room && ends[fd].pipe != NULL ? &ends[fd] : NULL;
}

int serpentarium_is_pipe(int fd)
{
    return end_of(fd) != NULL;
}

static int make_room(int fd)
{
    if (fd < room) {
        return 0;
    }
    int wanted = (fd / 64 + 1) * 64;
    struct end *grown = realloc(ends, (size_t)wanted * sizeof(*ends));
    if (grown == NULL) {
        errno = ENOMEM;
        return -1;
    }
    memset(grown + room, 0, (size_t)(wanted - room) * sizeof(*ends));
    ends = grown;
    room = wanted;
    return 0;
}

static void attach(int fd, struct pipe *pipe, int kind)
{
    ends[fd] = (struct end){.pipe = pipe, .kind = kind};
    pipe->descriptors[kind]++;
}

void serpentarium_close_pipe(int fd)
{
    struct end *end = end_of(fd);
    if (end == NULL) {
        return;
    }
    struct pipe *pipe = end->pipe;
    end->pipe = NULL;
    pipe->descriptors[end->kind]--;
    if (pipe->descriptors[READING] + pipe->descriptors[WRITING] == 0) {
        free(pipe);
    }
}

int serpentarium_duplicate_pipe(int fd, int duplicate)
{
    if (fd == duplicate) {
        return 0;
    }
    if (end_of(fd) != NULL && make_room(duplicate) < 0) {
        return -1;
    }
    serpentarium_close_pipe(duplicate);
    struct end *end = end_of(fd);
    if (end != NULL) {
        attach(duplicate, end->pipe, end->kind);
    }
    return 0;
}

static int open_end(struct pipe *pipe, int kind)
{
    static const char path[] = "dev/null";
    __wasi_rights_t rights = kind == READING ? __WASI_RIGHTS_FD_READ : __WASI_RIGHTS_FD_WRITE;
    __wasi_fd_t fd;
    __wasi_errno_t failure = __wasi_path_open(ROOT, 0, path, 0, rights, 0, 0, &fd);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    if (make_room(fd) < 0) {
        (void)!__wasi_fd_close(fd);
        return -1;
    }
    attach(fd, pipe, kind);
    return fd;
}

int pipe2(int fds[2], int flags)
{
    if ((flags & ~(O_CLOEXEC | O_NONBLOCK)) != 0) {
        errno = EINVAL;
        return -1;
    }
    struct pipe *pipe = malloc(sizeof(*pipe));
    if (pipe == NULL) {
        errno = ENOMEM;
        return -1;
    }
    pipe->first = pipe->count = 0;
    pipe->inode = ++last_inode;
    for (int kind = READING; kind <= WRITING; kind++) {
        pipe->descriptors[kind] = 0;
        pipe->flags[kind] = flags & O_NONBLOCK;
    }
    int reading = open_end(pipe, READING);
    if (reading < 0) {
        free(pipe);
        return -1;
    }
    int writing = open_end(pipe, WRITING);
    if (writing < 0) {
        close(reading);
        return -1;
    }
    fds[0] = reading;
    fds[1] = writing;
    return 0;
}

int pipe(int fds[2])
{
    return pipe2(fds, 0);
}

/* Where a call would wait; -1 with errno. */
static int wait_at(const struct end *end)
{
    if ((end->pipe->flags[end->kind] & O_NONBLOCK) != 0) {
        errno = EAGAIN;
        return -1;
    }
    return serpentarium_await_timer();
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

ssize_t serpentarium_read_pipe(int fd, unsigned char *target, size_t count)
{
    struct end *end = end_of(fd);
    struct pipe *pipe = end->pipe;
    if (end->kind != READING) {
        errno = EBADF;
        return -1;
    }
    if (count == 0) {
        return 0;
    }
    if (pipe->count == 0) {
        return pipe->descriptors[WRITING] == 0 ? 0 : wait_at(end);
    }
    size_t taken = least(count, pipe->count), before_edge = least(taken, CAPACITY - pipe->first);
    memcpy(target, pipe->bytes + pipe->first, before_edge);
    memcpy(target + before_edge, pipe->bytes, taken - before_edge);
    pipe->count -= taken;
    pipe->first = pipe->count == 0 ? 0 : (pipe->first + taken) % CAPACITY;
    return (ssize_t)taken;
}

ssize_t serpentarium_write_pipe(int fd, const unsigned char *source, size_t count)
{
    struct end *end = end_of(fd);
    struct pipe *pipe = end->pipe;
    if (end->kind != WRITING) {
        errno = EBADF;
        return -1;
    }
    if (pipe->descriptors[READING] == 0) {
        raise(SIGPIPE);
        errno = EPIPE;
        return -1;
    }
    if (count == 0) {
        return 0;
    }
    size_t space = CAPACITY - pipe->count;
    if (space == 0 || (count <= ATOMIC && space < count)) {
        return wait_at(end);
    }
    size_t given = least(count, space), at = (pipe->first + pipe->count) % CAPACITY, before_edge = least(given, CAPACITY - at);
    memcpy(pipe->bytes + at, source, before_edge);
    memcpy(pipe->bytes, source + before_edge, given - before_edge);
    pipe->count += given;
    return (ssize_t)given;
}

void serpentarium_stat_pipe(int fd, struct stat *result)
{
    struct end *end = end_of(fd);
    result->st_mode = S_IFIFO | 0600;
    result->st_ino = end->pipe->inode;
    result->st_size = 0;
    result->st_blocks = 0;
}

int serpentarium_pipe_flags(int fd)
{
    struct end *end = end_of(fd);
    return end->pipe->flags[end->kind] | (end->kind == READING ? O_RDONLY : O_WRONLY);
}

void serpentarium_set_pipe_flags(int fd, int flags)
{
    struct end *end = end_of(fd);
    end->pipe->flags[end->kind] = flags & (O_NONBLOCK | O_APPEND);
}

int serpentarium_count_in_pipe(int fd)
{
    struct end *end = end_of(fd);
    return end->kind == READING ? (int)end->pipe->count : 0;
}

static short readiness(int fd, short asked)
{
    struct end *end = end_of(fd);
    struct pipe *pipe = end->pipe;
    if (end->kind == READING) {
        return (short)((pipe->count > 0 ? asked & (POLLIN | POLLRDNORM) : 0) | (pipe->descriptors[WRITING] == 0 ? POLLHUP : 0));
    }
    return (short)((CAPACITY - pipe->count >= ATOMIC ? asked & (POLLOUT | POLLWRNORM) : 0) |
                   (pipe->descriptors[READING] == 0 ? POLLERR : 0));
}

int serpentarium_poll_pipes(struct pollfd *fds, size_t count)
{
    int ready = 0;
    for (size_t i = 0; i < count; i++) {
        fds[i].revents = serpentarium_is_pipe(fds[i].fd) ? readiness(fds[i].fd, fds[i].events) : 0;
        ready += fds[i].revents != 0;
    }
    return ready;
}
