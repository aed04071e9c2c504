"""Makes the pre-initialised image: runs the linked module up to a ready interpreter and writes it anew with that memory.

    preinitialize.py MODULE STDLIB_ZIP OUTPUT --time SECONDS

This is Wizer's technique. Wizer itself shows the guest the real clock, entropy and directory order, so its output differs
from day to day; here the guest sees constants only. And it keeps the memory in thousands of data segments, for which
Wasmtime copies instead of mapping; here it is one dense segment, so that an instance starts copy-on-write. Last of all its
code is made to poll (polls.py).
"""
import argparse
import random
import sys
import zipfile

import wasmtime

import guest
import polls
import wasi
import wasmfile

ENVIRONMENT = {'HOME': '/sandbox', 'LANG': 'C.UTF-8', 'TMPDIR': '/tmp'}
STDLIB = '/lib/python3.13'
PAGE = 65536
DROPPED_EXPORTS = {'_initialize', 'guest_initialize'}
RENAMED_EXPORTS = {'guest_initialized': '_initialize'}


def stdlib_files(path):
    files = {'/sandbox': None, '/tmp': None, STDLIB: None}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            files[f'{STDLIB}/{name}'] = archive.read(name)
    return files


def constant_host(stdlib, seconds, write_output):
    """Monotonic time stands at 0: the libc keeps the first reading as the zero of process time."""
    nanoseconds = seconds * 1_000_000_000
    return wasi.Host(
        files=stdlib_files(stdlib), environment=ENVIRONMENT, mtime=nanoseconds,
        clock=lambda clock: nanoseconds if clock == 0 else 0,
        entropy=random.Random(0).randbytes,
        read_input=lambda length: b'', write_output=write_output, wait=lambda nanoseconds: wasi.NOSYS)


def initialize(module, stdlib, seconds):
    """Runs the initialisation; the memory's bytes and the value of each exported mutable global by name.

    What the practice executions print is nobody's, unless something else fails."""
    printed = []
    host = constant_host(stdlib, seconds, lambda fd, data: printed.append(data))
    engine = guest.new_engine()
    store = wasmtime.Store(engine)
    instance = host.instantiate(store, wasmtime.Module(engine, module))
    exports = instance.exports(store)
    exports['_initialize'](store)
    if exports['guest_initialize'](store) != 0:
        sys.stderr.buffer.writelines(printed)
        sys.exit('the interpreter did not initialise')
    memory = bytes(exports['memory'].read(store))
    values = {name: item.value(store) for name, item in exports.items() if isinstance(item, wasmtime.Global)}
    return memory, values


def trimmed(memory):
    """(offset, bytes) without the zero pages at the start (the C stack's unused ones) and the zero bytes at the end."""
    end = len(memory.rstrip(b'\0'))
    start = 0
    while not any(memory[start:start + PAGE]):
        start += PAGE
    return start, memory[start:end]


def renew_globals(body, exports, values):
    found = wasmfile.globals_of(body)
    names = {index: name for name, kind, index in exports if kind == wasmfile.GLOBAL_EXPORT}
    for index, entry in enumerate(found):
        if entry[1] == wasmfile.MUTABLE:
            entry[2] = values[names[index]]
    return wasmfile.encode_globals(found)


def renew_exports(exports):
    return wasmfile.encode_exports(
        [(RENAMED_EXPORTS.get(name, name), kind, index) for name, kind, index in exports if name not in DROPPED_EXPORTS])


def image(module, memory, values):
    """The module with the initialised state, without custom sections."""
    parts = dict(wasmfile.sections(module))
    if wasmfile.START in parts or wasmfile.DATA_COUNT in parts:
        raise wasmfile.Malformed('a start function or passive data')
    exports = wasmfile.exports_of(parts[wasmfile.EXPORT])
    parts[wasmfile.MEMORY] = wasmfile.encode_memory(len(memory) // PAGE, wasmfile.memory_maximum(parts[wasmfile.MEMORY]))
    parts[wasmfile.GLOBAL] = renew_globals(parts[wasmfile.GLOBAL], exports, values)
    parts[wasmfile.EXPORT] = renew_exports(exports)
    parts[wasmfile.DATA] = wasmfile.encode_data(*trimmed(memory))
    return wasmfile.assemble((kind, body) for kind, body in parts.items() if kind != wasmfile.CUSTOM)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('module')
    arguments.add_argument('stdlib')
    arguments.add_argument('output')
    arguments.add_argument('--time', type=int, required=True, help='the time that the guest sees, in seconds')
    options = arguments.parse_args()
    with open(options.module, 'rb') as file:
        module = file.read()
    result = image(module, *initialize(module, options.stdlib, options.time))
    wasmfile.check_no_bulk_memory(result)
    result, inserted = polls.insert(result)
    print(f'{inserted} polls, of which the compiler keeps {polls.check(result)}', file=sys.stderr)
    with open(options.output, 'wb') as file:
        file.write(result)


if __name__ == '__main__':
    main()
