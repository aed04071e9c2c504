"""Finds functions that are declared in another way than they are defined. The linker tells of those that are called by name only; through
a table of addresses, as translators of signatures write them, such a call traps.

    signatures.py INPUT...

INPUT: objects, of which each declaration is looked at, and archives, which define functions.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import seal
import wasmfile
from wasmfile import unsigned

LINKING, SYMBOLS, FUNCTION_SYMBOL = b'linking', 8, 0
UNDEFINED, EXPLICIT_NAME, LOCAL = 0x10, 0x40, 0x02


def members(path):
    """The objects of an archive; a thin one names files."""
    with open(path, 'rb') as file:
        data = file.read()
    if not data.startswith((b'!<arch>\n', b'!<thin>\n')):
        yield data
        return
    thin, at, names = data.startswith(b'!<thin>'), 8, b''
    while at + 60 <= len(data):
        name, size = data[at:at + 16].rstrip(), int(data[at + 48:at + 58])
        body, at = data[at + 60:at + 60 + size], at + 60
        if name in (b'/', b'//') or not thin:
            at += size + size % 2
        if name == b'//':
            names = body
        elif name != b'/' and thin:
            start = int(name[1:])
            yield from members(os.path.join(os.path.dirname(path), names[start:names.index(b'/\n', start)].decode()))
        elif name != b'/':
            yield body


def symbols(body):
    """(flags, index, name or None) of each function."""
    count, at = unsigned(body, 0)
    for _ in range(count):
        kind, at = body[at], at + 1
        flags, at = unsigned(body, at)
        name = index = None
        if kind == 3:  # a section
            _, at = unsigned(body, at)
            continue
        if kind != 1:
            index, at = unsigned(body, at)
        if kind == 1 or not flags & UNDEFINED or flags & EXPLICIT_NAME:
            length, at = unsigned(body, at)
            name, at = body[at:at + length].decode(), at + length
        if kind == 1 and not flags & UNDEFINED:
            for _ in range(3):
                _, at = unsigned(body, at)
        if kind == FUNCTION_SYMBOL:
            yield flags, index, name


def functions(module):
    """(name, whether it is defined, type) of each function that others see or have."""
    parts = list(wasmfile.sections(module))
    by_kind = dict(parts)
    types = list(seal.function_types(by_kind.get(seal.TYPE, b'\0')))
    imported = [(name[1], number) for kind, name, number in seal.imports(by_kind.get(seal.IMPORT, b'\0')) if kind == seal.FUNCTION]
    numbers = [number for _, number in imported] + seal.numbers(by_kind.get(seal.FUNCTIONS, b'\0'))
    for kind, body in parts:
        length, at = unsigned(body, 0)
        if kind != wasmfile.CUSTOM or body[at:at + length] != LINKING:
            continue
        _, at = unsigned(body, at + length)
        while at < len(body):
            kind, at = body[at], at + 1
            size, at = unsigned(body, at)
            for flags, index, name in symbols(body[at:at + size]) if kind == SYMBOLS else ():
                if not flags & LOCAL:
                    yield name or imported[index][0], not flags & UNDEFINED, types[numbers[index]]
            at += size


def mismatches(paths):
    defined, declared = {}, {}
    for path in paths:
        for module in members(path):
            for name, is_defined, kind in functions(module):
                if is_defined:
                    defined.setdefault(name, kind)
                elif not path.endswith('.a'):
                    declared.setdefault((name, kind), path)
    return sorted((name, path) for (name, kind), path in declared.items() if defined.get(name, kind) != kind)


def main():
    found = mismatches(sys.argv[1:])
    if found:
        sys.exit('\n'.join(f'{name} is another function than {path} declares' for name, path in found))


if __name__ == '__main__':
    main()
