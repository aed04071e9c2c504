"""Drives one instance of python.wasm by the guest's ABI (guest/abi.zig), for the build's own tests."""
import ctypes
import os
import struct
import sys
import threading
import time
from collections import namedtuple

import wasmtime

import wasi

Control = namedtuple('Control', 'abi_version is_tripped sigint_tripped eval_breaker eval_breaker_bit memory_limit '
                                'stdout_buffer stdout_capacity stdout_pending stdin_reads terminal_rows terminal_columns '
                                'terminal_signals terminal_unused terminal_exit_code limits_met result native_stack')
Result = namedtuple('Result', 'status exit_code value error_name error_message traceback kind')
COMPLETED, RAISED, EXITED, INTERRUPTED = range(4)
ENDS, SCRIPT, SILENT = 1, 2, 4
OTHER, ASSERTION, MEMORY = range(3)
OPEN, EDIT, RUN, PROMPT = range(4)
MET_MEMORY, MET_RECURSION = 1, 2
DONE, ENTERED, ENDED = range(3)
# Where no extension module can be loaded.
NOTHING_LINKED = {'link_open': lambda *_: -1, 'link_error': lambda *_: 0}
# A bit less than what the oldest engine allows, Wasmtime 7 with its fixed host stack; and a bit less than the usual engine has.
MAX_WASM_STACK = 1960 << 10
LARGE_STACK = 15 << 20


def new_engine(stack=MAX_WASM_STACK):
    """Calls of guest code on a large stack need a thread that has one."""
    config = wasmtime.Config()
    raise_async_stack(config, stack)
    config.max_wasm_stack = stack
    return wasmtime.Engine(config)


def raise_async_stack(config, size):
    """Wasmtime wants it to be the larger one, although it is never made; the package has no name for it."""
    setter = wasmtime._ffi.dll.wasmtime_config_async_stack_size_set
    setter.argtypes, setter.restype = [ctypes.c_void_p, ctypes.c_uint64], None
    setter(ctypes.cast(config.ptr(), ctypes.c_void_p), max(size, 2 << 20) + (1 << 20))


def on_large_stack(function):
    """Calls it on a thread with room for the larger stack; ends as it ends."""
    ended = []

    def run():
        try:
            function()
        except SystemExit as end:
            ended.append(end.code)

    threading.stack_size(4 * LARGE_STACK)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    sys.exit(*ended)


class Session:
    """`stdin` is a list of what each read of descriptor 0 answers (bytes, an errno, or a function that gives either); an empty
    list is end of file. `on_wait` is called in place of a wait and answers its errno. `linker` loads extension modules."""

    def __init__(self, engine, module, files, mtime, on_wait=None, linker=None):
        self.stdin, self.stdout, self.stderr, self.writes = [], b'', b'', 0
        self.screen, self.alarms = b'', {}
        self.on_wait = on_wait or self._sleep
        host = wasi.Host(files, {}, mtime, self._clock, os.urandom, self._read_input, self._write_output, self._wait)
        host.own = {'set_alarm': self._set_alarm, **(linker.functions() if linker else NOTHING_LINKED)}
        self.store = wasmtime.Store(engine)
        host.instantiate(self.store, module)
        self.exports = host.exports
        if linker:
            linker.attach(self.store, self.exports)
        self.memory = self.exports['memory']
        self.control_address = self._call('guest_control')
        self.started = self._call('guest_start')

    def _call(self, name, *arguments):
        return self.exports[name](self.store, *arguments)

    @staticmethod
    def _clock(clock):
        clocks = [time.time_ns, time.monotonic_ns, time.thread_time_ns, time.thread_time_ns]
        if clock >= len(clocks):
            raise wasi.Errno(wasi.INVAL)
        return clocks[clock]()

    @staticmethod
    def _sleep(nanoseconds):
        time.sleep(nanoseconds / 1e9)
        return 0

    def _wait(self, nanoseconds):
        self.take_pending()
        return self.on_wait(nanoseconds)

    def _set_alarm(self, timer, nanoseconds):
        """By the clock on the wall for all three; a wait is not cut short but by what `on_wait` answers."""
        if timer in self.alarms:
            self.alarms.pop(timer).cancel()
        if nanoseconds:
            alarm = self.alarms[timer] = threading.Timer(nanoseconds / 1e9, self.nudge)
            alarm.daemon = True
            alarm.start()
        return 0

    def _read_input(self, length):
        self.take_pending()
        if not self.stdin:
            return b''
        answer = self.stdin.pop(0)
        return answer() if callable(answer) else answer

    def _write_output(self, fd, data):
        self.writes += 1
        self.screen += data
        if fd == 1:
            self.stdout += data
        else:
            self.stderr += data

    def control(self):
        return Control(*struct.unpack('<14Ii3I', self._bytes(self.control_address, 72)))

    def set_control(self, field, value):
        self.memory.write(self.store, struct.pack('<I', value), self.control_address + 4 * Control._fields.index(field))

    def _bytes(self, address, length):
        return bytes(self.memory.read(self.store, address, address + length))

    def take_limits_met(self):
        """What the interpreter raised since the last call, of MET_MEMORY and MET_RECURSION."""
        address = self.control().limits_met
        met, = struct.unpack('<I', self._bytes(address, 4))
        self.memory.write(self.store, bytes(4), address)
        return met

    def take_pending(self):
        control = self.control()
        held = self._bytes(control.stdout_buffer, control.stdout_pending)
        self.stdout += held
        self.screen += held
        self.set_control('stdout_pending', 0)

    def interrupt(self):
        """Writes CPython's three words for a SIGINT; may be called from another thread while the guest runs."""
        self._word(self.control().sigint_tripped).value = 1
        self.nudge()

    def nudge(self):
        """Has CPython look for signals; as `interrupt`."""
        control = self.control()
        self._word(control.is_tripped).value = 1
        self._word(control.eval_breaker).value |= control.eval_breaker_bit

    def _word(self, address):
        return ctypes.c_uint32.from_address(self._base() + address)

    def _base(self):
        return ctypes.addressof(self.memory.data_ptr(self.store).contents)

    def execute(self, code, flags=0):
        data = code.encode() if isinstance(code, str) else code
        address = self._call('guest_allocate', len(data) or 1) & 0xffffffff
        self.memory.write(self.store, data, address)
        result = self._call('guest_execute', address, len(data), flags)
        self._call('guest_free', address)
        self.take_pending()
        return self._result(result)

    def _result(self, address):
        status, exit_code, *slices, kind = struct.unpack('<Ii9I', self._bytes(address, 44))
        texts = [self._bytes(a, n).decode() if a else None for a, n in zip(slices[::2], slices[1::2])]
        return Result(status, exit_code, *texts, kind)

    def terminal(self, operation, data=b''):
        """One operation on the terminal; what it shows is added to `screen`."""
        address = self._call('guest_allocate', len(data) or 1) & 0xffffffff
        self.memory.write(self.store, data, address)
        state = self._call('guest_terminal', operation, address, len(data))
        self._call('guest_free', address)
        self.take_pending()
        return state

    def statement(self):
        """The result of the last statement on the terminal."""
        return self._result(self.control().result)

    def type(self, text):
        """Types on the terminal and runs each statement as it is entered, as a host does; what came last of the state."""
        data, state = text.encode(), DONE
        while data and state != ENDED:
            state = self.terminal(EDIT, data)
            data = data[len(data) - self.control().terminal_unused:] if self.control().terminal_unused else b''
            if state == ENTERED:
                self.stdin = [bytes([b]) for b in data]
                state = self.terminal(RUN)
                data = b''.join(self.stdin)
                if state != ENDED:
                    self.terminal(PROMPT)
        return state

    def set_arguments(self, *arguments):
        data = b''.join(a.encode() + b'\0' for a in arguments)
        address = self._call('guest_allocate', len(data))
        self.memory.write(self.store, data, address)
        try:
            return self._call('guest_set_arguments', address, len(data))
        finally:
            self._call('guest_free', address)

    def limit_memory(self, size):
        self.set_control('memory_limit', size)
