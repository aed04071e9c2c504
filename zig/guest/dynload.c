// dlopen and its like, by which CPython loads extension modules: the host links the code of a side module beside the guest's own,
// and the guest gives the memory that it lies in and runs what it starts with. So the memory limit holds for side modules as well,
// and no function of the guest is called while the host serves one of these imports.
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define HOST(name) __attribute__((import_module("serpentarium"), import_name(#name))) name

typedef struct {
    uint32_t memory_size;
    // A power of two.
    uint32_t memory_alignment;
    // Whether the session has that code already, so that it needs no place.
    uint32_t is_linked;
} Need;

typedef void (*Starter)(void);

// What a side module wants called before it is used, in this order; null where it has no such function.
typedef struct {
    Starter apply_relocations;
    Starter construct;
} Starters;

// A handle from 0 on, or -1: by the path of a file that names a side module.
int32_t HOST(link_open)(const char *path, size_t length, Need *need);
// 0, or -1. The memory is zero but for what is linked into it.
int32_t HOST(link_place)(int32_t handle, void *memory, Starters *starters);
// An address, or a function's slot in the table, which is what C takes for its address; 0 where there is none.
void *HOST(link_symbol)(int32_t handle, const char *name, size_t length);
// Writes why the last of these failed, as UTF-8, and answers how many bytes that are.
size_t HOST(link_error)(char *text, size_t capacity);

enum { DETAIL = 1024, SMALLEST_ALIGNMENT = 16 };

static char message[DETAIL];
static int has_failed;

static void *fail(const char *reason)
{
    strcpy(message, reason);
    has_failed = 1;
    return NULL;
}

static void *fail_by_host(void)
{
    size_t length = link_error(message, sizeof message - 1);
    message[length < sizeof message ? length : sizeof message - 1] = 0;
    has_failed = 1;
    return NULL;
}

// Handles of the host begin at 0, which dlopen keeps for its failures.
static void *pointer(int32_t handle) { return (void *)(intptr_t)(handle + 1); }
static int32_t handle_of(void *pointer) { return (int32_t)(intptr_t)pointer - 1; }

static void *place(int32_t handle, const Need *need)
{
    size_t alignment = need->memory_alignment < SMALLEST_ALIGNMENT ? SMALLEST_ALIGNMENT : need->memory_alignment;
    Starters starters = {0};
    char *memory = NULL;
    if (need->memory_size > 0) {
        memory = aligned_alloc(alignment, need->memory_size);
        if (memory == NULL)
            return fail("not enough memory for the extension module");
        memset(memory, 0, need->memory_size);
    }
    if (link_place(handle, memory, &starters) < 0) {
        free(memory);
        return fail_by_host();
    }
    if (starters.apply_relocations)
        starters.apply_relocations();
    if (starters.construct)
        starters.construct();
    return pointer(handle);
}

void *dlopen(const char *path, int flags)
{
    Need need = {0};
    if (path == NULL)
        return fail("the interpreter itself has no handle");
    int32_t handle = link_open(path, strlen(path), &need);
    if (handle < 0)
        return fail_by_host();
    return need.is_linked ? pointer(handle) : place(handle, &need);
}

void *dlsym(void *restrict handle, const char *restrict name)
{
    void *found = link_symbol(handle_of(handle), name, strlen(name));
    return found ? found : fail_by_host();
}

// The text of what failed since the last call.
char *dlerror(void)
{
    if (!has_failed)
        return NULL;
    has_failed = 0;
    return message;
}

// What is linked stays.
int dlclose(void *handle) { return 0; }
