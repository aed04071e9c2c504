/* Keeps the last lines of a history's file, as libedit does, and the heading, without which it would not read the file again. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char heading[] = "_HiStOrY_V2_\n";

/* libedit's own history_truncate_file. */
int truncate_lines(const char *filename, int lines);

static int add_heading(const char *filename)
{
    FILE *file = fopen(filename, "r+");
    char *text = NULL;
    size_t capacity = 0;
    if (file == NULL) {
        return errno;
    }
    ssize_t length = getdelim(&text, &capacity, '\0', file);
    if (length > 0 && strncmp(text, heading, strlen(heading)) != 0) {
        rewind(file);
        fputs(heading, file);
        fwrite(text, 1, (size_t)length, file);
    }
    free(text);
    return fclose(file) == 0 ? 0 : errno;
}

int history_truncate_file(const char *filename, int lines)
{
    char usual[4096];
    if (filename == NULL) {
        const char *home = getenv("HOME");
        snprintf(usual, sizeof(usual), "%s/.history", home == NULL ? "" : home);
        filename = usual;
    }
    int failure = truncate_lines(filename, lines);
    return failure == 0 ? add_heading(filename) : failure;
}
