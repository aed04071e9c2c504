/* Signals that a program sends to itself, in place of wasi-libc's emulation: one that nothing handles ends it as it ends a process. */
#define _GNU_SOURCE
#define _WASI_EMULATED_SIGNAL
#define _WASI_EMULATED_GETPID
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <unistd.h>

/* Ends the program by a signal; it does not return. */
__attribute__((import_module("serpentarium"), import_name("proc_kill"), noreturn))
void host_proc_kill(int32_t signal);

/* Of stdio.zig: sends what is held back of standard output. */
extern void serpentarium_flush_output(void);

typedef void (*handler)(int);

/* Without one that was set, the default. */
static handler handlers[_NSIG];

void __SIG_IGN(int sig)
{
    (void)sig;
}

_Noreturn void __SIG_ERR(int sig)
{
    (void)sig;
    __builtin_trap();
}

static int is_signal(int sig)
{
    return sig > 0 && sig < _NSIG;
}

handler signal(int sig, handler next)
{
    if (!is_signal(sig) || sig == SIGKILL || sig == SIGSTOP) {
        errno = EINVAL;
        return SIG_ERR;
    }
    handler last = handlers[sig];
    handlers[sig] = next;
    return last;
}

/* Nobody could have the program continue. */
static int refuse_to_stop(void)
{
    errno = ENOTSUP;
    return -1;
}

static int by_default(int sig)
{
    switch (sig) {
    case SIGCHLD:
    case SIGCONT:
    case SIGURG:
    case SIGWINCH:
        return 0;
    case SIGSTOP:
    case SIGTSTP:
    case SIGTTIN:
    case SIGTTOU:
        return refuse_to_stop();
    default:
        serpentarium_flush_output();
        host_proc_kill(sig);
    }
}

int raise(int sig)
{
    if (sig == 0) {
        return 0;
    }
    if (!is_signal(sig)) {
        errno = EINVAL;
        return -1;
    }
    if (handlers[sig] == SIG_DFL) {
        return by_default(sig);
    }
    handlers[sig](sig);
    return 0;
}

/* The first process is another one's, and there is no third. */
int kill(pid_t pid, int sig)
{
    if (sig != 0 && !is_signal(sig)) {
        errno = EINVAL;
        return -1;
    }
    if (pid == 0 || pid == getpid() || pid == -getpid()) {
        return raise(sig);
    }
    errno = pid == 1 ? EPERM : ESRCH;
    return -1;
}
