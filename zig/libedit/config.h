/* In place of what libedit's configure would find: the target has no signals to block, no users and no processes. */
#define HAVE_DIRENT_H 1
#define HAVE_FCNTL_H 1
#define HAVE_GETLINE 1
#define HAVE_SIZE_MAX 1
#define HAVE_STDINT_H 1
#define HAVE_STRCHR 1
#define HAVE_STRLCAT 1
#define HAVE_STRLCPY 1
#define HAVE_SYS_IOCTL_H 1
#define HAVE_SYS_TYPES_H 1
#define HAVE_TERMCAP_H 1
#define HAVE_UNISTD_H 1
#define HAVE_U_INT32_T 1
#define HAVE_WCSDUP 1
#define _GNU_SOURCE 1

/* musl's wide characters are Unicode, whatever the compiler says of them. */
#define __STDC_ISO_10646__ 201103L

/* As guest/tty.zig numbers them. */
#define TIOCGWINSZ 0x5413
#define TIOCSWINSZ 0x5414

#define SIG_BLOCK 0
#define SIG_SETMASK 2
#define sigemptyset(set) ((void)(set), 0)
#define sigaddset(set, number) ((void)(set), (void)(number), 0)
#define sigprocmask(how, set, old) ((void)(set), (void)(old), 0)
#define kill(process, number) (-1)

#define getuid() 0
#define fork() (-1)
#define execlp(...) (-1)
#define waitpid(process, status, options) ((void)(status), -1)

#include "files.h"
#include "sys.h"
