"""Tests of `check-affected` and of the committed list."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import affected as subject

HEAD = 'until 2026-01-02\ncarries jni 7.0.1\n'
ADVISORY = 'advisory GHSA-aaaa-bbbb-cccc CVE-2026-1\nabout a hole\naffected <6.0.2 | >=50.0.0 <50.0.2\npatched 6.0.2 50.0.2\n'
LIBRARY = f'library linux-x86_64 tag {"0" * 64} wasmtime/_libwasmtime.so {"0" * 64}\n'


class Ranges(unittest.TestCase):

    def test_a_bound_is_in_or_out_as_it_is_written(self):
        ranges = '<6.0.2 | >=7.0.0 <7.0.1 | >8.0.0 <=8.0.1'
        inside = ('0.1.0', '6.0.1', '7.0.0', '8.0.1')
        outside = ('6.0.2', '6.10.0', '7.0.1', '8.0.0', '8.0.2', '10.0.0')
        self.assertEqual(list(inside), [v for v in inside + outside if subject.in_range(v, ranges)])

    def test_refuses_what_is_not_a_range(self):
        for ranges in ('', '<6.0', '6.0.2', '<6.0.2 |', '~6.0.2', '<a.b.c'):
            with self.subTest(ranges=ranges):
                self.assertRaises(subject.ListError, subject.in_range, '6.0.2', ranges)


class Check(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='test-affected-')
        self.addCleanup(folder.cleanup)
        self.list = os.path.join(folder.name, 'affected-versions')
        self.lock = os.path.join(folder.name, 'libwasmtime.lock')

    def check(self, text, pinned):
        with open(self.list, 'w', encoding='utf-8') as file:
            file.write(text)
        with open(self.lock, 'w', encoding='utf-8') as file:
            file.write(f'version {pinned}\n{LIBRARY}')
        return subprocess.run(
            [os.path.join(HERE, 'check-affected'), '--list', self.list, '--lock', self.lock],
            capture_output=True, encoding='utf-8', check=False)

    def assert_refused(self, done, *words):
        self.assertEqual(1, done.returncode, done.stdout + done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_a_pinned_version_in_a_range_fails(self):
        done = self.check(HEAD + ADVISORY, '50.0.1')
        self.assert_refused(done, 'ffm', '50.0.1', 'GHSA-aaaa-bbbb-cccc', '50.0.2')

    def test_a_pinned_version_outside_passes(self):
        done = self.check(HEAD + ADVISORY, '50.0.2')
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('ffm: Wasmtime 50.0.2, named by 0 of 1', done.stdout)
        self.assertIn('2026-01-02', done.stdout)

    def test_a_written_reason_passes(self):
        done = self.check(HEAD + ADVISORY + 'ffm not-reached: we do no such thing\n', '50.0.1')
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('we do no such thing', done.stdout)

    def test_the_reason_of_one_engine_is_not_that_of_the_other(self):
        done = self.check(HEAD + ADVISORY + 'jni not-reached: we do no such thing\n', '50.0.1')
        self.assert_refused(done, 'ffm')

    def test_what_reaches_the_engine_that_can_be_patched_is_not_accepted(self):
        done = self.check(HEAD + ADVISORY + 'ffm accepted: it may crash\n', '50.0.1')
        self.assert_refused(done, 'ffm')

    def test_the_engine_that_cannot_be_patched_needs_a_reason_or_a_consequence(self):
        text = HEAD.replace('7.0.1', '6.0.1') + ADVISORY
        self.assert_refused(self.check(text, '50.0.2'), 'jni', '6.0.1')
        done = self.check(text + 'jni accepted: it may crash\n', '50.0.2')
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('accepted: it may crash', done.stdout)

    def test_a_damaged_list_fails(self):
        for text in ('', ADVISORY, HEAD, HEAD + 'about a hole\n', HEAD + ADVISORY + 'ffm not-reached:\n',
                     HEAD + ADVISORY + 'ffm perhaps: not\n', HEAD + 'advisory GHSA-aaaa-bbbb-cccc\nabout a hole\n',
                     HEAD + ADVISORY + 'affected <1.0.0\n', HEAD + ADVISORY.replace('<6.0.2', '6.0.2')):
            with self.subTest(text=text):
                self.assert_refused(self.check(text, '50.0.2'), 'check-affected: ')


class Committed(unittest.TestCase):

    def test_the_pinned_versions_are_excused(self):
        done = subprocess.run(
            [os.path.join(HERE, 'check-affected')], capture_output=True, encoding='utf-8', check=False)
        self.assertEqual(0, done.returncode, done.stderr)

    def test_every_patched_version_is_outside_the_ranges(self):
        for advisory in subject.read().advisories:
            for version in advisory.fields['patched'].split():
                with self.subTest(advisory=advisory.names[0], version=version):
                    self.assertFalse(advisory.affects(version))

    def test_no_advisory_is_there_twice(self):
        names = [name for advisory in subject.read().advisories for name in advisory.names]
        self.assertEqual(len(set(names)), len(names))

    def test_it_is_about_the_binding_that_the_build_takes(self):
        with open(os.path.join(HERE, '..', '..', 'pom.xml'), encoding='utf-8') as file:
            version = re.search('<wasmtime-java.version>(.*?)</wasmtime-java.version>', file.read())[1]
        with open(subject.LIST, encoding='utf-8') as file:
            self.assertIn(f'wasmtime-java {version}\n', file.read())


if __name__ == '__main__':
    unittest.main()
