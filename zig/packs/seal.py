"""Makes a linked side module what a host accepts: its code polls (polls.py), and it has neither names nor bulk memory.

    seal.py LINKED OUTPUT MAIN

MAIN is python.wasm, whose names the side module may ask for, and nothing else.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import wasmtime

import linking
import polls
import wasmfile

# Of a thousand loops, one may turn out to be none.
LOOPS_GONE = 1000
GIVEN = {'__memory_base', '__table_base'}


def without_names(module):
    """Without custom sections but the linker's own."""
    parts = list(wasmfile.sections(module))
    return wasmfile.assemble(part for number, part in enumerate(parts) if number == 0 or part[0] != wasmfile.CUSTOM)


def unknown_names(module, main):
    """What the module imports and nobody has."""
    own = {e.name for e in module.exports}
    known = {e.name: e.type for e in main.exports}
    for imported in module.imports:
        if imported.module in ('GOT.mem', 'GOT.func'):
            if imported.name not in known and imported.name not in own:
                yield imported.name
        elif imported.name not in known and imported.name not in GIVEN:
            yield imported.name


def other_signatures(module, main):
    """Functions that the module calls in another way than they are: such a call would trap, or not link."""
    known = {e.name: e.type for e in main.exports}
    for imported in module.imports:
        theirs = known.get(imported.name)
        if isinstance(theirs, wasmtime.FuncType) and isinstance(imported.type, wasmtime.FuncType):
            if (list(theirs.params), list(theirs.results)) != (list(imported.type.params), list(imported.type.results)):
                yield imported.name


def sealed(linked, main):
    linking.Layout(linked)
    side = without_names(linked)
    wasmfile.check_no_bulk_memory(side)
    side, inserted = polls.insert(side)
    engine = wasmtime.Engine()
    module, main = wasmtime.Module(engine, side), wasmtime.Module(engine, main)
    problems = sorted(set(unknown_names(module, main))), sorted(set(other_signatures(module, main)))
    if any(problems):
        raise wasmfile.Malformed(f'names that python.wasm does not have: {problems[0]}; with other signatures: {problems[1]}')
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
