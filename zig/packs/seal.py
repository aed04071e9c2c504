"""Makes a linked side module what a host accepts: its code polls (polls.py), and it has neither names nor bulk memory.

    seal.py LINKED OUTPUT MAIN

MAIN is python.wasm, whose names the side module may ask for, and nothing else.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import linking
import polls
import wasmfile
from wasmfile import unsigned

# Of a thousand loops, one may turn out to be none.
LOOPS_GONE = 1000
GIVEN = {'__memory_base', '__table_base'}
TYPE, IMPORT, FUNCTIONS = 1, 2, 3
FUNCTION, TABLE, MEMORY, GLOBAL = range(4)


def without_names(module):
    """Without custom sections but the linker's own."""
    parts = list(wasmfile.sections(module))
    return wasmfile.assemble(part for number, part in enumerate(parts) if number == 0 or part[0] != wasmfile.CUSTOM)


def signatures(module):
    """The type of each exported function by its name, and None for what else is exported; nothing is compiled for it."""
    parts = dict(wasmfile.sections(module))
    types = list(function_types(parts[TYPE]))
    functions = [number for kind, _, number in imports(parts[IMPORT]) if kind == FUNCTION] + numbers(parts[FUNCTIONS])
    return {name: types[functions[index]] if kind == FUNCTION else None
            for name, kind, index in wasmfile.exports_of(parts[wasmfile.EXPORT])}


def function_types(body):
    """(parameters, results) of each type, as bytes."""
    count, at = unsigned(body, 0)
    for _ in range(count):
        length, at = unsigned(body, at + 1)
        parameters, at = body[at:at + length], at + length
        length, at = unsigned(body, at)
        yield parameters, body[at:at + length]
        at += length


def numbers(body):
    count, at = unsigned(body, 0)
    found = []
    for _ in range(count):
        number, at = unsigned(body, at)
        found.append(number)
    return found


def imports(body):
    """(kind, name, number of a function's type) of each import."""
    count, at = unsigned(body, 0)
    for _ in range(count):
        length, at = unsigned(body, at)
        module, at = body[at:at + length].decode(), at + length
        length, at = unsigned(body, at)
        name, at = body[at:at + length].decode(), at + length
        kind, at, number = body[at], at + 1, None
        if kind == FUNCTION:
            number, at = unsigned(body, at)
        elif kind == GLOBAL:
            at += 2
        else:
            at += kind == TABLE
            bounded, at = body[at] & 1, at + 1
            for _ in range(1 + bounded):
                _, at = unsigned(body, at)
        yield kind, (module, name), number


def problems(side, main):
    """What the side module imports and nobody has; and functions that it calls in another way than they are."""
    parts, known = dict(wasmfile.sections(side)), signatures(main)
    own = {name for name, _, _ in wasmfile.exports_of(parts[wasmfile.EXPORT])}
    types = list(function_types(parts[TYPE]))
    unknown, other = set(), set()
    for kind, (module, name), number in imports(parts[IMPORT]):
        if name not in known and name not in (own if module in ('GOT.mem', 'GOT.func') else GIVEN):
            unknown.add(name)
        elif kind == FUNCTION and types[number] != known[name]:
            other.add(name)
    return sorted(unknown), sorted(other)


def sealed(linked, main):
    linking.Layout(linked)
    side = without_names(linked)
    wasmfile.check_no_bulk_memory(side)
    side, inserted = polls.insert(side)
    unknown, other = problems(side, main)
    if unknown or other:
        raise wasmfile.Malformed(f'names that python.wasm does not have: {unknown}; with other signatures: {other}')
    kept = polls.check(side, inserted // LOOPS_GONE + polls.LOOPS_GONE)
    print(f'{len(side)} bytes, {inserted} polls, of which the compiler keeps {kept}', file=sys.stderr)
    return side


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    with open(sys.argv[1], 'rb') as linked, open(sys.argv[3], 'rb') as python:
        side = sealed(linked.read(), python.read())
    with open(sys.argv[2], 'wb') as file:
        file.write(side)


if __name__ == '__main__':
    main()
