"""Tests of `bump`: the lock changes only when every step passes."""
import os
import signal
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import bump as subject
import lock as locks
import wheels

NEW = locks.Lock('99.1.2', {'linux-x86_64': locks.Library(
    'linux-x86_64', 'manylinux1_x86_64', '1' * 64, 'wasmtime/_libwasmtime.so', '2' * 64, 3)})


def python(program):
    return subject.Step('trying it', [sys.executable, '-c', program])


class Bump(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='test-bump-')
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, 'libwasmtime.lock')
        self.marker = os.path.join(folder.name, 'marker')
        with open(self.path, 'w', encoding='utf-8') as file:
            file.write('the old lock')
        output = mock.patch('builtins.print')
        output.start()
        self.addCleanup(output.stop)

    def content(self):
        with open(self.path, encoding='utf-8') as file:
            return file.read()

    def test_the_steps_see_the_new_lock_and_it_stays(self):
        sees = python(f'import sys; sys.exit("99.1.2" not in open({self.path!r}).read())')
        subject.bump(NEW, self.path, [sees])
        self.assertEqual(locks.text(NEW), self.content())

    def test_the_steps_must_not_skip_the_engine(self):
        asks = python('import os, sys; sys.exit(os.environ["SERPENTARIUM_REQUIRE_FFM"] != "true")')
        subject.bump(NEW, self.path, [asks])
        self.assertEqual(locks.text(NEW), self.content())

    def test_a_step_that_fails_puts_the_old_lock_back_and_ends_it(self):
        steps = [python('raise SystemExit(7)'), python(f'open({self.marker!r}, "w")')]
        with self.assertRaisesRegex(subject.BumpFailed, 'trying it failed with exit code 7'):
            subject.bump(NEW, self.path, steps)
        self.assertEqual('the old lock', self.content())
        self.assertFalse(os.path.exists(self.marker))

    def test_a_program_that_is_missing_puts_the_old_lock_back(self):
        with self.assertRaisesRegex(subject.BumpFailed, 'no-such-program'):
            subject.bump(NEW, self.path, [subject.Step('trying it', ['no-such-program'])])
        self.assertEqual('the old lock', self.content())

    @unittest.skipUnless(os.name == 'posix', 'signals are of POSIX')
    def test_an_interrupt_puts_the_old_lock_back(self):
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGINT, before)
        interrupts = python(f'import os; os.kill({os.getpid()}, {int(signal.SIGINT)})')
        with self.assertRaises(KeyboardInterrupt):
            subject.bump(NEW, self.path, [interrupts, python('import time; time.sleep(60)')])
        self.assertEqual('the old lock', self.content())

    def test_every_platform_must_have_a_library(self):
        with mock.patch.object(wheels, 'download', side_effect=wheels.DownloadFailed('no such version')):
            with self.assertRaisesRegex(subject.BumpFailed, 'linux-x86_64: no such version'):
                subject.downloaded('99.1.2')

    def test_it_pins_the_platforms_that_the_lock_has(self):
        self.assertEqual(set(locks.read().libraries), set(subject.PLATFORMS))

    def test_the_documents_name_the_pinned_version(self):
        for name in ('README.md', 'SECURITY.md'):
            with self.subTest(name=name), open(os.path.join(subject.ROOT, name), encoding='utf-8') as file:
                self.assertIn(f'| `ffm` | {locks.read().version}', file.read())

    def test_what_is_not_a_version_changes_nothing(self):
        before = locks.sha256(locks.PATH)
        done = subprocess.run([sys.executable, '-B', os.path.join(HERE, 'bump.py'), 'newest'], capture_output=True,
                              encoding='utf-8', check=False)
        self.assertEqual(1, done.returncode)
        self.assertIn('newest', done.stderr)
        self.assertEqual(before, locks.sha256(locks.PATH))


if __name__ == '__main__':
    unittest.main()
