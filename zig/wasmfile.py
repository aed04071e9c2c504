"""Reads and rewrites WebAssembly modules, as far as pre-initialisation needs it."""
import wasmtime

CUSTOM, MEMORY, GLOBAL, EXPORT, START, DATA, DATA_COUNT = 0, 5, 6, 7, 8, 11, 12
MAGIC = b'\0asm\1\0\0\0'
I32_CONST, END = 0x41, 0x0b
I32, MUTABLE = 0x7f, 1
GLOBAL_EXPORT = 3


class Malformed(Exception):
    pass


def unsigned(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def signed(data, at):
    start = at
    value, at = unsigned(data, at)
    bits = 7 * (at - start)
    return value - ((value >> (bits - 1)) << bits), at


def encode_unsigned(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def encode_signed(value):
    out = bytearray()
    while not -64 <= value < 64:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value & 127)
    return bytes(out)


def sections(module):
    """(id, body) of each section, in order."""
    if module[:8] != MAGIC:
        raise Malformed('not a WebAssembly module')
    at = 8
    while at < len(module):
        kind = module[at]
        size, at = unsigned(module, at + 1)
        yield kind, module[at:at + size]
        at += size


def assemble(parts):
    return MAGIC + b''.join(bytes([kind]) + encode_unsigned(len(body)) + body for kind, body in parts)


def globals_of(body):
    """[type, mutability, value] of each global; all must be i32 constants."""
    count, at = unsigned(body, 0)
    found = []
    for _ in range(count):
        kind, mutability, opcode = body[at:at + 3]
        if kind != I32 or opcode != I32_CONST:
            raise Malformed('a global that is not an i32 constant')
        value, at = signed(body, at + 3)
        at += 1
        found.append([kind, mutability, value])
    return found


def encode_globals(found):
    out = encode_unsigned(len(found))
    for kind, mutability, value in found:
        out += bytes([kind, mutability, I32_CONST]) + encode_signed(value) + bytes([END])
    return out


def exports_of(body):
    """(name, kind, index) of each export."""
    count, at = unsigned(body, 0)
    found = []
    for _ in range(count):
        length, at = unsigned(body, at)
        name = body[at:at + length].decode()
        kind = body[at + length]
        index, at = unsigned(body, at + length + 1)
        found.append((name, kind, index))
    return found


def encode_exports(found):
    out = encode_unsigned(len(found))
    for name, kind, index in found:
        encoded = name.encode()
        out += encode_unsigned(len(encoded)) + encoded + bytes([kind]) + encode_unsigned(index)
    return out


def encode_memory(minimum, maximum):
    return b'\1\1' + encode_unsigned(minimum) + encode_unsigned(maximum)


def memory_maximum(body):
    if body[:2] != b'\1\1':
        raise Malformed('not one memory with a maximum')
    _, at = unsigned(body, 2)
    return unsigned(body, at)[0]


def encode_data(offset, data):
    """A data section of one active segment."""
    return b'\1\0' + bytes([I32_CONST]) + encode_signed(offset) + bytes([END]) + encode_unsigned(len(data)) + data


def check_no_bulk_memory(module):
    """Raises where the module uses bulk memory instructions: Wasmtime runs those in the host's libc, where neither an epoch
    nor revoked memory can stop them."""
    config = wasmtime.Config()
    config.wasm_bulk_memory = False
    engine = wasmtime.Engine(config)
    example = wasmtime.wat2wasm('(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))')
    if is_valid(engine, example):
        raise AssertionError('this wasmtime accepts bulk memory even where it is switched off')
    wasmtime.Module.validate(engine, module)


def is_valid(engine, module):
    try:
        wasmtime.Module.validate(engine, module)
        return True
    except wasmtime.WasmtimeError:
        return False


def import_list(module, engine):
    """One line for each import: module, name, parameters, results."""
    return [
        f'{i.module} {i.name} ({" ".join(map(str, i.type.params))}) -> ({" ".join(map(str, i.type.results))})'
        for i in wasmtime.Module(engine, module).imports
    ]
