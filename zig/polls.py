"""Has guest code poll, so that it can be stopped: one load at the beginning of each function and of each loop, from a page of
linear memory that holds nothing else. A host that takes the page away ends guest code at its next poll, and code without end
meets a poll without end: it calls or jumps back again and again.

    polls.py remove MODULE OUTPUT      for comparisons: a module as it would be without
"""
import bisect
import collections
import re
import struct
import sys

import wasmtime

import wasmfile
from wasmfile import Malformed, encode_unsigned, unsigned

# The far end of the C stack, which comes first in memory. A multiple of any system's page size; the polls stay in the first of
# the smallest ones.
PAGE_ADDRESS, PAGE_SIZE = 0, 65536
POLLED = 4096

CODE = 10
# Wasmtime's number of that trap.
OUT_OF_BOUNDS = 1
# Loops that the compiler may find to be none: one does so today.
LOOPS_GONE = 3
BLOCK, LOOP, IF, ELSE, END, BR, BR_IF, BR_TABLE, RETURN, UNREACHABLE = 2, 3, 4, 5, 11, 12, 13, 14, 15, 0
THROW, THROW_REF, TRY_TABLE = 8, 10, 0x1f
# Kinds of catches: those of all tags name none.
CATCHES, OF_A_TAG = range(4), (0, 1)
TYPED_SELECT, PREFIXED, EMPTY_TYPE = 0x1c, 0xfc, 0x40
# The last of the saturating conversions; bulk memory and tables come behind it.
LAST_PREFIXED = 7
# How many numbers follow an opcode, and of the two constants of floats how many bytes.
NUMBERS = dict.fromkeys((THROW, BR, BR_IF, 0x10, *range(0x20, 0x27), 0x3f, 0x40, 0x41, 0x42), 1) | dict.fromkeys((0x11, *range(0x28, 0x3f)), 2)
BYTES = {0x43: 4, 0x44: 8}
PLAIN = {UNREACHABLE, 1, THROW_REF, RETURN, 0x1a, 0x1b, *range(0x45, 0xc5)}
DROP, I32_LOAD8_U = 0x1a, 0x2d

Instruction = collections.namedtuple('Instruction', 'opcode end labels')


def skip(body, at):
    while body[at] > 127:
        at += 1
    return at + 1


def instructions(body, at):
    """Each instruction of a function from there on, with the labels that it may jump to. Tail calls, vectors, threads and bulk
    memory are no instructions that are known here."""
    while at < len(body):
        opcode = body[at]
        at += 1
        labels = ()
        if opcode in (BR, BR_IF):
            labels = unsigned(body, at)[0],
            at = skip(body, at)
        elif opcode in NUMBERS:
            for _ in range(NUMBERS[opcode]):
                at = skip(body, at)
        elif opcode in (BLOCK, LOOP, IF):
            at = skip(body, at)
        elif opcode == TRY_TABLE:
            # What is thrown lands at the label of a block or loop around this one.
            count, at = unsigned(body, skip(body, at))
            labels = []
            for _ in range(count):
                kind, at = body[at], at + 1
                if kind not in CATCHES:
                    raise Malformed(f'a catch of kind {kind}')
                at = skip(body, at) if kind in OF_A_TAG else at
                label, at = unsigned(body, at)
                labels.append(label)
        elif opcode == BR_TABLE:
            count, at = unsigned(body, at)
            found = []
            for _ in range(count + 1):
                label, at = unsigned(body, at)
                found.append(label)
            labels = found
        elif opcode in BYTES:
            at += BYTES[opcode]
        elif opcode == TYPED_SELECT:
            count, at = unsigned(body, at)
            at += count
        elif opcode == PREFIXED:
            number, at = unsigned(body, at)
            if number > LAST_PREFIXED:
                raise Malformed(f'instruction 0xfc {number}')
        elif opcode not in PLAIN and opcode not in (ELSE, END):
            raise Malformed(f'instruction {opcode:#x}')
        yield Instruction(opcode, at, labels)


def sites(body):
    """Where polls belong: behind the locals, and behind each loop's beginning."""
    groups, at = unsigned(body, 0)
    for _ in range(groups):
        at = skip(body, at) + 1
    return [at, *(i.end for i in instructions(body, at) if i.opcode == LOOP)]


def poll(offset):
    """i32.const 0; i32.load8_u offset; drop. A byte needs no alignment."""
    return bytes([wasmfile.I32_CONST, 0, I32_LOAD8_U, 0]) + encode_unsigned(PAGE_ADDRESS + offset) + bytes([DROP])


def polled(body, first):
    """The function with its polls, each of which has an address of its own: of two loads from one place a compiler keeps one."""
    out, done = bytearray(), 0
    places = sites(body)
    if len(places) > POLLED:
        raise Malformed(f'{len(places)} polls in one function')
    for number, at in enumerate(places):
        out += body[done:at] + poll((first + number) % POLLED)
        done = at
    return bytes(out + body[done:]), len(places)


def unpolled(body, first):
    """The function without the polls that it has."""
    out, done = bytearray(), 0
    places = sites(body)
    for number, at in enumerate(places):
        wanted = poll((first + number) % POLLED)
        if body[at:at + len(wanted)] != wanted:
            raise Malformed('a function or a loop that does not poll')
        out += body[done:at]
        done = at + len(wanted)
    return bytes(out + body[done:]), len(places)


def functions(body):
    count, at = unsigned(body, 0)
    for _ in range(count):
        size, at = unsigned(body, at)
        yield body[at:at + size]
        at += size


def rewritten(module, change):
    """The module with another code section, and how many polls that is about."""
    parts = list(wasmfile.sections(module))
    total, bodies = 0, []
    for body in functions(dict(parts)[CODE]):
        body, count = change(body, total)
        bodies.append(encode_unsigned(len(body)) + body)
        total += count
    code = encode_unsigned(len(bodies)) + b''.join(bodies)
    return wasmfile.assemble((kind, code if kind == CODE else body) for kind, body in parts), total


def insert(module):
    return rewritten(module, polled)


def remove(module):
    return rewritten(module, unpolled)


def elf_section(elf, name):
    """The content of that section of an ELF file of 64 bits."""
    table, = struct.unpack_from('<Q', elf, 0x28)
    size, count, names = struct.unpack_from('<3H', elf, 0x3a)
    headers = [struct.unpack_from('<II4Q', elf, table + i * size) for i in range(count)]
    for header in headers:
        start = headers[names][4] + header[0]
        if elf[start:elf.index(b'\0', start)] == name:
            return elf[header[4]:header[4] + header[5]]
    raise Malformed(f'no section {name}')


def compiled_functions(elf):
    """(index, start, end) of the code of each function."""
    symbols, names = elf_section(elf, b'.symtab'), elf_section(elf, b'.strtab')
    for name, _, _, _, start, size in struct.iter_unpack('<IBBHQQ', symbols):
        found = re.match(rb'wasm\[0\]::function\[(\d+)\]\0', names[name:name + 64])
        if found:
            yield int(found[1]), start, start + size


def traps(elf):
    """Where the code may trap because of the memory's bounds.

    The table has blocks, each with the place of its first instruction and where it begins in the rest. There it has its usual
    reason, and entries: the distance from the one before, twice, and one more where a reason other than the usual follows."""
    table = elf_section(elf, b'.wasmtime.traps')
    total, blocks = struct.unpack_from('<2I', table)
    heads = [struct.unpack_from('<2I', table, 8 + 8 * i) for i in range(blocks)]
    first, read, found = 8 + 8 * blocks, 0, []
    ends = [first + begin for _, begin in heads[1:]] + [len(table)]
    for (place, begin), end in zip(heads, ends):
        usual, at = table[first + begin], first + begin + 1
        while at < end:
            distance, at = unsigned(table, at)
            reason = table[at] if distance & 1 else usual
            at += distance & 1
            place += distance >> 1
            read += 1
            if reason == OUT_OF_BOUNDS:
                found.append(place)
    if read != total:
        raise Malformed(f'{total} traps, of which {read} were read')
    return found


def loaded_offset(code, at):
    """The offset from a register at which this instruction loads a byte, if it is movzx of that and nothing more."""
    at += code[at] & 0xf0 == 0x40
    if code[at:at + 2] != b'\x0f\xb6':
        return None
    mode, base = code[at + 2] >> 6, code[at + 2] & 7
    at += 3
    if base == 4:
        if code[at] >> 3 & 7 != 4:
            return None
        at += 1
    if mode == 1:
        return code[at]
    return {0: 0, 2: int.from_bytes(code[at:at + 4], 'little')}.get(mode)


def check(module, loops_gone=LOOPS_GONE):
    """Looks in the machine code for all polls, at the places that it says may trap, and raises where some are missing; how many there
    are. Loops that never repeat may be gone with theirs: the tries to change a word that another thread might have changed."""
    compiled_module = wasmtime.Module(wasmtime.Engine(), module)
    elf = bytes(compiled_module.serialize())
    code, places = elf_section(elf, b'.text'), traps(elf)
    compiled = {index: (start, end) for index, start, end in compiled_functions(elf)}
    parts = dict(wasmfile.sections(module))
    imported = sum(isinstance(i.type, wasmtime.FuncType) for i in compiled_module.imports)
    number, gone = 0, []
    for index, body in enumerate(functions(parts[CODE]), imported):
        count = len(sites(body))
        wanted = [(number + i) % POLLED for i in range(count)]
        start, end = compiled[index]
        found = {loaded_offset(code, at) for at in places[bisect.bisect_left(places, start):bisect.bisect_left(places, end)]}
        if wanted[0] not in found:
            raise Malformed(f'the compiler left out the poll of function {index}')
        gone += [index for offset in wanted if offset not in found]
        number += count
    if len(gone) > loops_gone:
        raise Malformed(f'the compiler left out polls of loops, in the functions {gone}')
    return number - len(gone)


def main():
    if len(sys.argv) != 4 or sys.argv[1] != 'remove':
        sys.exit(__doc__)
    with open(sys.argv[2], 'rb') as file:
        module, _ = remove(file.read())
    with open(sys.argv[3], 'wb') as file:
        file.write(module)


if __name__ == '__main__':
    main()
