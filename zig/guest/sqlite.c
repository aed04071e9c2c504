/* What SQLite leaves out on WASI, although it calls it: a temporary file is given its mode by fchmod, through a null pointer. */
#include "sqlite3.h"
#include <sys/stat.h>

/* A session's files are its own. */
static int change_mode(int fd, mode_t mode)
{
    (void)fd, (void)mode;
    return 0;
}

/* SQLITE_EXTRA_INIT: the last step of sqlite3_initialize. */
int serpentarium_complete_sqlite(const char *unused)
{
    (void)unused;
    sqlite3_vfs *files = sqlite3_vfs_find(0);
    return files->xSetSystemCall(files, "fchmod", (sqlite3_syscall_ptr)change_mode);
}
