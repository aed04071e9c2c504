"""Runs train.py in the instrumented module and writes its counters as llvm-profdata reads them in text.

    record.py MODULE STDLIB_ZIP OUTPUT --time SECONDS
"""
import argparse
import hashlib
import os
import struct
import sys

import wasmtime

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(here))

import guest
import preinitialize
import wasmfile

# The interpreter's loop and the matcher of regular expressions: their code is better without, see PERFORMANCE.md.
LEFT_OUT = '_PyEval_EvalFrameDefault', 'Modules/_sre/'
# A function none of whose counters comes so far is left out too: it would only make the profile larger.
LEAST = 2000
DATA = struct.Struct('<QQiiIII12x')


def names_by_hash(section):
    """The names section holds uncompressed lists, each after its two lengths, with padding between."""
    names, position = {}, 0
    while position < len(section):
        if section[position] == 0:
            position += 1
            continue
        length, position = wasmfile.unsigned(section, position)
        compressed, position = wasmfile.unsigned(section, position)
        assert compressed == 0, 'the names are compressed'
        for name in section[position:position + length].split(b'\x01'):
            names[int.from_bytes(hashlib.md5(name).digest()[:8], 'little')] = name.decode()
        position += length
    return names


def profile(read, addresses):
    """Name, hash of the control flow and counters of each function that ran often."""
    counters, counters_end, data, data_end, names, names_end = addresses
    known = names_by_hash(read(names, names_end - names))
    values = read(counters, counters_end - counters)
    for offset in range(0, data_end - data, DATA.size):
        name, flow, relative, *_, count = DATA.unpack(read(data + offset, DATA.size))
        start = (data + offset + relative - counters) & 0xffffffff
        counts = struct.unpack_from(f'<{count}Q', values, start)
        if max(counts) >= LEAST and not any(part in known[name] for part in LEFT_OUT):
            yield known[name], flow, counts


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument('module')
    arguments.add_argument('stdlib')
    arguments.add_argument('output')
    arguments.add_argument('--time', type=int, required=True, help='the time of the stdlib image, in seconds')
    options = arguments.parse_args()
    engine = guest.new_engine()
    module = wasmtime.Module.from_file(engine, options.module)
    session = guest.Session(engine, module, preinitialize.stdlib_files(options.stdlib), options.time * 1_000_000_000)
    with open(f'{here}/train.py', encoding='utf-8') as file:
        result = session.execute(file.read())
    if result.status != guest.COMPLETED:
        sys.exit(f'{result.error_name}: {result.error_message} {result.traceback}')
    addresses = struct.unpack('<6I', session._bytes(session._call('profile_sections') & 0xffffffff, 24))
    with open(options.output, 'w', encoding='utf-8') as file:
        file.write(':ir\n')
        for name, flow, counts in sorted(profile(session._bytes, addresses)):
            file.write('\n'.join([name, str(flow), str(len(counts)), *map(str, counts), '', '']))


if __name__ == '__main__':
    main()
