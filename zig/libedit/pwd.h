/* The target has no users, but who uses it has a home. */
#ifndef PWD_H
#define PWD_H

#include <stddef.h>
#include <stdlib.h>

struct passwd {
    char *pw_name;
    char *pw_dir;
};

static inline struct passwd *only_user(void)
{
    static struct passwd user = {"", NULL};
    user.pw_dir = getenv("HOME");
    return user.pw_dir == NULL ? NULL : &user;
}

#define getpwnam(name) ((struct passwd *)NULL)
#define getpwuid(user) ((void)(user), only_user())
#define getpwent() ((struct passwd *)NULL)
#define setpwent() ((void)0)
#define endpwent() ((void)0)

#endif
