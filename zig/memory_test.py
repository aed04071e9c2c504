"""Tests guest/memory.zig, as a module of its own on the wasmtime package, against what Python does with the same bytes.

    memory_test.py MODULE
"""
import ctypes
import itertools
import random
import sys
import unittest

import wasmtime

PAGE = 65536
# Around each width that a function goes by, and some of many words.
LENGTHS = [*range(41), 63, 64, 65, 127, 128, 129, 1000, 4095, 4097]
ALIGNMENTS = range(8)
FIRST, SECOND, WINDOW = 1024, 16384, 8192
GUARD = 16


def sign(number):
    return (number > 0) - (number < 0)


class Functions(unittest.TestCase):
    path = None

    @classmethod
    def setUpClass(cls):
        cls.store = wasmtime.Store()
        cls.exports = wasmtime.Instance(cls.store, wasmtime.Module.from_file(cls.store.engine, cls.path), []).exports(cls.store)
        memory = cls.exports['memory']
        cls.end = memory.data_len(cls.store)
        cls.bytes = (ctypes.c_ubyte * cls.end).from_address(ctypes.addressof(memory.data_ptr(cls.store).contents))

    def setUp(self):
        self.random = random.Random(0)

    def call(self, name, *arguments):
        return self.exports[name](self.store, *arguments)

    def put(self, address, data):
        ctypes.memmove(ctypes.byref(self.bytes, address), bytes(data), len(data))

    def get(self, address, length):
        return bytes(self.bytes[address:address + length])

    def noise(self, length, start):
        """Bytes that are not 0, and other ones from each start."""
        return bytes((start + 7 * i) % 251 + 1 for i in range(length))

    def changed(self, name, address, length, wanted, *arguments):
        """Calls a function that writes `length` bytes at an address, and sees that it wrote those and no other."""
        around = self.get(address - GUARD, length + 2 * GUARD)
        self.assertEqual(self.call(name, *arguments), address)
        found = self.get(address - GUARD, length + 2 * GUARD)
        self.assertEqual(found, around[:GUARD] + wanted + around[GUARD + length:], (name, *arguments))

    def test_copy(self):
        for name, to, start, length in itertools.product(('memcpy', 'memmove'), ALIGNMENTS, ALIGNMENTS, LENGTHS):
            data = self.noise(length, to)
            self.put(SECOND + start, data)
            self.put(FIRST, bytes(length + 2 * GUARD))
            self.changed(name, FIRST + to, length, data, FIRST + to, SECOND + start, length)

    def test_move_within_itself(self):
        for distance, start, length in itertools.product((*range(-34, 35), -100, 100), (0, 3, 5), LENGTHS):
            source = FIRST + 128 + start
            self.put(FIRST, self.noise(length + 512, distance & 0xff))
            data = self.get(source, length)
            self.changed('memmove', source + distance, length, data, source + distance, source, length)

    def test_set(self):
        for value, to, length in itertools.product((0, 1, 0x7f, 0x80, 0xff, 0x1ff, -1, -128), ALIGNMENTS, LENGTHS):
            self.put(FIRST, self.noise(length + 2 * GUARD, 5))
            self.changed('memset', FIRST + to, length, bytes([value & 0xff]) * length, FIRST + to, value, length)

    def test_compare(self):
        pairs = (0, 1), (0, 0x80), (0x7f, 0x80), (0, 0xff), (0xfe, 0xff)
        for name, left, right, length in itertools.product(('memcmp', 'bcmp'), (0, 1, 7), (0, 4), LENGTHS):
            data = bytearray(self.noise(length, 9))
            self.put(FIRST + left, data + b'<')
            self.put(SECOND + right, data + b'>')
            self.assertEqual(self.call(name, FIRST + left, SECOND + right, length), 0, (left, right, length))
            for at in {0, length // 2, length - 1} if length else ():
                for smaller, larger in pairs:
                    first, second = bytearray(data), bytearray(data)
                    first[at], second[at] = smaller, larger
                    # What differs behind the first difference does not count.
                    first[at + 1:], second[at + 1:] = second[at + 1:][::-1], first[at + 1:]
                    self.put(FIRST + left, first)
                    self.put(SECOND + right, second)
                    self.assertEqual(sign(self.call(name, FIRST + left, SECOND + right, length)), -1, (at, length))
                    self.assertEqual(sign(self.call(name, SECOND + right, FIRST + left, length)), 1, (at, length))

    def test_find(self):
        for value, start, length in itertools.product((0, 1, 0x7f, 0x80, 0xff, 0x141, -1), ALIGNMENTS, LENGTHS):
            byte = value & 0xff
            # One off and with the highest bit turned: what a search by words is most easily wrong about.
            near = bytes([(byte + 1) & 0xff, byte ^ 0x80, (byte - 1) & 0xff])
            data = (near * (length // 3 + 1))[:length]
            self.put(FIRST + start - 1, bytes([byte]) + data + bytes([byte]))
            self.assertEqual(self.call('memchr', FIRST + start, value, length), 0, (value, start, length))
            for at in {0, 1, length // 2, length - 1} & set(range(length)):
                self.put(FIRST + start, data[:at] + bytes([byte]) + data[at + 1:])
                self.assertEqual(self.call('memchr', FIRST + start, value, length), FIRST + start + at, (value, at, length))

    def test_length(self):
        for start, length, behind in itertools.product(ALIGNMENTS, LENGTHS, (b'\1', b'\x80', b'\0')):
            self.put(FIRST, self.noise(GUARD, 3) + bytes(start))
            self.put(FIRST + GUARD + start, (b'\x80\x01\xff' * (length // 3 + 1))[:length] + b'\0' + behind * GUARD)
            self.assertEqual(self.call('strlen', FIRST + GUARD + start), length, (start, length))

    def test_find_in_string(self):
        for value, start, length in itertools.product((0, 1, 0x7f, 0x80, 0xff, 0x141, -1), ALIGNMENTS, LENGTHS):
            byte = value & 0xff
            near = bytes({(byte + 1) & 0xff, byte ^ 0x80, (byte - 1) & 0xff, 3} - {0})
            data = (near * (length // len(near) + 1))[:length]
            self.put(FIRST + start - 1, bytes([byte]) + data + bytes([0, byte]))
            end = 0 if byte else FIRST + start + length
            self.assertEqual(self.call('strchr', FIRST + start, value), end, (value, start, length))
            for at in {0, 1, length // 2, length - 1} & set(range(length)):
                self.put(FIRST + start, data[:at] + bytes([byte]) + data[at + 1:])
                self.assertEqual(self.call('strchr', FIRST + start, value), FIRST + start + at, (value, at, length))

    def test_nothing_behind_the_memory_is_read(self):
        for length in LENGTHS:
            at = self.end - length - 1
            self.put(at, self.noise(length, 1) + b'\0')
            self.assertEqual(self.call('strlen', at), length)
            self.assertEqual(self.call('strchr', at, 255), 0)
            self.assertEqual(self.call('memchr', at, 0, length + 1), self.end - 1)
            self.assertEqual(self.call('memchr', at, 255, length + 1), 0)
            self.put(FIRST, self.get(at, length + 1))
            self.assertEqual(self.call('memcmp', at, FIRST, length + 1), 0)
            self.changed('memcpy', SECOND, length + 1, self.get(at, length + 1), SECOND, at, length + 1)
            self.assertEqual(self.call('memset', at, 1, length + 1), at)

    def test_by_chance(self):
        for _ in range(3000):
            length = self.random.randrange(200)
            data = self.random.randbytes(600)
            source, to = self.random.randrange(400), self.random.randrange(400)
            self.put(FIRST, data)
            self.call('memmove', FIRST + to, FIRST + source, length)
            self.assertEqual(self.get(FIRST, 600), data[:to] + data[source:source + length] + data[to + length:])
            found = data.find(data[0:1], source, source + length)
            self.put(FIRST, data)
            self.assertEqual(self.call('memchr', FIRST + source, data[0], length), FIRST + found if found >= 0 else 0)


if __name__ == '__main__':
    Functions.path = sys.argv.pop(1)
    unittest.main()
