/* In place of the libc's header for the module `fcntl`: with what it asks of Unix beyond preview1. */
#pragma once
#include_next <fcntl.h>
#include "locks.h"
#include <stdarg.h>

/* Also says where a descriptor is none, which the libc's own does not for every command. */
static int fcntl_with_locks(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (fcntl(fd, F_GETFL) < 0) {
        return -1;
    }
    switch (command) {
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
        return answer_lock(command, argument);
    default:
        return fcntl(fd, command, argument);
    }
}

#define fcntl fcntl_with_locks
