"""Links side modules beside an instance of python.wasm, by the dylink.0 convention, on the wasmtime package: what the build's own
tests load extension modules with. The guest's half is guest/dynload.c.
"""
import hashlib
import re
import struct

import wasmtime

import wasmfile
from wasmfile import Malformed, signed, unsigned

STUB = re.compile(rb'serpentarium-side ([0-9a-f]{64})\n')
IMPORT, ELEMENT = 2, 9
FUNCTION_EXPORT = 0
DYLINK, MEMORY_INFORMATION = b'dylink.0', 1
STARTERS = '__wasm_apply_data_relocs', '__wasm_call_ctors'
I32 = wasmtime.ValType.i32()


def stub(side):
    """What lies in place of an extension module that is in this side module."""
    return b'serpentarium-side %s\n' % hashlib.sha256(side).hexdigest().encode()


class Layout:
    """The room that a side module asks for."""

    def __init__(self, module):
        kind, body = next(wasmfile.sections(module))
        length, at = unsigned(body, 0)
        if kind != wasmfile.CUSTOM or body[at:at + length] != DYLINK:
            raise Malformed('not a side module')
        at += length
        if body[at] != MEMORY_INFORMATION:
            raise Malformed('dylink.0 does not begin with the room that the module asks for')
        _, at = unsigned(body, at + 1)
        self.memory_size, at = unsigned(body, at)
        alignment, at = unsigned(body, at)
        self.table_size, at = unsigned(body, at)
        self.memory_alignment = 1 << alignment


def table_slots(module):
    """Slot of the table by the function's index, of all that the module itself puts there."""
    body = dict(wasmfile.sections(module))[ELEMENT]
    count, at = unsigned(body, 0)
    found = {}
    for _ in range(count):
        if body[at] or body[at + 1] != wasmfile.I32_CONST:
            raise Malformed('elements at no constant place')
        slot, at = signed(body, at + 2)
        length, at = unsigned(body, at + 1)
        for slot in range(slot, slot + length):
            index, at = unsigned(body, at)
            found.setdefault(index, slot)
    return found


class Sides:
    """Side modules by their hash, each compiled when it is first asked for."""

    def __init__(self, engine, modules):
        self.engine = engine
        self.data = {hashlib.sha256(module).hexdigest().encode(): module for module in modules}
        self.compiled = {}

    def get(self, hash):
        if hash not in self.compiled and hash in self.data:
            self.compiled[hash] = Layout(self.data[hash]), wasmtime.Module(self.engine, self.data[hash])
        return self.compiled.get(hash)


class Side:
    """A side module in one instance."""

    def __init__(self, hash, layout, module):
        self.hash, self.layout, self.module = hash, layout, module
        self.exports, self.memory_base = None, 0


class Linker:
    """The imports `link_*` of one instance of `main`. `read_file` gives a file's content, or None."""

    def __init__(self, main, sides, read_file):
        self.sides, self.read_file = sides, read_file
        slots = table_slots(main)
        exports = wasmfile.exports_of(dict(wasmfile.sections(main))[wasmfile.EXPORT])
        # Where the module has taken a function's address itself, that is the function's address everywhere.
        self.slots = {name: slots[index] for name, kind, index in exports if kind == FUNCTION_EXPORT and index in slots}
        self.handles, self.error, self.unresolved = [], b'', set()

    def attach(self, store, exports):
        self.store, self.main = store, exports
        self.memory, self.table = exports['memory'], exports['__indirect_function_table']

    def functions(self):
        return {'link_open': self.open, 'link_place': self.place, 'link_symbol': self.symbol, 'link_error': self.tell_error}

    def _text(self, address, length):
        address &= 0xffffffff
        return bytes(self.memory.read(self.store, address, address + length)).decode()

    def _fail(self, reason, answer):
        self.error = reason.encode()
        return answer

    def open(self, path, length, need):
        path = self._text(path, length)
        found = STUB.fullmatch(self.read_file(path) or b'')
        compiled = found and self.sides.get(found[1])
        if not compiled:
            return self._fail(f'{path} is no extension module that is linked here', -1)
        handle = next((i for i, side in enumerate(self.handles) if side.hash == found[1]), len(self.handles))
        if handle == len(self.handles):
            self.handles.append(Side(found[1], *compiled))
        side = self.handles[handle]
        needed = struct.pack('<3I', side.layout.memory_size, side.layout.memory_alignment, side.exports is not None)
        self.memory.write(self.store, needed, need & 0xffffffff)
        return handle

    def place(self, handle, memory_base, slots):
        side = self.handles[handle]
        side.memory_base = memory_base & 0xffffffff
        table_base = self.table.grow(self.store, side.layout.table_size, None)
        later = []
        bases = {'__memory_base': side.memory_base, '__table_base': table_base}
        values = [self._import(i, bases, later) for i in side.module.imports]
        exports = wasmtime.Instance(self.store, side.module, values).exports(self.store)
        side.exports = exports
        for name, cell, is_function in later:
            address = self._slot(name) if is_function else self._address(name)
            cell.set_value(self.store, wasmtime.Val.i32(address - (address >> 31 << 32)))
        starters = [self._function_slot(exports[name]) if name in exports else 0 for name in STARTERS]
        self.memory.write(self.store, struct.pack('<2I', *starters), slots & 0xffffffff)
        return 0

    def _import(self, imported, bases, later):
        name = imported.name
        if imported.module in ('GOT.mem', 'GOT.func'):
            cell = wasmtime.Global(self.store, wasmtime.GlobalType(I32, True), wasmtime.Val.i32(0))
            later.append((name, cell, imported.module == 'GOT.func'))
            return cell
        if name in bases:
            value = bases[name]
            return wasmtime.Global(self.store, wasmtime.GlobalType(I32, False), wasmtime.Val.i32(value - (value >> 31 << 32)))
        found = self._export(name)
        if found is not None:
            return found
        self.unresolved.add(name)

        def missing(*_):
            raise RuntimeError(f'a side module called {name}, which nobody has')

        return wasmtime.Func(self.store, imported.type, missing)

    def _owner(self, name):
        """The memory base and the exports of who has that name."""
        if name in self.main:
            return 0, self.main
        for side in self.handles:
            if side.exports is not None and name in side.exports:
                return side.memory_base, side.exports
        return 0, None

    def _export(self, name):
        owner = self._owner(name)[1]
        return None if owner is None else owner[name]

    def _address(self, name):
        base, owner = self._owner(name)
        if owner is None:
            self.unresolved.add(name)
            return 0
        return base + (owner[name].value(self.store) & 0xffffffff)

    def _slot(self, name):
        if name not in self.slots:
            function = self._export(name)
            if function is None:
                self.unresolved.add(name)
                return 0
            self.slots[name] = self._function_slot(function)
        return self.slots[name]

    def _function_slot(self, function):
        return self.table.grow(self.store, 1, function)

    def symbol(self, handle, name, length):
        name = self._text(name, length)
        side = self.handles[handle]
        found = side.exports[name] if name in side.exports else None
        if isinstance(found, wasmtime.Func):
            return self._function_slot(found)
        if isinstance(found, wasmtime.Global):
            return side.memory_base + found.value(self.store)
        return self._fail(f'no symbol {name}', 0)

    def tell_error(self, buffer, capacity):
        self.memory.write(self.store, self.error[:capacity], buffer & 0xffffffff)
        return len(self.error[:capacity])
