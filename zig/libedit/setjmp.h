/* libedit jumps from `rl_abort` only, which nothing here calls. */
#ifndef SETJMP_H
#define SETJMP_H

typedef int jmp_buf[1];

#define setjmp(buffer) ((void)(buffer), 0)
#define longjmp(buffer, value) __builtin_trap()

#endif
