/* `poll`, and with it `select`: over descriptors of the host and over pipes, which it does not know. */
#include "files.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/select.h>
#include <time.h>
#include <wasi/api.h>

enum { MILLISECOND = 1000000 };

static size_t subscribe(__wasi_subscription_t *subscriptions, struct pollfd *fds, size_t count)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        if (fds[i].fd < 0 || serpentarium_is_pipe(fds[i].fd)) {
            continue;
        }
        if ((fds[i].events & POLLRDNORM) != 0) {
            subscriptions[made++] = (__wasi_subscription_t){
                .userdata = (uintptr_t)&fds[i], .u.tag = __WASI_EVENTTYPE_FD_READ, .u.u.fd_read.file_descriptor = fds[i].fd};
        }
        if ((fds[i].events & POLLWRNORM) != 0) {
            subscriptions[made++] = (__wasi_subscription_t){
                .userdata = (uintptr_t)&fds[i], .u.tag = __WASI_EVENTTYPE_FD_WRITE, .u.u.fd_write.file_descriptor = fds[i].fd};
        }
    }
    return made;
}

static void tell(const __wasi_event_t *event)
{
    struct pollfd *polled = (struct pollfd *)(uintptr_t)event->userdata;
    if (event->error == __WASI_ERRNO_BADF) {
        polled->revents |= POLLNVAL;
    } else if (event->error != 0) {
        polled->revents |= POLLERR;
    } else {
        polled->revents |= event->type == __WASI_EVENTTYPE_FD_READ ? POLLRDNORM : POLLWRNORM;
    }
}

/* What the host knows of; a timeout below 0 is none. -1 with errno. */
static int poll_host(__wasi_subscription_t *subscriptions, __wasi_event_t *events, size_t count, int timeout)
{
    if (timeout >= 0) {
        subscriptions[count++] = (__wasi_subscription_t){
            .u.tag = __WASI_EVENTTYPE_CLOCK,
            .u.u.clock.id = __WASI_CLOCKID_MONOTONIC,
            .u.u.clock.timeout = (__wasi_timestamp_t)timeout * MILLISECOND};
    }
    size_t happened = 0;
    __wasi_errno_t failure = __wasi_poll_oneoff(subscriptions, events, count, &happened);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    for (size_t i = 0; i < happened; i++) {
        if (events[i].type != __WASI_EVENTTYPE_CLOCK) {
            tell(&events[i]);
        }
    }
    return 0;
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
    int ready = serpentarium_poll_pipes(fds, count);
    __wasi_subscription_t *subscriptions = calloc(2 * count + 1, sizeof(*subscriptions));
    __wasi_event_t *events = calloc(2 * count + 1, sizeof(*events));
    int status = -1;
    if (subscriptions == NULL || events == NULL) {
        errno = ENOMEM;
    } else {
        size_t asked = subscribe(subscriptions, fds, count);
        if (asked == 0 && (ready > 0 || timeout == 0)) {
            status = 0;
        } else if (asked == 0 && timeout < 0) {
            status = serpentarium_await_timer();
        } else {
            status = poll_host(subscriptions, events, asked, ready > 0 ? 0 : timeout);
        }
    }
    free(events);
    free(subscriptions);
    if (status < 0) {
        return -1;
    }
    ready = 0;
    for (size_t i = 0; i < count; i++) {
        ready += fds[i].revents != 0;
    }
    return ready;
}

enum { SECOND = 1000 };

static int milliseconds(const struct timespec *timeout)
{
    if (timeout == NULL) {
        return -1;
    }
    // What is left of one counts as one.
    long long left = (timeout->tv_nsec + MILLISECOND - 1) / MILLISECOND;
    return timeout->tv_sec > (INT_MAX - left) / SECOND ? INT_MAX : (int)(timeout->tv_sec * SECOND + left);
}

static size_t add(struct pollfd *polled, const fd_set *set, int below, short events)
{
    size_t count = 0;
    for (size_t i = 0; set != NULL && i < set->__nfds; i++) {
        if (set->__fds[i] < below) {
            polled[count++] = (struct pollfd){.fd = set->__fds[i], .events = events};
        }
    }
    return count;
}

static int keep(fd_set *set, const struct pollfd *polled, size_t count, short events)
{
    if (set == NULL) {
        return 0;
    }
    FD_ZERO(set);
    for (size_t i = 0; i < count; i++) {
        if ((polled[i].revents & events) != 0) {
            set->__fds[set->__nfds++] = polled[i].fd;
        }
    }
    return (int)set->__nfds;
}

static int has_closed(const struct pollfd *polled, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((polled[i].revents & POLLNVAL) != 0) {
            return 1;
        }
    }
    return 0;
}

/* The libc's own takes the end of a pipe for none. There are no exceptional conditions. */
int pselect(int below, fd_set *restrict readable, fd_set *restrict writable, fd_set *restrict exceptional,
            const struct timespec *restrict timeout, const sigset_t *mask)
{
    (void)mask;
    if (below < 0 || (timeout != NULL && (timeout->tv_sec < 0 || timeout->tv_nsec < 0))) {
        errno = EINVAL;
        return -1;
    }
    size_t most = (readable != NULL ? readable->__nfds : 0) + (writable != NULL ? writable->__nfds : 0);
    struct pollfd *polled = calloc(most + 1, sizeof(*polled));
    if (polled == NULL) {
        errno = ENOMEM;
        return -1;
    }
    size_t reading = add(polled, readable, below, POLLRDNORM);
    size_t count = reading + add(polled + reading, writable, below, POLLWRNORM);
    int ready = poll(polled, count, milliseconds(timeout));
    if (ready >= 0 && has_closed(polled, count)) {
        errno = EBADF;
        ready = -1;
    }
    if (ready >= 0) {
        ready = keep(readable, polled, reading, POLLRDNORM | POLLHUP | POLLERR) +
                keep(writable, polled + reading, count - reading, POLLWRNORM | POLLERR);
        keep(exceptional, NULL, 0, 0);
    }
    free(polled);
    return ready;
}
