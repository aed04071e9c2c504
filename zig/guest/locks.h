/* Locks of files, which preview1 does not have. A session is one process with one thread: nobody else holds a lock. */
#include <fcntl.h>

#define F_RDLCK 0
#define F_WRLCK 1
#define F_UNLCK 2
#define F_GETLK 12
#define F_SETLK 13
#define F_SETLKW 14

/* What fcntl answers to these three commands. */
static inline int answer_lock(int command, struct flock *lock)
{
    if (command == F_GETLK) {
        lock->l_type = F_UNLCK;
    }
    return 0;
}
