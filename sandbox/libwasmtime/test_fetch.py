"""Tests of `fetch`: against the package index (skipped where it cannot be reached) and offline, from a folder."""
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import unittest
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import fetch as subject
import lock as locks

VERSION = '99.1.2'
PLATFORM = 'linux-x86_64'
TAG = 'manylinux1_x86_64'
POSIX = os.name == 'posix'


def write_wheel(folder, library, path='wasmtime/linux-x86_64/_libwasmtime.so'):
    """A wheel as the index has it, with one library of the given bytes."""
    name = os.path.join(folder, f'wasmtime-{VERSION}-py3-none-{TAG}.whl')
    information = f'wasmtime-{VERSION}.dist-info'
    with zipfile.ZipFile(name, 'w') as archive:
        archive.writestr(path, library)
        archive.writestr(f'{information}/METADATA', f'Metadata-Version: 2.1\nName: wasmtime\nVersion: {VERSION}\n')
        archive.writestr(f'{information}/WHEEL', f'Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-{TAG}\n')
        archive.writestr(f'{information}/RECORD', '')
    return name


class Case(unittest.TestCase):
    """A cache, a folder of wheels and a lock, each of the test's own, and no network."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix='test-fetch-')
        self.addCleanup(shutil.rmtree, self.folder)
        self.cache = os.path.join(self.folder, 'cache')
        self.wheels = os.path.join(self.folder, 'wheels')
        self.lock = os.path.join(self.folder, 'libwasmtime.lock')
        os.mkdir(self.wheels)
        self.environment = dict(
            os.environ, SERPENTARIUM_CACHE=self.cache, PIP_NO_INDEX='1', PIP_FIND_LINKS=self.wheels)

    def pin(self, library):
        with open(self.lock, 'w', encoding='utf-8') as file:
            file.write(locks.text(locks.Lock(VERSION, {PLATFORM: library})))

    def pin_wheel(self, library=b'a library'):
        self.pin(locks.library_of(PLATFORM, write_wheel(self.wheels, library)))

    def command(self, *arguments):
        return [os.path.join(HERE, 'fetch'), '--lock', self.lock, '--platform', PLATFORM, *arguments]

    def fetch(self, *arguments):
        return subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, encoding='utf-8', check=False)

    def assert_fails(self, done, code, *words):
        self.assertEqual(code, done.returncode, done.stderr)
        self.assertEqual(1, len(done.stderr.splitlines()), done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def cached(self):
        return os.path.join(self.cache, 'libwasmtime', f'{VERSION}-{PLATFORM}', 'libwasmtime.so')

    def content(self, path):
        with open(path, 'rb') as file:
            return file.read()

    def assert_nothing_kept(self):
        kept = [name for _, _, names in os.walk(self.cache) for name in names]
        self.assertEqual([], kept)


class Offline(Case):

    def test_takes_the_library_out_of_the_wheel(self):
        self.pin_wheel(b'the bytes')
        done = self.fetch()
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('is fetched', done.stdout)
        self.assertEqual(b'the bytes', self.content(self.cached()))

    @unittest.skipUnless(POSIX, 'modes are of POSIX')
    def test_closes_folder_and_file_to_others(self):
        self.pin_wheel()
        self.fetch()
        folder = os.path.dirname(self.cached())
        self.assertEqual(0o700, stat.S_IMODE(os.stat(folder).st_mode))
        self.assertEqual(0o500, stat.S_IMODE(os.stat(self.cached()).st_mode))
        os.chmod(folder, 0o777)
        self.fetch()
        self.assertEqual(0o700, stat.S_IMODE(os.stat(folder).st_mode))

    def test_a_second_run_needs_no_wheel(self):
        self.pin_wheel()
        self.fetch()
        shutil.rmtree(self.wheels)
        done = self.fetch()
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('there already', done.stdout)

    def test_replaces_a_library_that_was_changed(self):
        self.pin_wheel(b'right')
        self.fetch()
        os.chmod(self.cached(), 0o700)
        with open(self.cached(), 'wb') as file:
            file.write(b'wrong')
        self.assertEqual(0, self.fetch().returncode)
        self.assertEqual(b'right', self.content(self.cached()))

    def test_refuses_a_wheel_of_another_sha256(self):
        self.pin_wheel(b'what was pinned')
        write_wheel(self.wheels, b'what the index has now')
        self.assert_fails(self.fetch(), subject.HASH_DIFFERS, 'wheel', 'sha256')
        self.assert_nothing_kept()

    def test_refuses_a_library_of_another_sha256(self):
        library = locks.library_of(PLATFORM, write_wheel(self.wheels, b'a library'))
        self.pin(library._replace(sha256='0' * 64))
        self.assert_fails(self.fetch(), subject.HASH_DIFFERS, library.path, 'sha256')
        self.assert_nothing_kept()

    def test_says_that_a_version_cannot_be_downloaded(self):
        self.pin_wheel()
        os.unlink(os.path.join(self.wheels, f'wasmtime-{VERSION}-py3-none-{TAG}.whl'))
        self.assert_fails(self.fetch(), subject.DOWNLOAD, f'wasmtime=={VERSION}')
        self.assert_nothing_kept()

    def test_says_that_a_platform_has_no_library(self):
        self.pin_wheel()
        done = self.fetch('--platform', 'linux-musl-x86_64')
        self.assert_fails(done, subject.UNSUPPORTED, 'linux-musl-x86_64', '--engine=jni')

    def test_says_that_the_index_cannot_be_reached(self):
        self.pin_wheel()
        with socket.socket() as closed:
            closed.bind(('127.0.0.1', 0))
            self.environment.update(
                PIP_INDEX_URL=f'http://127.0.0.1:{closed.getsockname()[1]}/simple', PIP_RETRIES='0')
            self.environment.update(PIP_NO_INDEX='0', PIP_FIND_LINKS='', PIP_CONFIG_FILE=os.devnull)
            self.environment.pop('PIP_EXTRA_INDEX_URL', None)
            self.assert_fails(self.fetch(), subject.NO_NETWORK, 'cannot be reached')
        self.assert_nothing_kept()

    def test_says_which_package_brings_pip(self):
        self.pin_wheel()
        self.use_python('exec "{python}" -S "$@"')
        self.assert_fails(self.fetch(), subject.NO_PIP, 'python3-pip')

    def test_says_that_there_is_no_python(self):
        self.pin_wheel()
        self.use_python('exit 127')
        self.assert_fails(self.fetch(), subject.NO_PIP, 'python3')

    def use_python(self, script):
        """Puts a python3 of that script on a PATH that has nothing else but what `fetch` itself calls."""
        folder = os.path.join(self.folder, 'bin')
        os.mkdir(folder)
        for tool in ('bash', 'dirname', 'readlink'):
            os.symlink(shutil.which(tool), os.path.join(folder, tool))
        python = os.path.join(folder, 'python3')
        with open(python, 'w', encoding='utf-8') as file:
            file.write(f'#!{shutil.which("bash")}\n{script.format(python=os.path.realpath(sys.executable))}\n')
        os.chmod(python, 0o755)
        self.environment['PATH'] = folder

    @unittest.skipUnless(POSIX and os.geteuid() == 0, 'only root can give a folder away')
    def test_refuses_a_folder_of_another_user(self):
        self.pin_wheel()
        os.makedirs(os.path.dirname(self.cached()))
        os.chown(os.path.dirname(self.cached()), 12345, 12345)
        self.assert_fails(self.fetch(), subject.FOLDER, 'another user')

    def test_says_that_the_cache_cannot_be_made(self):
        self.pin_wheel()
        with open(self.cache, 'w', encoding='utf-8'):
            pass
        self.assert_fails(self.fetch(), subject.FOLDER, 'cannot be used')

    def test_two_at_once_both_end_well(self):
        self.pin_wheel(bytes(8 << 20))
        both = [subprocess.Popen(self.command(), env=self.environment, stdout=subprocess.DEVNULL) for _ in range(2)]
        self.assertEqual([0, 0], [one.wait() for one in both])
        self.assertEqual(['libwasmtime.so'], os.listdir(os.path.dirname(self.cached())))
        self.assertEqual(bytes(8 << 20), self.content(self.cached()))

    def test_puts_the_library_into_a_folder_for_everybody(self):
        self.pin_wheel(b'the bytes')
        dest = os.path.join(self.folder, 'image')
        self.assertEqual(0, self.fetch('--dest', dest).returncode)
        path = os.path.join(dest, 'libwasmtime.so')
        self.assertEqual(b'the bytes', self.content(path))
        if POSIX:
            self.assertEqual(0o555, stat.S_IMODE(os.stat(path).st_mode))
        self.assertFalse(os.path.exists(self.cache))

    def test_says_that_the_lock_is_damaged(self):
        with open(self.lock, 'w', encoding='utf-8') as file:
            file.write('version 99.1.2 and more\n')
        self.assert_fails(self.fetch(), 1, 'libwasmtime.lock:1')

    def test_prints_the_path_and_fetches_nothing(self):
        self.pin_wheel()
        done = self.fetch('--print')
        self.assertEqual((0, self.cached() + '\n'), (done.returncode, done.stdout))
        self.assertFalse(os.path.exists(self.cache))


class Lock(Case):

    def test_reads_what_it_writes(self):
        library = locks.library_of(PLATFORM, write_wheel(self.wheels, b'a library'))
        self.pin(library)
        self.assertEqual(locks.Lock(VERSION, {PLATFORM: library._replace(size=0)}), locks.read(self.lock))

    def test_refuses_a_line_that_it_does_not_know(self):
        for line in ('version', 'library linux-x86_64 tag', 'something else', f'version {VERSION}'):
            with self.subTest(line=line):
                self.pin_wheel()
                with open(self.lock, 'a', encoding='utf-8') as file:
                    file.write(line + '\n')
                self.assertRaises(locks.LockError, locks.read, self.lock)

    def test_refuses_a_wheel_without_a_library(self):
        wheel = write_wheel(self.wheels, b'', path='wasmtime/bindings.py')
        self.assertRaises(locks.LockError, locks.library_of, PLATFORM, wheel)

    def test_the_committed_lock_names_every_platform(self):
        names = {f'{system}-{processor}' for system in ('linux', 'macos', 'windows') for processor in
                 ('x86_64', 'aarch64')}
        self.assertEqual(names, set(locks.read().libraries))


class Online(Case):

    def test_fetches_the_pinned_library_from_the_index(self):
        for name in ('PIP_NO_INDEX', 'PIP_FIND_LINKS'):
            self.environment.pop(name)
            if name in os.environ:
                self.environment[name] = os.environ[name]
        command = [os.path.join(HERE, 'fetch')]
        done = subprocess.run(command, env=self.environment, capture_output=True, encoding='utf-8', check=False)
        if done.returncode == subject.NO_NETWORK:
            self.skipTest('the package index cannot be reached')
        if subject.this_platform() not in locks.read().libraries:
            self.skipTest('no library for this platform')
        self.assertEqual(0, done.returncode, done.stderr)
        path = done.stdout.strip().split(': ')[-1]
        self.assertEqual(locks.read().libraries[subject.this_platform()].sha256, locks.sha256(path))


if __name__ == '__main__':
    unittest.main()
