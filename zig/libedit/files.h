/* What the history's files ask of a libc, and this one does otherwise. */
#ifndef FILES_H
#define FILES_H

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* musl says of a file just opened to append that one is at its start, where libedit writes the history's first line. */
static inline FILE *open_at_end(const char *name, const char *mode)
{
    FILE *file = fopen(name, mode);
    if (file != NULL && mode[0] == 'a') {
        fseek(file, 0, SEEK_END);
    }
    return file;
}

/* mkstemp, which is not there: the name's last six characters are chosen. */
static inline int open_temporary(char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz012345";
    unsigned char chosen[6];
    char *end = name + strlen(name) - sizeof(chosen);
    int fd;
    do {
        if (getentropy(chosen, sizeof(chosen)) != 0) {
            return -1;
        }
        for (size_t i = 0; i < sizeof(chosen); i++) {
            end[i] = letters[chosen[i] % (sizeof(letters) - 1)];
        }
        fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    } while (fd == -1 && errno == EEXIST);
    return fd;
}

/* truncate.c has another. */
#define history_truncate_file truncate_lines

#define fopen open_at_end
#define mkstemp open_temporary

#endif
