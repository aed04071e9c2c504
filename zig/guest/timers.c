// alarm, setitimer and pause. The timers are the guest's; the host counts one time for each, and then has CPython look for signals,
// where it asks here which timers are over.
#define _GNU_SOURCE
#define _WASI_EMULATED_SIGNAL
#include "files.h"
#include "pycore_itimer.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>
#include <wasi/api.h>

__attribute__((import_module("serpentarium"), import_name("set_alarm")))
int32_t set_alarm(int32_t timer, int64_t nanoseconds);

enum { TIMERS = 3 };
// Preview1's number of the clock of the processor.
enum { PROCESS_CLOCK = 2 };
enum { SECOND = 1000000000, MICROSECOND = 1000 };

// In nanoseconds of the timer's clock; due is 0 for one that is not set.
static struct { int64_t due, interval; } timers[TIMERS];
static const int signals[TIMERS] = {SIGALRM, SIGVTALRM, SIGPROF};

static int64_t now(int which)
{
    __wasi_timestamp_t time = 0;
    (void)!__wasi_clock_time_get(which == ITIMER_REAL ? __WASI_CLOCKID_MONOTONIC : PROCESS_CLOCK, 1, &time);
    return (int64_t)time;
}

static int64_t nanoseconds(struct timeval time)
{
    return (int64_t)time.tv_sec * SECOND + (int64_t)time.tv_usec * MICROSECOND;
}

static struct timeval timeval_of(int64_t nanoseconds)
{
    return (struct timeval){.tv_sec = nanoseconds / SECOND, .tv_usec = nanoseconds % SECOND / MICROSECOND};
}

// At least a nanosecond, since none would unset it.
static void arm(int which, int64_t at)
{
    int64_t left = timers[which].due - at;
    set_alarm(which, left > 0 ? left : 1);
}

static int is_invalid(struct timeval time)
{
    // Far more than anybody waits, and within 64 bits.
    return time.tv_sec < 0 || time.tv_sec > INT32_MAX || time.tv_usec < 0 || time.tv_usec >= SECOND / MICROSECOND;
}

int getitimer(int which, struct itimerval *value)
{
    if (which < 0 || which >= TIMERS) {
        errno = EINVAL;
        return -1;
    }
    int64_t left = timers[which].due ? timers[which].due - now(which) : 0;
    // One that is over and not told yet has a little left, as on Linux.
    if (timers[which].due && left < MICROSECOND)
        left = MICROSECOND;
    value->it_value = timeval_of(left);
    value->it_interval = timeval_of(timers[which].interval);
    return 0;
}

int setitimer(int which, const struct itimerval *value, struct itimerval *old)
{
    if (which < 0 || which >= TIMERS || is_invalid(value->it_value) || is_invalid(value->it_interval)) {
        errno = EINVAL;
        return -1;
    }
    if (old)
        getitimer(which, old);
    int64_t delay = nanoseconds(value->it_value);
    timers[which].due = delay ? now(which) + delay : 0;
    timers[which].interval = delay ? nanoseconds(value->it_interval) : 0;
    set_alarm(which, delay);
    return 0;
}

unsigned alarm(unsigned seconds)
{
    struct itimerval old, value = {.it_value.tv_sec = seconds > INT32_MAX ? INT32_MAX : (time_t)seconds};
    setitimer(ITIMER_REAL, &value, &old);
    // Rounded, but not to none where something is left.
    unsigned left = (unsigned)old.it_value.tv_sec + (old.it_value.tv_usec >= SECOND / MICROSECOND / 2);
    return left == 0 && old.it_value.tv_usec ? 1 : left;
}

int pause(void)
{
    struct timespec long_time = {.tv_sec = INT32_MAX};
    while (nanosleep(&long_time, NULL) == 0)
        ;
    errno = EINTR;
    return -1;
}

int serpentarium_await_timer(void)
{
    if (timers[ITIMER_REAL].due == 0) {
        errno = EDEADLK;
        return -1;
    }
    return pause();
}

unsigned serpentarium_due_timers(void)
{
    unsigned due = 0;
    for (int which = 0; which < TIMERS; which++) {
        if (timers[which].due == 0)
            continue;
        int64_t at = now(which), late = at - timers[which].due, interval = timers[which].interval;
        if (late >= 0) {
            due |= 1u << signals[which];
            // As many of its times as have passed count as one.
            timers[which].due = interval ? timers[which].due + interval * (late / interval + 1) : 0;
        }
        // The host's clock may be ahead of what the guest has been told.
        if (timers[which].due)
            arm(which, at);
    }
    return due;
}

void serpentarium_forget_timers(void)
{
    for (int which = 0; which < TIMERS; which++)
        timers[which].due = timers[which].interval = 0;
}
