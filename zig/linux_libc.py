"""Copies the libraries of Zig with a libc that has Linux's numbers of errors, clocks and sockets, and time zones, as Python's
programs know them.

    linux_libc.py ZIG_LIB ERRNOS OUTPUT

Between WASI's numbers of errors and Linux's there is one border, the libc's wrappers of the imports. Above it, C and Zig know
Linux's only.
"""
import pathlib
import re
import shutil
import sys

API = 'libc/include/wasm-wasi-musl/wasi/api.h'
NAMES = 'libc/include/wasm-wasi-musl/__errno_values.h'
SOCKETS = 'libc/include/wasm-wasi-musl/__header_sys_socket.h'
CLOCKS = 'libc/include/wasm-wasi-musl/__header_time.h'
CLOCK_TYPE = 'libc/include/wasm-wasi-musl/__typedef_clockid_t.h'
IMPORTS = 'libc/wasi/libc-bottom-half/sources/__wasilibc_real.c'
TIME = 'libc/include/wasm-wasi-musl/time.h'
ZONES = 'libc/wasi/libc-top-half/musl/src/time/__tz.c'
MESSAGES = 'libc/wasi/libc-top-half/musl/src/errno/__strerror.h'
# WASI's alone, which our host never answers.
NOT_CAPABLE = 524

SOCKET_NUMBERS = {
    'SOCK_STREAM __WASI_FILETYPE_SOCKET_STREAM': 'SOCK_STREAM 1', 'SOCK_DGRAM __WASI_FILETYPE_SOCKET_DGRAM': 'SOCK_DGRAM 2',
    'SOL_SOCKET 0x7fffffff': 'SOL_SOCKET 1', 'PF_INET 1': 'PF_INET 2', 'PF_INET6 2': 'PF_INET6 10', 'AF_UNIX 3': 'AF_UNIX 1'}

CLOCK_NUMBERS = {
    'CLOCK_REALTIME (&_CLOCK_REALTIME)': 'CLOCK_REALTIME 0',
    'CLOCK_MONOTONIC (&_CLOCK_MONOTONIC)': 'CLOCK_MONOTONIC 1\n#define CLOCK_PROCESS_CPUTIME_ID 2\n#define CLOCK_THREAD_CPUTIME_ID 3'}

TRANSLATION = '''
static const uint16_t linux_errnos[] = {%s};

/* The number that Linux has for an error of WASI's. */
static uint16_t linux_errno(int32_t number)
{
    size_t count = sizeof(linux_errnos) / sizeof(linux_errnos[0]);
    return (size_t)number < count ? linux_errnos[number] : linux_errnos[%d];
}
'''
EVENTS = '''(int32_t) nsubscriptions, (int32_t) retptr0);
    for (__wasi_size_t i = 0; ret == 0 && i < *retptr0; i++) {
        out[i].error = linux_errno(out[i].error);
    }
'''


READ_FILE = '''
#include <ctype.h>
#define index zone_index

static void __munmap(void *map, size_t size)
{
	free(map);
}

static const unsigned char *__map_file(const char *pathname, size_t *size)
{
	const size_t longest = 1 << 16;
	FILE *file = fopen(pathname, "rb");
	unsigned char *map = file ? malloc(longest) : 0;
	if (map) *size = fread(map, 1, longest, file);
	if (file) fclose(file);
	return map;
}

'''


class Sources:
    """The copied files, in which every change must find what it changes."""

    def __init__(self, root):
        self.root = pathlib.Path(root)

    def change(self, path, old, new, count=1):
        file = self.root / path
        text = file.read_text()
        if text.count(old) != count:
            sys.exit(f'{path} has {text.count(old)} of {old!r}, not {count}')
        file.write_text(text.replace(old, new))


def read_errnos(path):
    """The number of each name, and the message of each number."""
    numbers, messages = {}, {0: 'Success'}
    for line in pathlib.Path(path).read_text().splitlines():
        if not line.startswith('#'):
            number, names, messages[int(number)] = line.split(' ', 2)
            numbers.update((name, int(number)) for name in names.split('/'))
    return numbers, messages


def renumber(sources, errnos):
    """Gives WASI's names Linux's numbers; what the numbers were, in order."""
    found = {}

    def number(match):
        name, wasi = match[1], int(match[2])
        found[wasi] = {'SUCCESS': 0, 'NOTCAPABLE': NOT_CAPABLE}.get(name) if name in ('SUCCESS', 'NOTCAPABLE') else errnos['E' + name]
        return f'#define __WASI_ERRNO_{name} (UINT16_C({found[wasi]}))'

    file = sources.root / API
    file.write_text(re.sub(r'#define __WASI_ERRNO_(\w+) \(UINT16_C\((\d+)\)\)', number, file.read_text()))
    if sorted(found) != list(range(77)):
        sys.exit('the numbers of errors are not those that WASI preview1 has')
    return [found[wasi] for wasi in sorted(found)]


def translate(sources, numbers, errnos):
    table = ', '.join(map(str, numbers))
    sources.change(IMPORTS, '#include <string.h>\n', '#include <string.h>\n' + TRANSLATION % (table, numbers.index(errnos['EIO'])))
    text = (sources.root / IMPORTS).read_text()
    sources.change(IMPORTS, 'return (uint16_t) ret;', 'return linux_errno(ret);', text.count('return (uint16_t) ret;'))
    sources.change(IMPORTS, '(int32_t) nsubscriptions, (int32_t) retptr0);\n', EVENTS)


def complete_names(sources, errnos):
    """Adds the names that only Linux has, and takes the one away that it has not."""
    sources.change(NAMES, '#define ENOTCAPABLE __WASI_ERRNO_NOTCAPABLE\n', '')
    for file in (sources.root / 'libc/wasi').rglob('*.c'):
        text = file.read_text()
        if 'ENOTCAPABLE' in text:
            file.write_text(re.sub(r'\bENOTCAPABLE\b', '__WASI_ERRNO_NOTCAPABLE', text))
    file = sources.root / NAMES
    text = file.read_text()
    missing = [name for name in errnos if not re.search(rf'#define {name}\b', text)]
    sources.change(NAMES, '#define EOPNOTSUPP', ''.join(f'#define {name} {errnos[name]}\n' for name in missing) + '#define EOPNOTSUPP')


def number_clocks(sources):
    """A clock is a number, not the address of one, so that one that does not exist can be refused."""
    for old, new in CLOCK_NUMBERS.items():
        sources.change(CLOCKS, f'#define {old}\n', f'#define {new}\n')
    sources.change(CLOCK_TYPE, 'typedef const struct __clockid *clockid_t;', 'typedef int clockid_t;')
    for file in (sources.root / 'libc/wasi').rglob('*clock*.c'):
        file.write_text(re.sub(r'\b(clk|clock_id)->id\b', r'\1', file.read_text()))


def enable_zones(sources):
    """Has local time follow TZ, by the zones of tzdata; a file is read, since it cannot be mapped."""
    ifdef = '#ifdef __wasilibc_unmodified_upstream // timezone data'
    # The last one would refuse a name that is not in the libc's own memory, as CPython's are.
    head, last, tail = (sources.root / ZONES).read_text().rpartition(ifdef)
    (sources.root / ZONES).write_text(head.replace(ifdef, '#if 1') + last + tail)
    sources.change(ZONES, '#include <sys/mman.h>', '#include <stdio.h>')
    sources.change(ZONES, 'static int dst_off;', READ_FILE + 'static int dst_off;')
    sources.change(ZONES, '"/usr/share/zoneinfo/\\0/share/zoneinfo/\\0/etc/zoneinfo/\\0"', '"/lib/python3.13/tzdata/zoneinfo/\\0"')
    sources.change(ZONES, 'if (!libc.secure || !strcmp(s, "/etc/localtime"))', '')
    sources.change(ZONES, 'int local, int *isdst, long *offset', 'int local, int *isdst, int *offset')
    declared = '#ifdef __wasilibc_unmodified_upstream /* WASI has no timezone tables */'
    sources.change(TIME, declared, '#if 1', 3)


def main():
    library, table, output = sys.argv[1:]
    shutil.rmtree(output, ignore_errors=True)
    shutil.copytree(library, output)
    sources, (errnos, messages) = Sources(output), read_errnos(table)
    translate(sources, renumber(sources, errnos), errnos)
    complete_names(sources, errnos)
    (sources.root / MESSAGES).write_text(''.join(f'E({number}, "{text}")\n' for number, text in messages.items()))
    for old, new in SOCKET_NUMBERS.items():
        sources.change(SOCKETS, f'#define {old}\n', f'#define {new}\n')
    number_clocks(sources)
    enable_zones(sources)
    for file in (sources.root / 'c').rglob('*.zig'):
        file.write_text(re.sub(r'\b(std\.)?c\.E\.', 'std.os.linux.E.', file.read_text()))


if __name__ == '__main__':
    main()
