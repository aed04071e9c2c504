"""A small deterministic WASI preview1 host for the wasmtime package: what pre-initialisation and the smoke test run on.

Its file system is read-only and held in memory; clock, entropy, inodes and directory order are the caller's or constant.
A function that CPython can do without answers ENOSYS.
"""
import posixpath
import struct

import wasmtime

BADF, INTR, INVAL, ISDIR, NOENT, NOSYS, NOTDIR, ROFS, SPIPE = 8, 27, 28, 31, 44, 52, 54, 69, 70
CHARACTER_DEVICE, DIRECTORY, REGULAR_FILE = 2, 3, 4
PREOPEN = 3
OPEN_CREATE, OPEN_DIRECTORY, OPEN_TRUNCATE = 1, 2, 8
CLOCK_EVENT, READ_EVENT = 0, 1
ABSOLUTE = 1
FILE_MODE, DIRECTORY_MODE, DEVICE_MODE = 0o644, 0o755, 0o620


class Exit(Exception):
    """The guest called proc_exit."""


class Errno(Exception):
    """The errno that a function answers."""


class Tree:
    """A read-only tree of directories and files, built from a mapping of absolute paths to bytes (None: a directory)."""

    def __init__(self, files):
        self.entries = {'/': None}
        for path, data in files.items():
            self._add_parents(path)
            self.entries[path] = data
        self.inodes = {path: number for number, path in enumerate(sorted(self.entries), 2)}

    def _add_parents(self, path):
        while (path := posixpath.dirname(path)) != '/':
            self.entries.setdefault(path, None)

    def get(self, path):
        if path not in self.entries:
            raise Errno(NOENT)
        return self.entries[path]

    def children(self, path):
        prefix = path.rstrip('/') + '/'
        return sorted(p[len(prefix):] for p in self.entries if p.startswith(prefix) and p != '/' and '/' not in p[len(prefix):])


class Descriptor:
    def __init__(self, path, data):
        self.path, self.data, self.offset = path, data, 0


class Host:
    """One instance's imports. `clock(id)` gives nanoseconds, `entropy(n)` bytes, `read_input(n)` bytes or an int errno,
    `write_output(fd, data)` takes a program's output, `wait(nanoseconds)` answers an errno."""

    def __init__(self, files, environment, mtime, clock, entropy, read_input, write_output, wait):
        self.tree = Tree(files)
        self.environment = [f'{k}={v}'.encode() + b'\0' for k, v in environment.items()]
        self.mtime, self.clock, self.entropy = mtime, clock, entropy
        self.read_input, self.write_output, self.wait = read_input, write_output, wait
        self.descriptors = {PREOPEN: Descriptor('/', None)}
        # Functions by their names, which are no part of preview1.
        self.own = {}

    def linker(self, store, module):
        linker = wasmtime.Linker(store.engine)
        for imported in module.imports:
            linker.define_func(imported.module, imported.name, imported.type, self.own.get(imported.name) or self._function(imported.name))
        return linker

    def instantiate(self, store, module):
        instance = self.linker(store, module).instantiate(store, module)
        # Each export costs the package some time, and there are thousands.
        self.exports = instance.exports(store)
        self.store, self.memory = store, self.exports['memory']
        return instance

    def _function(self, name):
        method = getattr(self, name, None)
        if method is None:
            return lambda *arguments: NOSYS
        if name == 'proc_exit':
            return method

        def call(*arguments):
            try:
                method(*(a & 0xffffffffffffffff if a < -(1 << 31) else a & 0xffffffff if a < 0 else a for a in arguments))
                return 0
            except Errno as error:
                return error.args[0]

        return call

    # Guest memory

    def _read(self, address, length):
        return bytes(self.memory.read(self.store, address, address + length))

    def _write(self, address, data):
        self.memory.write(self.store, data, address)

    def _put(self, address, layout, *values):
        self._write(address, struct.pack('<' + layout, *values))

    def _vectors(self, address, count):
        return list(struct.iter_unpack('<II', self._read(address, 8 * count)))

    # Environment, clock, entropy, process

    def environ_sizes_get(self, count, size):
        self._put(count, 'I', len(self.environment))
        self._put(size, 'I', sum(map(len, self.environment)))

    def environ_get(self, pointers, buffer):
        for index, text in enumerate(self.environment):
            self._put(pointers + 4 * index, 'I', buffer)
            self._write(buffer, text)
            buffer += len(text)

    def clock_res_get(self, clock, result):
        self.clock(clock)
        self._put(result, 'Q', 1000)

    def clock_time_get(self, clock, precision, result):
        self._put(result, 'Q', self.clock(clock))

    def random_get(self, buffer, length):
        self._write(buffer, self.entropy(length))

    def sched_yield(self):
        pass

    def proc_exit(self, code):
        raise Exit(code)

    def poll_oneoff(self, subscriptions, events, count, result):
        """The first subscription is the one that happens; a clock waits, a descriptor is ready at once."""
        userdata, kind = struct.unpack('<QB', self._read(subscriptions, 9))
        if kind == CLOCK_EVENT:
            clock, timeout, _, flags = struct.unpack('<I4xQQH', self._read(subscriptions + 16, 26))
            errno = self.wait(max(timeout - self.clock(clock), 0) if flags & ABSOLUTE else timeout)
            if errno:
                raise Errno(errno)
        self._put(events, 'QHB5xQH6x', userdata, 0, kind, 1 if kind == READ_EVENT else 0, 0)
        self._put(result, 'I', 1)

    # Descriptors

    def _descriptor(self, fd):
        if fd not in self.descriptors:
            raise Errno(BADF)
        return self.descriptors[fd]

    def _kind(self, fd):
        if fd < PREOPEN:
            return CHARACTER_DEVICE
        return DIRECTORY if self._descriptor(fd).data is None else REGULAR_FILE

    def fd_fdstat_get(self, fd, result):
        self._put(result, 'BxHxxxxQQ', self._kind(fd), 0, 0x1fffffff, 0x1fffffff)

    def fd_prestat_get(self, fd, result):
        if fd != PREOPEN:
            raise Errno(BADF)
        self._put(result, 'II', 0, 1)

    def fd_prestat_dir_name(self, fd, buffer, length):
        self._write(buffer, b'/')

    def fd_filestat_get(self, fd, result):
        if fd < PREOPEN:
            self._put(result, 'QQBxH4xQQQQQ', 0, 0, CHARACTER_DEVICE, DEVICE_MODE, 1, 0, 0, 0, 0)
        else:
            self._put_filestat(self._descriptor(fd).path, result)

    def fd_close(self, fd):
        self._descriptor(fd)
        del self.descriptors[fd]

    def fd_seek(self, fd, offset, whence, result):
        if fd < PREOPEN:
            raise Errno(SPIPE)
        descriptor = self._descriptor(fd)
        offset -= (offset >> 63) << 64
        descriptor.offset = offset + (0, descriptor.offset, len(descriptor.data or b''))[whence]
        self._put(result, 'Q', descriptor.offset)

    def fd_tell(self, fd, result):
        self.fd_seek(fd, 0, 1, result)

    def fd_read(self, fd, vectors, count, result):
        total = 0
        for buffer, length in self._vectors(vectors, count):
            data = self._read_some(fd, length)
            self._write(buffer, data)
            total += len(data)
        self._put(result, 'I', total)

    def _read_some(self, fd, length):
        if fd == 0:
            data = self.read_input(length)
            if isinstance(data, int):
                raise Errno(data)
            return data
        descriptor = self._descriptor(fd)
        if descriptor.data is None:
            raise Errno(ISDIR)
        data = descriptor.data[descriptor.offset:descriptor.offset + length]
        descriptor.offset += len(data)
        return data

    def fd_write(self, fd, vectors, count, result):
        if fd not in (1, 2):
            raise Errno(BADF)
        data = b''.join(self._read(buffer, length) for buffer, length in self._vectors(vectors, count))
        self.write_output(fd, data)
        self._put(result, 'I', len(data))

    def fd_readdir(self, fd, buffer, length, cookie, result):
        path = self._descriptor(fd).path
        names = ['.', '..', *self.tree.children(path)]
        data = b''
        for index, name in enumerate(names[cookie:], cookie + 1):
            child = posixpath.normpath(posixpath.join(path, name))
            kind = DIRECTORY if self.tree.get(child) is None else REGULAR_FILE
            encoded = name.encode()
            data += struct.pack('<QQIB3x', index, self.tree.inodes[child], len(encoded), kind) + encoded
        self._write(buffer, data[:length])
        self._put(result, 'I', min(length, len(data)))

    # Paths

    def _path(self, fd, address, length):
        base = self._descriptor(fd).path
        return posixpath.normpath(posixpath.join(base, self._read(address, length).decode()))

    def _put_filestat(self, path, result):
        data = self.tree.get(path)
        kind = DIRECTORY if data is None else REGULAR_FILE
        inode = self.tree.inodes[path]
        mode = DIRECTORY_MODE if data is None else FILE_MODE
        self._put(result, 'QQBxH4xQQQQQ', 1, inode, kind, mode, 1, len(data or b''), self.mtime, self.mtime, self.mtime)

    def path_filestat_get(self, fd, flags, path, length, result):
        self._put_filestat(self._path(fd, path, length), result)

    def path_open(self, fd, dirflags, path, length, flags, base, inheriting, fdflags, result):
        if flags & (OPEN_CREATE | OPEN_TRUNCATE):
            raise Errno(ROFS)
        name = self._path(fd, path, length)
        data = self.tree.get(name)
        if flags & OPEN_DIRECTORY and data is not None:
            raise Errno(NOTDIR)
        opened = next(n for n in range(PREOPEN + 1, 1 << 16) if n not in self.descriptors)
        self.descriptors[opened] = Descriptor(name, data)
        self._put(result, 'I', opened)

    def path_readlink(self, fd, path, length, buffer, size, result):
        self.tree.get(self._path(fd, path, length))
        raise Errno(INVAL)
