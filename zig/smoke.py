"""Tests the built module by its ABI, on the wasmtime package.

    smoke.py MODULE STDLIB_ZIP --time SECONDS
"""
import argparse
import random
import re
import struct
import sys
import threading
import time
import unittest

import wasmtime

import guest
import preinitialize
import wasi
from guest import (
    ASSERTION, COMPLETED, DONE, EDIT, ENDED, ENDS, ENTERED, EXITED, INTERRUPTED, MEMORY, MET_MEMORY, MET_RECURSION, OPEN, OTHER,
    PROMPT, RAISED, RUN, SCRIPT, SILENT)

MIB = 1 << 20
# What C code recurses into, each deeper than the stack; none may trap.
ENDINGS = ('RecursionError', 'MemoryError', 'SyntaxError', None)
DEEP = {
    'parser': "eval('(' * 5000)",
    'literal': "import ast\nast.literal_eval('[' * 100000)",
    'unary': "eval('-' * 100000 + '1')",
    'attributes': "eval('a' + '.b' * 100000)",
    'repr of lists': "l = []\nfor i in range(100000): l = [l]\nrepr(l)",
    'comparison of lists': "a, b = [], []\nfor i in range(100000): a, b = [a], [b]\na == b",
    'json load': "import json\njson.loads('[' * 100000)",
    'json dump': "import json\nl = []\nfor i in range(100000): l = [l]\njson.dumps(l)",
    'json indent': "import json\nd = {}\nfor i in range(20000): d = {1: d}\njson.dumps(d, indent=1)",
    'pickle': "import pickle\nl = []\nfor i in range(100000): l = [l]\npickle.dumps(l)",
    'expression of groups': "import re\nre.compile('(' * 5000 + ')' * 5000)",
    'own repr': "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
    'own key': "f = lambda x: sorted([x], key=f)\nf(1)",
    'own call': "class A:\n    def __call__(self): return self()\nA()()",
    'own attribute': "class A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x",
    'class body': "def f():\n    class A: f()\nf()",
    'cache': "import functools\n@functools.lru_cache(None)\ndef f(n): return f(n + 1)\nf(0)",
    'functions': "def f(): f()\nf()",
}


class Smoke(unittest.TestCase):
    engine = module = large_engine = large_module = files = mtime = None

    def session(self, on_wait=None):
        return guest.Session(self.engine, self.module, self.files, self.mtime, on_wait)

    def setUp(self):
        self.python = self.session()

    def run_code(self, code, flags=0):
        return self.python.execute(code, flags)

    def value(self, code):
        result = self.run_code(code)
        self.assertEqual(result.status, COMPLETED, result)
        return result.value

    def raised(self, code, name, status=RAISED):
        result = self.run_code(code)
        self.assertEqual((result.status, result.error_name), (status, name), result)
        self.assertTrue(result.traceback.rstrip().split('\n')[-1].startswith(name), result)
        return result

    # The ABI

    def test_control_block(self):
        control = self.python.control()
        self.assertEqual((control.abi_version, self.python.started), (3, 0))
        self.assertEqual((control.stdout_pending, control.stdin_reads, control.memory_limit), (0, 0, 0))
        self.assertEqual((control.is_tripped % 4, control.sigint_tripped % 4, control.eval_breaker % 4), (0, 0, 0))

    def test_arguments(self):
        self.assertEqual(self.value('import sys\nsys.argv'), "['']")
        self.assertEqual(self.python.set_arguments('main.py', '', 'ä'), 0)
        self.assertEqual(self.value('sys.argv'), "['main.py', '', 'ä']")

    def test_initialize_is_harmless(self):
        self.python._call('_initialize')
        self.assertEqual(self.value('1 + 1'), '2')

    # Executions

    def test_last_expression_is_the_value(self):
        self.assertEqual(self.value('x = 20\nx * 2 + 2'), '42')
        self.assertEqual(self.value('_ + 1'), '43')
        self.assertIsNone(self.value('None'))
        self.assertIsNone(self.value('1\nx = 2'))
        self.assertEqual(self.value(''), None)

    def test_state_is_kept(self):
        self.run_code('def double(n):\n    return 2 * n')
        self.assertEqual(self.value('double(21)'), '42')
        self.run_code('from __future__ import annotations')
        self.assertEqual(self.value('def f(x: undefined): pass\nf.__annotations__'), "{'x': 'undefined'}")

    def test_namespace_is_clean(self):
        expected = "['__annotations__', '__builtins__', '__doc__', '__loader__', '__name__', '__package__', '__spec__']"
        self.raised('_', 'NameError')
        self.assertEqual(self.value('sorted(globals())'), expected)

    def test_version(self):
        self.assertRegex(self.value('import sys\nsys.version'), r"^'3\.13\.15 .*\[Clang ")
        self.assertEqual(self.value('sys.platform, sys.executable'), "('wasi', '/lib/python3.13/bin/python3')")
        self.assertEqual(self.value('dict(__import__("os").environ)'),
                         "{'HOME': '/sandbox', 'LANG': 'C.UTF-8', 'TMPDIR': '/tmp'}")

    def test_traceback_shows_the_source(self):
        self.run_code('def f():\n    return 1 / 0')
        result = self.raised('f()', 'ZeroDivisionError')
        self.assertEqual(result.error_message, 'division by zero')
        self.assertIn('File "<python-input-0>", line 2, in f\n    return 1 / 0\n', result.traceback)
        self.assertIn('File "<python-input-1>", line 1, in <module>\n    f()\n', result.traceback)

    def test_chained_exceptions(self):
        result = self.raised('try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError(1) from e', 'KeyError')
        self.assertIn('direct cause', result.traceback)

    def test_exceptions_that_cannot_be_shown(self):
        result = self.run_code('class E(Exception):\n    def __str__(self): raise self\nraise E')
        self.assertEqual((result.status, result.error_name), (RAISED, 'E'))
        result = self.run_code('class E(Exception):\n    def __str__(self): return 1\nraise E')
        self.assertEqual(result.error_message, '<exception str() failed>')
        result = self.run_code(r"raise ValueError('\ud800')")
        self.assertEqual(result.error_message, r'\ud800')

    def test_repr_that_raises(self):
        self.raised('class A:\n    def __repr__(self): 1 / 0\nA()', 'ZeroDivisionError')

    def test_long_values_are_cut(self):
        self.assertEqual(len(self.value("'ä' * 2_000_000").encode()), MIB - 1)

    def test_syntax_errors(self):
        self.assertIn('line 1', self.raised('x = (', 'SyntaxError').traceback)
        self.raised(b"'a\0b'", 'SyntaxError')
        self.raised(b"x = '\xff'", 'SyntaxError')

    def test_exit(self):
        for code, expected in (('raise SystemExit', 0), ('import sys\nsys.exit(3)', 3), ("sys.exit('bye')", 1), ('exit()', 0)):
            result = self.run_code(code)
            self.assertEqual((result.status, result.exit_code), (EXITED, expected), code)
        self.assertEqual(self.python.stderr, b'bye\n')
        self.python.stdin = [b'again\n']
        self.assertEqual(self.value('input()'), "'again'")

    def test_script(self):
        code = "import atexit\natexit.register(print, 'bye')\n1 + 1\ndef f(): 1 / 0\nf()"
        result = self.run_code(code, SCRIPT | SILENT | ENDS)
        self.assertEqual((result.status, result.value), (RAISED, None))
        self.assertIn('File "/sandbox/main.py", line 4, in f\n    def f(): 1 / 0\n', result.traceback)
        self.assertEqual(self.python.stdout, b'bye\n')

    # Programs

    def program(self, code, flags=SCRIPT | SILENT | ENDS, files=None):
        """Runs a program by itself, as `python3 main.py` does."""
        self.python = guest.Session(self.engine, self.module, self.files | (files or {}), self.mtime)
        self.python.set_arguments('main.py')
        return self.run_code(code, flags)

    def prints(self, code, output, status=COMPLETED, exit_code=0, files=None):
        result = self.program(code, files=files)
        self.assertEqual((self.python.stdout.decode(), result.status, result.exit_code), (output, status, exit_code), result)
        return result

    def test_a_program_is_a_script(self):
        self.prints('import os\nprint(__name__, os.path.basename(__file__), __spec__, __cached__)', '__main__ main.py None None\n')
        self.prints('import sys\nprint(sys.argv, sys.path[0], hasattr(sys, "last_exc"))', "['main.py'] /sandbox False\n")
        self.prints('class A:\n    def __repr__(self): print("never")\nprint("ok")\nA()', 'ok\n')
        self.prints('1\nimport builtins\nprint(hasattr(builtins, "_"))', 'False\n')
        source = 'import inspect\nclass A:\n    x = 1\nprint(inspect.getsource(A))'
        self.prints(source, 'class A:\n    x = 1\n\n')
        self.prints('import inspect, sys\nprint(inspect.getsource(sys.modules[__name__]), end="")', 'import inspect, sys\n'
                    'print(inspect.getsource(sys.modules[__name__]), end="")\n')
        self.prints('import os\nos.chdir("/tmp")\nimport helper\nprint(helper.x)', '1\n', files={'/sandbox/helper.py': b'x = 1'})

    def test_value_of_a_program(self):
        self.assertEqual(self.program('x = 6\nx * 7', SCRIPT | ENDS).value, '42')
        self.assertEqual(self.value('"x" in globals(), __name__'), "(False, '__main__')")

    def test_a_script_that_goes_on(self):
        self.assertEqual(self.program('x = 6\nx', SCRIPT | SILENT).value, None)
        self.assertEqual(self.run_code('x * 7', SILENT).value, None)
        self.assertEqual(self.value('x * 7, __file__'), "(42, '/sandbox/main.py')")

    def test_excepthook(self):
        hook = 'import sys\nsys.excepthook = lambda t, v, tb: print("hook", t.__name__, sys.last_exc is v)\n'
        result = self.prints(hook + 'raise ValueError("x")', 'hook ValueError True\n', RAISED)
        self.assertEqual((result.error_name, result.error_message), ('ValueError', 'x'))
        self.prints(hook + 'sys.exit(2)', '', EXITED, 2)
        self.prints('import sys\nsys.excepthook = lambda *_: sys.exit(5)\n1 / 0', '', EXITED, 5)
        self.prints('import sys\nsys.excepthook = None\n1 / 0', '', RAISED)
        self.assertTrue(self.python.stderr.startswith(b'Error in sys.excepthook:\n'), self.python.stderr)

    def test_files_go_before_the_library(self):
        for name in 'statistics.py', 'calendar.py', 'random.py', 'json.py', 'fractions.py', 'string/__init__.py', 'enum.py', 'array.py':
            module = name.partition('/')[0].removesuffix('.py')
            with self.subTest(module):
                self.prints(f'import {module}\nprint({module}.MINE)', 'mine\n', files={'/sandbox/' + name: b'MINE = "mine"'})
                self.prints(f'import importlib\nprint(importlib.import_module("{module}").MINE)', 'mine\n',
                            files={'/sandbox/' + name: b'MINE = "mine"'})
                self.prints(f'import {module}\nprint(hasattr({module}, "MINE"))', 'False\n', files={f'/sandbox/{module}.txt': b''})
        self.prints('import time, os\nprint(hasattr(time, "MINE"), hasattr(os, "MINE"))', 'False False\n',
                    files={'/sandbox/time.py': b'MINE = 1', '/sandbox/os.py': b'MINE = 1'})
        self.python = guest.Session(self.engine, self.module, self.files | {'/sandbox/json.py': b'MINE = 1'}, self.mtime)
        self.assertEqual(self.value('import json\njson.MINE'), '1')

    def test_modules_are_those_of_a_start(self):
        self.prints('import sys\nprint([n for n in ("json", "re", "random", "typing", "warnings") if n in sys.modules])', '[]\n')
        self.prints('import json, sys\nprint("re" in sys.modules, json.decoder is sys.modules["json.decoder"])', 'True True\n')
        self.prints('import sys\nsys.modules["json"] = None\ntry: import json\nexcept ImportError: print("halted")', 'halted\n')
        self.prints('import sys, re\ndel sys.modules["re"]\nimport re as again\nprint(again is re)', 'False\n')
        self.prints('import dataclasses, inspect, json\nprint(inspect.getsource(json.JSONDecoder)[:18])', 'class JSONDecoder(\n')
        self.prints('import gc\nprint(gc.get_stats()[2]["collections"])', '0\n')

    def test_end_of_a_program(self):
        named = 'class A:\n    def __init__(self, n): self.n = n\n    def __del__(self): print("del", self.n)\n'
        self.prints('class A:\n    def __del__(self): print("gone")\na = A()\nprint("end")', 'end\ngone\n')
        self.prints(named + 'l = [A(i) for i in range(3)]\nd = {i: A(i) for i in "ab"}\nclass C:\n    x = A("c")',
                    'del 2\ndel 1\ndel 0\ndel a\ndel b\ndel c\n')
        self.prints(named + 'def f():\n    a = A(1)\n    g = A(2)\n    g.g = g\n    raise SystemExit(3)\nf()', 'del 1\ndel 2\n', EXITED, 3)
        self.prints(named + 'a = A(1)\n1 / 0', 'del 1\n', RAISED)
        self.prints('def g():\n    try: yield\n    finally: print("fin")\nx = g()\nnext(x)', 'fin\n')
        self.prints('f = open(1, "w", closefd=False)\nf.write("pending\\n")', 'pending\n')
        self.prints('import sys\nsys.stdout = open(1, "w", closefd=False)\nprint("held")', 'held\n')
        self.prints('import atexit\natexit.register(print, "atexit")\n' + named + 'a = A(1)', 'atexit\ndel 1\n')
        self.prints('import weakref\nclass A: pass\na = A()\nweakref.finalize(a, print, "finalized")', 'finalized\n')
        self.prints('import helper\nprint("main")', 'main\nhelper\n', files={
            '/sandbox/helper.py': b'class A:\n    def __del__(self): print("helper")\na = A()'})
        self.prints('import sys\nclass A:\n    def __del__(self): print(sys.is_finalizing(), sys.path)\na = A()', 'True None\n')
        self.prints('import atexit, sys\natexit.register(sys.exit, 7)\natexit.register(lambda: 1 / 0)', '')
        self.assertEqual(self.python.stderr.count(b'Exception ignored in atexit callback'), 2)

    def test_exit_codes_of_a_process(self):
        for value, code in (('256', 0), ('-1', 255), ('True', 1), ('2 ** 40 + 3', 3), ('10 ** 30', 255), ('None', 0), ('[1]', 1)):
            self.prints(f'import sys\nsys.exit({value})', '', EXITED, code)
        self.assertEqual(self.python.stderr, b'[1]\n')
        self.prints('import sys\nclass W:\n    def write(self, text): pass\n    def flush(self): raise OSError\nsys.stdout = W()', '',
                    EXITED, 120)

    def test_end_is_interrupted(self):
        self.python.set_arguments('main.py')
        self.interrupt_after(0.3)
        self.assertEqual(self.run_code('class A:\n    def __del__(self):\n        while True: pass\na = A()', SCRIPT | ENDS).status, COMPLETED)
        self.assertIn(b'KeyboardInterrupt', self.python.stderr)

    def test_source_of_a_program(self):
        self.prints('\ufeffprint("bom")\r\nprint(repr("""a\r\nb"""))\r\n', "bom\n'a\\nb'\n")
        self.prints('print(1)\rprint(2)\r', '1\n2\n')
        self.prints('# coding: latin-1\nprint(len("\u00e4"))', '2\n')
        for code in '# coding: foo\n', '\ufeff# coding: latin-1\n', 'x = 1\ny = \0':
            self.assertEqual(self.program(code).error_name, 'SyntaxError')
        self.assertIn('line 2', self.program('x = 1\ny = \0').traceback)
        self.assertEqual(self.value('\ufeff1 + 1'), '2')
        self.assertIn('line 5, in <module>\n    1 / 0', self.program('x = """\f\x1c\u2028"""\n\n\n\n1 / 0').traceback)

    def test_errors_behind_the_parser_show_their_line(self):
        for code, shown in (('x = 1\nif x:\n    break\n', '    break\n    ^^^^^\n'), ('x = 1\nreturn x', '    return x\n    ^^^^^^^^\n'),
                            ('def f():\n    print(n)\n    global n', '    global n\n    ^^^^^^^^\n'), ('nonlocal x', '    nonlocal x\n')):
            for flags in SCRIPT | SILENT | ENDS, SILENT, 0:
                self.assertIn(shown, self.program(code, flags).traceback)

    def test_kinds_of_exceptions(self):
        for code, kind in (('class E(AssertionError): pass\nraise E', ASSERTION), ('bytearray(1 << 40)', MEMORY), ('1 / 0', OTHER),
                           ('class MemoryError(Exception): pass\nraise MemoryError', OTHER),
                           ('class AssertionError(Exception): pass\nraise AssertionError', OTHER)):
            self.assertEqual(self.program(code).kind, kind, code)

    def test_more_memory_than_there_are_addresses(self):
        for code in 'bytearray(5_000_000_000)', 'bytes(5_000_000_000)', '"x" * 10 ** 12', '[0] * 10 ** 12', '10 ** 12 * (1,)', 'list(range(10 ** 10))':
            self.raised(code, 'MemoryError')
        self.raised('"x" * 10 ** 30', 'OverflowError')
        self.assertEqual(self.value('"x" * -10 ** 12, [] * 10 ** 12'), "('', [])")

    def test_a_seeded_generator_goes_on(self):
        drawn = '0.13436424411240122'
        for code, kept in (('random.seed(1)', True), ('random.setstate(random.Random(1).getstate())', True), ('random.seed()', False),
                           ('random.seed(1); random.seed(None)', False)):
            self.python = self.session()
            self.run_code('import random\n' + code)
            self.assertEqual(self.python._call('guest_start'), 0)
            self.assertEqual(self.value('random.random()') == drawn, kept, code)

    def test_a_cell_that_takes_its_streams_apart(self):
        for code in ('sys.stdout.close()', 'sys.stdout.detach()', 'sys.stderr.close()', 'del sys.stdout',
                     'sys.stdout = io.TextIOWrapper(sys.stdout.buffer)\nsys.stdout = sys.__stdout__',
                     'sys.stdout = open("/lib/python3.13/os.py")\nsys.stdout.close()'):
            self.python = self.session()
            self.run_code('import io, sys\n' + code)
            self.assertEqual(self.run_code('print("seen")\nprint("too", file=sys.stderr)').status, COMPLETED, code)
            self.assertEqual((self.python.stdout, self.python.stderr), (b'seen\n', b'too\n'), code)

    def test_modes(self):
        self.assertEqual(self.value('import os\noct(os.stat("/lib/python3.13/os.py").st_mode), oct(os.stat("/tmp").st_mode)'),
                         "('0o100644', '0o40755')")
        self.assertEqual(self.value('os.access("/lib/python3.13/os.py", os.R_OK | os.W_OK), os.access("/lib/python3.13/os.py", os.X_OK)'),
                         '(True, False)')
        self.assertEqual(self.value('os.umask(0o77), os.umask(0o22)'), '(18, 63)')

    def test_many_executions_leave_little(self):
        self.run_code('import linecache')
        for _ in range(200):
            self.run_code('pass')
        self.assertLess(int(self.value('len(linecache.cache)')), 80)

    # Streams

    def test_print_costs_one_call_a_line(self):
        self.run_code("print('a', 'b')\nprint('c')")
        self.assertEqual((self.python.stdout, self.python.writes), (b'a b\nc\n', 2))

    def test_prompt_is_held_and_seen_before_the_wait(self):
        seen = []
        self.python.stdin = [lambda: seen.append(self.python.stdout) or b'William\n']
        self.assertEqual(self.value("input('Name: ') * 3"), "'WilliamWilliamWilliam'")
        self.assertEqual((seen, self.python.writes), ([b'Name: '], 0))

    def test_output_larger_than_the_buffer(self):
        self.run_code("print('p', end='')\nprint('x' * 100000)\nprint('q', end='')")
        self.assertEqual(self.python.stdout, b'p' + b'x' * 100000 + b'\nq')

    def test_output_comes_before_errors(self):
        self.run_code("import sys\nprint('out', end='')\nprint('err', file=sys.stderr)")
        # Standard error is not buffered at all: its text and its newline are two calls.
        self.assertEqual((self.python.stdout, self.python.stderr, self.python.writes), (b'out', b'err\n', 3))

    def test_end_of_input(self):
        self.raised('input()', 'EOFError')

    def test_input_does_not_outlive_its_execution(self):
        self.python.stdin = [b'one\ntwo\n', b'three\n']
        self.assertEqual(self.value('input()'), "'one'")
        self.assertEqual(self.value('input()'), "'three'")

    # Interrupts

    def interrupt_after(self, seconds):
        timer = threading.Timer(seconds, self.python.interrupt)
        timer.start()
        self.addCleanup(timer.join)

    def test_interrupt_of_a_loop(self):
        self.interrupt_after(0.2)
        self.raised('s = 0\nwhile True: s += 1', 'KeyboardInterrupt', INTERRUPTED)
        self.assertGreater(int(self.value('s')), 0)

    def interrupted(self, *_):
        self.python.interrupt()
        return wasi.INTR

    def test_interrupt_of_waits(self):
        for code in ('import time\ntime.sleep(60)', 'import select\nselect.select([], [], [], 60)',
                     'import threading\nthreading.Event().wait(60)', 'threading.Event().wait()',
                     'import asyncio\nasyncio.run(asyncio.sleep(60))'):
            with self.subTest(code):
                self.python = self.session(on_wait=self.interrupted)
                self.run_code('import threading')
                self.raised(code, 'KeyboardInterrupt', INTERRUPTED)
                self.assertEqual(self.value('1 + 1'), '2')

    def test_interrupt_of_input(self):
        self.python.stdin = [self.interrupted, b'x\n']
        self.raised('input()', 'KeyboardInterrupt', INTERRUPTED)
        self.assertEqual(self.value('input()'), "'x'")

    def test_interrupt_of_the_epilogue(self):
        for hook, code in (('__repr__', 'A()'), ('__str__', 'raise A')):
            with self.subTest(hook):
                self.interrupt_after(0.2)
                self.raised(f'class A(Exception):\n    def {hook}(self):\n        while True: pass\n{code}',
                            'KeyboardInterrupt', INTERRUPTED)

    # The terminal

    def shown(self, text):
        """What typing this shows, without the escape sequences."""
        before = len(self.python.screen)
        self.state = self.python.type(text)
        return re.sub(r'\x1b[\[?][ -?]*[@-~]|\x1b[=>]', '', self.python.screen[before:].decode())

    def terminal(self):
        self.assertEqual(self.python.terminal(OPEN), DONE)

    def test_terminal_is_there_only_while_it_drives(self):
        code = 'import os\n[os.isatty(fd) for fd in range(3)]'
        self.assertEqual(self.value(code), '[False, False, False]')
        self.terminal()
        self.assertIn('[True, True, True]', self.shown('import os; [os.isatty(fd) for fd in range(3)]\r'))
        self.assertEqual(self.value(code), '[False, False, False]')

    def test_terminal_shares_the_namespace(self):
        self.terminal()
        self.run_code('x = 6')
        self.assertIn('42\r\n', self.shown('y = x * 7\ry\r'))
        self.assertEqual(self.value('y'), '42')

    def test_statement_waits_to_be_run(self):
        self.terminal()
        self.assertEqual(self.python.terminal(EDIT, b'x = 1\rrest'), ENTERED)
        self.assertEqual(self.python.control().terminal_unused, 4)
        self.raised('x', 'NameError')
        self.assertEqual(self.python.terminal(RUN), DONE)
        self.assertEqual(self.value('x'), '1')

    def test_terminal_edits(self):
        self.terminal()
        self.shown('x = 123\x1b[D\x7f4\r' 'for i in range(2):\rprint(i, x)\r\r')
        self.assertEqual(self.value('x'), '143')
        self.shown("'one'\r'two'\r")
        self.assertIn("'one'\r\n", self.shown('\x1b[A\x1b[A\r'))

    def test_terminal_searches_its_history(self):
        self.terminal()
        self.shown("'needle'\r'hay'\r")
        self.assertIn("'needle'\r\n", self.shown('\x12need\x05\r'))

    def test_terminal_completes(self):
        self.terminal()
        self.shown('alphabet = 7\r')
        self.assertIn('7\r\n', self.shown('alpha\t\r'))

    def test_terminal_pastes(self):
        self.terminal()
        self.assertIn('3\r\n', self.shown('\x1b[200~def f():\r    return 3\r\x1b[201~\rf()\r'))

    def test_results_of_statements(self):
        self.terminal()
        for typed, status, name in (
                ('1 + 1', COMPLETED, None), ('1 / 0', RAISED, 'ZeroDivisionError'), ('x = (]', RAISED, 'SyntaxError'),
                ('"\\ud800".encode()', RAISED, 'UnicodeEncodeError'), ('raise KeyboardInterrupt', INTERRUPTED, 'KeyboardInterrupt'),
                ('exit(3)', EXITED, None), ('x = 1', COMPLETED, None)):
            self.assertEqual(self.python.terminal(EDIT, typed.encode() + b'\r'), ENTERED)
            self.python.terminal(RUN)
            result = self.python.statement()
            self.assertEqual((result.status, result.error_name), (status, name), typed)
            self.python.terminal(OPEN)

    def test_interrupt_at_the_prompt(self):
        self.terminal()
        self.assertIn('KeyboardInterrupt', self.shown('1 +\x03'))
        self.assertIn('5\r\n', self.shown('2 + 3\r'))

    def test_interrupt_on_the_terminal(self):
        self.terminal()
        self.interrupt_after(0.3)
        self.assertIn('KeyboardInterrupt', self.shown('while True: pass\r\r'))
        self.assertIn('5\r\n', self.shown('2 + 3\r'))

    def test_interrupt_before_a_statement(self):
        self.terminal()
        self.assertEqual(self.python.terminal(EDIT, b'x = 1\r'), ENTERED)
        self.python.interrupt()
        self.assertEqual(self.python.terminal(RUN), DONE)
        self.assertTrue(self.python.screen.endswith(b'\nKeyboardInterrupt\r\n'), self.python.screen)
        self.python.terminal(PROMPT)
        self.raised('x', 'NameError')

    def test_leaving_one_level_at_a_time(self):
        self.terminal()
        shown = self.shown('help()\r\x04')
        self.assertIn('help> ', shown)
        self.assertEqual(self.state, DONE)
        self.shown('\x04')
        self.assertEqual(self.state, ENDED)
        self.assertEqual(self.python.terminal(OPEN), DONE)

    def test_exit_on_the_terminal(self):
        self.terminal()
        for typed, code in (('exit\r', 0), ('import sys; sys.exit(3)\r', 3), ('quit()\r', 0)):
            self.shown(typed)
            self.assertEqual((self.state, self.python.control().terminal_exit_code), (ENDED, code), typed)
            self.terminal()
            self.assertIn('2\r\n', self.shown('1 + 1\r'))

    def test_colours(self):
        self.terminal()
        self.python.type('1 / 0\r')
        self.assertIn(b'\x1b[1;35mZeroDivisionError\x1b[0m: \x1b[35mdivision by zero', self.python.screen)
        self.assertNotIn('\x1b', self.raised('1 / 0', 'ZeroDivisionError').traceback)

    def test_input_is_edited(self):
        self.terminal()
        self.assertIn("'Will'\r\n", self.shown("input('Name: ')\rWqll\x02\x02\x7fi\r"))

    def test_lines_without_an_editor(self):
        self.terminal()
        self.assertIn("abc\b \b\r\n'ab\\n'\r\n", self.shown('import sys; sys.stdin.readline()\rabc\x7f\r'))
        shown = self.shown("import getpass; getpass.getpass()\rsecret\r")
        self.assertIn("Password: \r\n'secret'", shown)

    def test_help_is_paged(self):
        self.python.set_control('terminal_rows', 10)
        self.terminal()
        shown = self.shown("help('for')\r")
        self.assertTrue(shown.endswith('>>> '), shown)
        shown = self.shown("help('for')\rq")
        self.assertEqual(shown.count('\n', shown.index('The "for" statement')), 10, shown)

    def test_size_of_the_window(self):
        self.terminal()
        self.python.set_control('terminal_columns', 33)
        self.assertIn('columns=33, lines=24', self.shown('import os; os.get_terminal_size()\r'))

    def test_classic_loop(self):
        self.terminal()
        shown = self.shown("import code; code.interact('', exitmsg='bye')\r6 * 7\r\x04")
        self.assertIn('>>> 6 * 7', shown)
        self.assertIn('42\r\n', shown)
        self.assertIn('bye\r\n', shown)

    # Limits

    def test_memory_limit(self):
        self.python.limit_memory(64 * MIB)
        for code in ('b = bytearray(60 << 20)', 'l = []\nwhile True: l.append(bytes(100000))'):
            self.raised(code, 'MemoryError')
        self.assertEqual(self.run_code('l = None').status, COMPLETED)
        self.assertEqual(self.value('len(bytearray(30 << 20))'), str(30 * MIB))

    def test_limits_met(self):
        self.python.limit_memory(64 * MIB)
        for code, met in (
                ('1 / 0', 0), ('bytearray(60 << 20)', MET_MEMORY), ('try: bytearray(60 << 20)\nexcept MemoryError: pass', MET_MEMORY),
                ('def f(): f()\ntry: f()\nexcept RecursionError: pass', MET_RECURSION),
                ('l = []\nfor i in range(100000): l = [l]\ntry: repr(l)\nexcept RecursionError: pass', MET_RECURSION),
                ('try: raise MemoryError\nexcept MemoryError: pass', 0), ('raise RecursionError("by hand")', 0),
                ('iter([MemoryError()]); (_ for _ in ()).throw(MemoryError)', 0)):
            self.run_code(code)
            self.assertEqual(self.python.take_limits_met(), met, code)

    def test_memory_used_up_to_the_last(self):
        self.python.limit_memory(40 * MIB)
        code = 'l = []\ntry:\n    while True: l.append(bytes(1000))\nexcept MemoryError: pass\nwhile True: l = [l]'
        result = self.run_code(code)
        self.assertEqual((result.status, result.error_name), (RAISED, 'MemoryError'))
        self.run_code('l = None')

    def test_freed_memory_is_used_again(self):
        self.python.limit_memory(96 * MIB)
        self.run_code('for i in range(30):\n    b = bytearray((20 + i) << 20)\n    del b')
        self.assertEqual(self.value("s = 'x' * (30 << 20)\nlen(s + 'y')"), str(30 * MIB + 1))
        self.python = self.session()
        self.python.limit_memory(128 * MIB)
        self.run_code('import lzma')
        for _ in range(3):
            self.assertEqual(self.run_code('lzma.compress(bytes(100000))\nlast = [bytes(1000) for _ in range(1000)]').status, COMPLETED)

    def test_garbage_is_collected_before_lzma_has_no_memory(self):
        self.python.limit_memory(128 * MIB)
        stray = 'class Stray:\n    def __init__(self, held): self.held, self.me = held, self\nfor _ in range(5): Stray(lzma.LZMACompressor())'
        self.run_code('import gc, lzma')
        self.assertEqual(self.run_code(stray).status, COMPLETED)
        self.raised('gc.disable()\n' + stray, 'MemoryError')

    def test_deep_recursion(self):
        for name, code in DEEP.items():
            for limit in (1000, 10 ** 6):
                if (name, limit) == ('functions', 10 ** 6):
                    continue  # This one needs no C stack, only memory.
                with self.subTest(name, limit=limit):
                    self.python = self.session()
                    result = self.run_code(f'import sys\nsys.setrecursionlimit({limit})\n{code}')
                    self.assertIn(result.error_name, ENDINGS)
                    self.assertEqual(self.value('1 + 1'), '2')

    def test_recursion_that_programs_need(self):
        self.assertEqual(self.value(
            'import functools\n@functools.lru_cache(None)\ndef f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(900) % 97'),
            str(fibonacci(900) % 97))

    def test_recursion_through_c_is_as_deep_as_on_linux(self):
        self.use_large_stack()
        for name, code in THROUGH_C.items():
            with self.subTest(name):
                self.assertEqual(self.value(f'import sys\nsys.setrecursionlimit(10**6)\n{code}'), '0')
        self.assertEqual(self.value(EDIT_DISTANCE), '300')
        self.assertEqual(self.value('@functools.lru_cache(None)\ndef fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)\nfib(1500) % 10**9'),
                         '354898000')

    def test_deep_programs_are_compiled(self):
        self.use_large_stack()
        elifs = 'x = 2900\nif x == -1: pass\n' + ''.join(f'elif x == {i}: y = {i}\n' for i in range(2901)) + 'y'
        self.assertEqual(self.value(elifs), '2900')
        self.assertEqual(self.value('x = ' + '(' * 199 + '1' + ')' * 199 + '\nx'), '1')
        self.assertIn('too many nested parentheses', self.raised('x = ' + '(' * 201 + ')' * 201, 'SyntaxError').traceback)
        self.raised('-' * 20000 + '1', 'MemoryError')
        self.assertEqual(self.python.take_limits_met(), 0)
        for code in DEEP_SOURCE.values():
            for depth in (1500, 3300, 5900, 20000):
                result = self.run_code(f'N = {depth}\n{code}')
                self.assertIn(result.error_name, ENDINGS)

    def use_large_stack(self):
        """Goes on under an engine with the usual stack."""
        self.python = guest.Session(self.large_engine, self.large_module, self.files, self.mtime)
        self.python.set_control('native_stack', guest.LARGE_STACK)

    # What 32 bits do not change

    def test_hashes_are_those_of_64_bits(self):
        self.assertEqual(self.value('hash(0.5), hash((1, 2)), hash(2**61), hash(-1), hash(1e300), hash(2**100 + 1)'),
                         '(1152921504606846976, -3550055125485641917, 1, -2, 1224995262755759164, 549755813889)')
        self.assertEqual(self.value('{0.5, 1.5, 2.5, (1, 2), (0, 1)}'), '{0.5, 1.5, 2.5, (1, 2), (0, 1)}')
        self.assertEqual(self.value('import random\nrandom.seed(1.5)\nrandom.random()'), '0.551763726942059')
        self.assertEqual(self.value('from decimal import Decimal\nfrom fractions import Fraction\n'
                                    'hash(Decimal("1.5")) == hash(1.5), hash(Decimal("0.1")) == hash(Fraction(1, 10)), '
                                    'hash(Decimal(10) ** 30) == hash(10 ** 30)'), '(True, True, True)')

    def test_lengths_beyond_32_bits(self):
        for code, wanted in (
                ('import sys\nmin(sys.maxsize, 4_000_000_000), sys.maxsize', '(4000000000, 9223372036854775807)'),
                ('len(range(5 * 10**9)), range(5 * 10**9).__len__()', '(5000000000, 5000000000)'),
                ('class A:\n    def __len__(self): return 10**10\nlen(A()), bool(A())', '(10000000000, True)'),
                ('import bisect\nbisect.bisect_left(range(10**12), 123456789012, key=lambda x: x)', '123456789012'),
                ('bisect.bisect(range(10**12), 7 * 10**10, lo=5 * 10**9, hi=10**11)', '70000000001'),
                ('from itertools import count, islice\nnext(islice(count(), 5, 10**10)), list(islice(range(3), sys.maxsize))', '(5, [0, 1, 2])'),
                ("'a b c'.split(None, sys.maxsize), [1, 2][:sys.maxsize], 'aa'.replace('a', 'b', 10**12)", "(['a', 'b', 'c'], [1, 2], 'bb')"),
                ('import random\n0 <= random.choice(range(10**12)) < 10**12, len(random.sample(range(10**11), 3))', '(True, 3)')):
            self.assertEqual(self.value(code), wanted, code)
        self.raised('len(range(2**63))', 'OverflowError')
        self.raised('[1][5 * 10**9]', 'IndexError')
        self.raised('bytearray(5 * 10**9)', 'MemoryError')
        self.assertEqual(self.run_code("import struct\nstruct.pack('n', 2**40)").error_name, 'error')
        self.raised('from collections import deque\ndeque([1, 2]).rotate(2**40 + 1)', 'OverflowError')

    # Linux as programs know it

    def test_errors_have_the_numbers_of_linux(self):
        self.run_code("try: open('missing.txt')\nexcept OSError as e: print(e)")
        self.assertEqual(self.python.stdout, b"[Errno 2] No such file or directory: 'missing.txt'\n")
        self.assertEqual(self.value('import errno, os\n[errno.errorcode[n] for n in (1, 11, 13, 17, 21, 39, 95, 110)], os.strerror(40)'),
                         "(['EPERM', 'EAGAIN', 'EACCES', 'EEXIST', 'EISDIR', 'ENOTEMPTY', 'ENOTSUP', 'ETIMEDOUT'], "
                         "'Too many levels of symbolic links')")
        for code, number in (('os.close(77)', 9), ("open('/lib')", 21), ("os.listdir('/lib/python3.13/os.py')", 20),
                             ("os.readlink('/lib')", 22), ('os.lseek(0, 0, 0)', 29), ("os.system('clear')", 95)):
            self.assertEqual(self.value(f'try: {code}\nexcept OSError as e: n = e.errno\nn'), str(number), code)
        self.assertEqual(self.value('import socket\n[int(c) for c in (socket.AF_INET, socket.AF_INET6, socket.SOCK_STREAM, socket.SOCK_DGRAM)]'),
                         '[2, 10, 1, 2]')

    def test_clocks_that_do_not_exist(self):
        self.run_code('import time')
        for clock in (-1, 4, 2**31 - 1):
            for function in ('clock_gettime', 'clock_getres'):
                self.assertIn('[Errno 22] Invalid argument', self.raised(f'time.{function}({clock})', 'OSError').traceback)

    def test_clocks_of_the_processor(self):
        self.assertEqual(self.value(
            'import os, time\nclocks = [time.CLOCK_REALTIME, time.CLOCK_MONOTONIC, time.CLOCK_PROCESS_CPUTIME_ID, time.CLOCK_THREAD_CPUTIME_ID]\n'
            'before = time.process_time(), time.thread_time(), os.times()\ntime.sleep(0.3)\nafter = time.process_time(), time.thread_time(), os.times()\n'
            'clocks, after[0] - before[0] < 0.2, after[1] - before[1] < 0.2, after[2].user - before[2].user < 0.2, '
            '0.25 < after[2].elapsed - before[2].elapsed < 5'), '([0, 1, 2, 3], True, True, True, True)')

    def test_local_time_follows_the_zone(self):
        self.run_code("import os, time\ndef local(zone):\n    os.environ['TZ'] = zone\n    time.tzset()\n"
                      "    return time.strftime('%H:%M %z %Z', time.localtime(1751000000)), time.timezone, time.tzname")
        for zone, wanted in (('EST5EDT,M3.2.0,M11.1.0', ('00:53 -0400 EDT', 18000, ('EST', 'EDT'))),
                             ('Europe/Berlin', ('06:53 +0200 CEST', -3600, ('CET', 'CEST'))), ('UTC', ('04:53 +0000 UTC', 0, ('UTC', 'UTC'))),
                             ('No/Where', ('04:53 +0000 UTC', 0, ('UTC', 'UTC')))):
            self.assertEqual(self.value(f'local({zone!r})'), repr(wanted))

    def test_timers(self):
        self.run_code('import signal, time\nrung = []\nsignal.signal(signal.SIGALRM, lambda number, frame: rung.append(number))')
        self.assertEqual(self.value('signal.alarm(100), signal.alarm(0), signal.alarm(0)'), '(0, 100, 0)')
        self.assertEqual(self.value('signal.setitimer(signal.ITIMER_REAL, 0.05, 0.05)\nwhile len(rung) < 3: pass\nrung'), '[14, 14, 14]')
        # Each ends with its execution.
        self.assertEqual(self.value('signal.getitimer(signal.ITIMER_REAL)'), '(0.0, 0.0)')
        self.raised("def late(number, frame):\n    raise TimeoutError('late')\nsignal.signal(signal.SIGALRM, late)\n"
                    'signal.setitimer(signal.ITIMER_REAL, 0.05)\nwhile True: pass', 'TimeoutError')
        self.assertEqual(self.run_code('signal.setitimer(3, 1)').error_name, 'ItimerError')
        self.assertEqual(self.value('signal.signal(signal.SIGVTALRM, signal.SIG_IGN)\nsignal.setitimer(signal.ITIMER_VIRTUAL, 0.01)\n'
                                    'end = time.monotonic() + 0.1\nwhile time.monotonic() < end: pass\n'
                                    'signal.getitimer(signal.ITIMER_VIRTUAL)'), '(0.0, 0.0)')

    def test_extension_modules_are_linked(self):
        self.raised('import importlib.util\nspec = importlib.util.spec_from_file_location("nothing", "/sandbox/nothing.so")\n'
                    'importlib.util.module_from_spec(spec)', 'ImportError')

    def test_keys(self):
        for code, wanted in (
                ("pbkdf2_hmac('sha256', b'password', b'salt', 1)", '120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b'),
                ("pbkdf2_hmac('SHA1', b'password', b'salt', 4096)", '4b007901b765489abead49d926f721d065a429c1'),
                ("pbkdf2_hmac('sha512', b'p' * 200, b's' * 99, 3, dklen=9)", 'c05380ff7f217d58ff'),
                ("scrypt(b'', salt=b'', n=16, r=1, p=1)", '77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442'
                 'fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906'),
                ("scrypt(b'password', salt=b'NaCl', n=1024, r=8, p=16, dklen=8)", 'fdbabe1c9d347200')):
            self.assertEqual(self.value(f'import hashlib\nhashlib.{code}.hex()'), repr(wanted), code)
        for code in ("pbkdf2_hmac('none', b'', b'', 1)", "pbkdf2_hmac('sha1', b'', b'', 0)", "scrypt(b'', salt=b'', n=3, r=1, p=1)",
                     "scrypt(b'', salt=b'', n=2**20, r=8, p=1)", "pbkdf2_hmac('sha1', b'', b'', 1, 0)"):
            self.raised(f'hashlib.{code}', 'ValueError')
        self.raised("hashlib.scrypt(b'', n=2, r=1, p=1)", 'TypeError')

    # The library

    def test_library_has_its_sources(self):
        self.assertEqual(self.run_code("import json\njson.loads('{')").traceback, JSON_TRACEBACK)
        self.assertEqual(self.value('import inspect, textwrap\ninspect.getsource(textwrap.dedent).splitlines()[0]'),
                         "'def dedent(text):'")
        self.assertEqual(self.value('import os\nlen(inspect.getsource(os)) > 1000'), 'True')

    def test_paths(self):
        self.assertEqual(self.value(
            "import site, sys, sysconfig\nfor name in sysconfig.get_path_names():\n    print(name, sysconfig.get_path(name))\n"
            "sys.prefix, sys.exec_prefix, sys.base_prefix, site.getsitepackages(), sysconfig.get_config_var('LIBDEST')"),
            "('/', '/', '/', ['/lib/python3.13/site-packages'], '/lib/python3.13')")
        self.assertEqual(self.python.stdout.decode().split(), PATHS)
        self.assertEqual(self.value("[v for v in sysconfig.get_config_vars().values() if str(v).startswith('//')]"), '[]')

    def test_remainder_is_exact(self):
        picked = random.Random(1)
        anything = lambda: struct.unpack('<d', picked.randbytes(8))[0]
        alike = lambda: picked.choice((1, -1)) * picked.randrange(1, 10 ** picked.randrange(1, 17)) / picked.choice((1, 2, 3, 10, 1000))
        small = lambda: picked.randrange(1 << picked.randrange(1, 60)) * 5e-324
        numbers = [make() for make in (anything, alike, small) for _ in range(120)]
        numbers += [0.0, -0.0, 1.0, 0.1, float('inf'), -float('inf'), float('nan'), 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308]
        self.run_code(f"import struct\nnumbers = struct.unpack('<{len(numbers)}d', bytes.fromhex('{struct.pack(f'<{len(numbers)}d', *numbers).hex()}'))")
        self.run_code(REMAINDERS)
        wanted = dict(numbers=numbers)
        exec(REMAINDERS, wanted)
        self.assertEqual(self.value('digest'), repr(wanted['digest']))
        self.assertEqual(self.value('math.fmod(-6.0, 3), 1e308 % 7e-300, -7 % 3.5'), repr((-0.0, 1e308 % 7e-300, 0.0)))

    def test_compression(self):
        for name in ('zlib', 'bz2', 'lzma'):
            code = f"import {name} as m\nd = bytes(range(256)) * 400\nm.decompress(m.compress(d)) == d"
            self.assertEqual(self.value(code), 'True')

    def test_time_goes_on(self):
        self.assertLess(abs(float(self.value('import time\ntime.time()')) - time.time()), 5)
        self.assertEqual(self.value(
            'a = time.monotonic(), time.perf_counter()\ntime.sleep(0.02)\n'
            'time.monotonic() - a[0] >= 0.02, time.perf_counter() - a[1] >= 0.02, time.process_time() >= 0'),
            '(True, True, True)')

    def test_entropy_differs(self):
        code = 'import random, os, uuid\n[random.random(), os.urandom(4), uuid.uuid4()]'
        self.assertNotEqual(self.value(code), self.session().execute(code).value)

    def test_asyncio(self):
        code = ('import asyncio\nasync def f(n):\n    await asyncio.sleep(0.01)\n    return n\n'
                'async def main():\n    return await asyncio.gather(*map(f, range(3)))\nasyncio.run(main())')
        self.assertEqual(self.value(code), '[0, 1, 2]')

    def test_name_of_the_machine(self):
        self.assertEqual(self.value('import platform, socket\nsocket.gethostname(), platform.node()'), "('localhost', 'localhost')")

    def test_locks(self):
        self.run_code('import fcntl, os')
        self.assertEqual(self.value('fcntl.flock(0, fcntl.LOCK_EX | fcntl.LOCK_NB), fcntl.lockf(0, fcntl.LOCK_SH)'), '(None, None)')
        self.assertEqual(self.value('fcntl.fcntl(0, fcntl.F_GETFD), fcntl.fcntl(0, fcntl.F_GETFL) & os.O_NONBLOCK'), '(1, 0)')
        for code in 'fcntl.flock(99, fcntl.LOCK_UN)', 'fcntl.fcntl(99, fcntl.F_GETFD)', 'fcntl.fcntl(0, 999)':
            self.raised(code, 'OSError')

    def test_what_the_sandbox_lacks(self):
        for code, name in (("import subprocess\nsubprocess.run(['ls'])", 'FileNotFoundError'),
                           ("subprocess.run(['python3'], preexec_fn=print)", 'OSError'),
                           ("import socket\nsocket.create_connection(('127.0.0.1', 80))", 'OSError'),
                           ("socket.create_connection(('example.com', 80))", 'gaierror'),
                           ('import threading\nthreading.Thread(target=print).start()', 'RuntimeError'),
                           ('import ssl', 'ModuleNotFoundError')):
            with self.subTest(code):
                result = self.run_code(code)
                self.assertEqual((result.status, result.error_name), (RAISED, name), result)

    def test_help(self):
        self.run_code("help(len)\nhelp('for')")
        self.assertIn(b'Return the number of items in a container.', self.python.stdout)

    def test_help_behind_the_terminal(self):
        self.terminal()
        self.shown('help(len)\r')
        self.python.stdout = b''
        self.test_help()

    def test_every_module_of_the_library_is_there(self):
        names = ' '.join(LIBRARY)
        self.assertEqual(self.value(f"import importlib\n[n for n in '{names}'.split() if not importlib.import_module(n)]"), '[]')

    def test_alias_of_a_module_whoever_else_finds_modules(self):
        code = "import sys, collections\nsys.meta_path.append(type('Finder', (), {'find_spec': lambda *a: None})())"
        self.assertEqual(self.run_code(code).status, COMPLETED)
        self.assertEqual(self.value('from collections.abc import Sequence\nSequence.__name__'), "'Sequence'")

    def test_start_is_quick(self):
        times = []
        for _ in range(20):
            store = wasmtime.Store(self.engine)
            linker = wasi.Host({}, {}, 0, None, None, None, None, None).linker(store, self.module)
            began = time.perf_counter()
            linker.instantiate(store, self.module)
            times.append(time.perf_counter() - began)
        # A copied image would take tens of milliseconds.
        self.assertLess(sorted(times)[0], 0.01)


JSON_TRACEBACK = '''\
Traceback (most recent call last):
  File "<python-input-0>", line 2, in <module>
    json.loads('{')
    ~~~~~~~~~~^^^^^
  File "/lib/python3.13/json/__init__.py", line 352, in loads
    return _default_decoder.decode(s)
           ~~~~~~~~~~~~~~~~~~~~~~~^^^
  File "/lib/python3.13/json/decoder.py", line 345, in decode
    obj, end = self.raw_decode(s, idx=_w(s, 0).end())
               ~~~~~~~~~~~~~~~^^^^^^^^^^^^^^^^^^^^^^^
  File "/lib/python3.13/json/decoder.py", line 361, in raw_decode
    obj, end = self.scan_once(s, idx)
               ~~~~~~~~~~~~~~^^^^^^^^
json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)
'''
PATHS = '''stdlib /lib/python3.13 platstdlib /lib/python3.13 purelib /lib/python3.13/site-packages
platlib /lib/python3.13/site-packages include /include/python3.13 scripts /bin data /'''.split()
# Each recurses to the depth that CPython reaches on Linux, and gives 0.
THROUGH_C = {
    'cache': 'import functools\n@functools.lru_cache(None)\ndef f(n): return 0 if n < 1 else f(n - 1)\nf(3328)',
    'own comparison': 'class A:\n    n = 0\n    def __eq__(s, o):\n        A.n += 1\n        return A.n > 3328 or s == o\nint(A() != A())',
    'own attribute': 'class A:\n    n = 0\n    def __getattr__(s, k):\n        A.n += 1\n        return 0 if A.n > 3328 else s.z\nA().x',
    'property': 'class A:\n    n = 0\n    @property\n    def p(s):\n        A.n += 1\n        return 0 if A.n > 3328 else s.p\nA().p',
    'map': 'def f(n): return 0 if n < 1 else next(map(f, [n - 1]))\nf(3328)',
    'sort': 'def f(n): return 0 if n < 1 else sorted([n - 1], key=f)[0] * 0\nf(2490)',
    'own call': 'class A:\n    def __call__(s, n): return 0 if n < 1 else s(n - 1)\nA()(3328)',
    'own repr': "class A:\n    n = 0\n    def __repr__(s):\n        A.n += 1\n        return '' if A.n > 2490 else repr(s)\nlen(repr(A()))",
    'lists': 'l = []\nfor _ in range(9900): l = [l]\nlen(repr(l)) - 19802',
}
EDIT_DISTANCE = '''
import functools, random, sys
sys.setrecursionlimit(10000)
def distance(a, b):
    @functools.cache
    def d(i, j):
        if i == 0 or j == 0: return i + j
        return min(d(i - 1, j) + 1, d(i, j - 1) + 1, d(i - 1, j - 1) + (a[i - 1] != b[j - 1]))
    return d(len(a), len(b))
distance('ab' * 300, 'ac' * 300)
'''
# What the compiler recurses into, in depth N.
DEEP_SOURCE = {
    'attributes': "compile('a' + '.b' * N, '', 'exec')", 'calls': "compile('a' + '()' * N, '', 'exec')",
    'sum': "compile('a' + '+a' * N, '', 'exec')", 'power': "compile('1' + '**a' * N, '', 'exec')",
    'not': "compile('if ' + 'not ' * N + '1: pass', '', 'exec')", 'choice': "compile('1 if a else ' * N + '1', '', 'exec')",
    'functions': "compile('lambda:' * N + '1', '', 'exec')",
    'annotation': "compile('from __future__ import annotations\\nx: a' + '.b' * N, '', 'exec')",
    'tree': "import ast\ncompile(ast.parse('a' + '+a' * min(N, 5900)), '', 'exec')",
    'pattern': "compile('match x:\\n case ' + '[' * min(N, 190) + 'a' + ']' * min(N, 190) + ': pass', '', 'exec')",
}
REMAINDERS = '''
import hashlib, math, struct
def remainder(x, y):
    try: return struct.pack('<d', math.fmod(x, y))
    except ValueError: return b'-'
digest = hashlib.sha256(b''.join(remainder(x, y) for x in numbers for y in numbers if x == x and y == y)).hexdigest()
'''
LIBRARY = '''abc argparse array ast asyncio base64 bisect bz2 calendar cmath cmd code codecs collections concurrent.futures
configparser contextlib copy csv datetime dataclasses decimal difflib dis doctest email enum fractions functools gc getpass
glob graphlib gzip hashlib heapq hmac html http.client inspect io ipaddress itertools json linecache locale logging lzma math
mimetypes numbers operator optparse os pathlib pdb pickle platform pprint profile pydoc queue random re reprlib sched secrets
select shelve shlex shutil signal socket sqlite3 stat statistics string struct symtable sys sysconfig tarfile tempfile textwrap
threading time timeit tokenize tomllib traceback types typing unicodedata unittest urllib.parse urllib.request uuid warnings
weakref xml.etree.ElementTree zipfile zlib zoneinfo'''.split()


def fibonacci(n):
    a, b = 0, 1
    for _ in range(n):
        a, b = b, a + b
    return a


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('module')
    parser.add_argument('stdlib')
    parser.add_argument('--time', type=int, required=True, help='the time of the stdlib image, in seconds')
    options, rest = parser.parse_known_args()
    Smoke.engine = guest.new_engine()
    with open(options.module, 'rb') as file:
        Smoke.module = wasmtime.Module(Smoke.engine, file.read())
    Smoke.large_engine = guest.new_engine(guest.LARGE_STACK)
    Smoke.large_module = wasmtime.Module.deserialize(Smoke.large_engine, Smoke.module.serialize())
    Smoke.files = preinitialize.stdlib_files(options.stdlib)
    Smoke.mtime = options.time * 1_000_000_000
    if not unittest.main(argv=[sys.argv[0], *rest], exit=False).result.wasSuccessful():
        sys.exit(1)


if __name__ == '__main__':
    guest.on_large_stack(main)
