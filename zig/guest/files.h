/* What the guest's parts of the libc know of one another's descriptors. */
#ifndef SERPENTARIUM_FILES_H
#define SERPENTARIUM_FILES_H

#include <poll.h>
#include <sys/stat.h>
#include <sys/types.h>

/* Of stdio.zig: standard output is no longer held back, for it may be reached by other ways. */
void serpentarium_share_output(void);

/* Of timers.c: waits for the signal of a timer, and fails with EINTR; without a timer that runs, with EDEADLK at once. -1. */
int serpentarium_await_timer(void);

/* The rest is of pipes.c. But for the first, `fd` is a pipe's where nothing else is said. */
int serpentarium_is_pipe(int fd);
ssize_t serpentarium_read_pipe(int fd, unsigned char *target, size_t count);
ssize_t serpentarium_write_pipe(int fd, const unsigned char *source, size_t count);
/* Puts what a pipe is in place of what its stand-in is. */
void serpentarium_stat_pipe(int fd, struct stat *result);
int serpentarium_pipe_flags(int fd);
void serpentarium_set_pipe_flags(int fd, int flags);
/* The host has made `duplicate` one of `fd`, of whichever kind the two are. 0, or -1 with ENOMEM. */
int serpentarium_duplicate_pipe(int fd, int duplicate);
/* The host has closed it, of whichever kind it is. */
void serpentarium_close_pipe(int fd);
/* Sets what pipes are ready for, and clears that of others; how many are ready. */
int serpentarium_poll_pipes(struct pollfd *fds, size_t count);

#endif
