# Runs the file of numpy's tests that is NAME, such as lib.test_io; the value of the last line is [verdict, detail...] as JSON.
# Of a test with parameters that fails for some of them it says for how many of how many.

# What the tests import that there is not: C modules of their own, which the pack does without, and what a sandbox cannot have. What uses
# them is skipped, not the whole file.
ABSENT = (
    *(f'numpy._core._{name}' for name in (
        'multiarray_tests', 'multiarray_umath_tests', 'operand_flag_tests', 'rational_tests', 'simd', 'struct_ufunc_tests', 'umath_tests')),
    'ctypes', 'mmap',
)


def run(name):
    import collections
    import importlib.util
    import os
    import pathlib
    import sys
    import types

    import numpy
    import pytest

    root = pathlib.Path(importlib.util.find_spec('numpy_tests').submodule_search_locations[0])
    *folders, file = name.split('.')
    packages = ['.'.join(folders[:end]) for end in range(len(folders) + 1)]
    helped = {*packages, '_core', 'lib', 'linalg', 'random', 'testing'}

    class Skips(type):
        """Classes that skip the test that wants something of them; while tests are gathered they do nothing."""

        running = False

        def skip(cls, *_, **__):
            if Skips.running:
                pytest.skip(f'needs {cls.__module__}')
            return cls

        def __getattr__(cls, name):
            if name.startswith('_') or name == 'dtype':
                raise AttributeError(name)
            return cls.skip()

        __call__ = __mul__ = __rmul__ = __mod__ = __rmod__ = skip

    class StandIn(types.ModuleType):

        def __getattr__(self, attribute):
            if attribute.startswith('__'):
                raise AttributeError(attribute)
            return Skips(attribute, (), {'__module__': self.__name__, '__init_subclass__': classmethod(Skips.skip)})

    class Results:
        """What pytest tells, in place of its own output."""

        def __init__(self):
            self.outcomes = {}
            self.texts = {}
            self.skipped = []
            self.unloaded = []

        def pytest_runtest_logstart(self):
            Skips.running = True

        def pytest_runtest_logfinish(self):
            Skips.running = False

        def pytest_collectreport(self, report):
            if report.failed:
                self.unloaded.append(str(report.longrepr))
            elif report.skipped:
                self.skipped.append(report.longrepr[2])

        def pytest_runtest_logreport(self, report):
            if report.failed:
                self.outcomes[report.nodeid] = 'failed'
                self.texts.setdefault(report.nodeid.partition('[')[0], str(report.longrepr))
            elif report.skipped:
                self.outcomes[report.nodeid] = 'skipped'
                self.skipped.append(report.longrepr[2] if isinstance(report.longrepr, tuple) else 'expected to fail')
            else:
                self.outcomes.setdefault(report.nodeid, 'passed')

        def failing(self):
            total, failed = collections.Counter(), collections.Counter()
            for node, outcome in self.outcomes.items():
                test = node.partition('[')[0]
                total[test] += 1
                failed[test] += outcome == 'failed'
            for test, count in failed.items():
                if count:
                    short = '.'.join(test.split('::')[1:])
                    yield short if count == total[test] else f'{short}:{count}of{total[test]}'

    for module in ABSENT:
        sys.modules[module] = StandIn(module)
        parent, _, last = module.rpartition('.')
        if parent:
            setattr(numpy._core, last, sys.modules[module])
    # pytest's configuration asks it around every test.
    sys.modules['numpy._core._multiarray_tests'].get_fpu_mode = lambda: 0
    for package in helped:
        where = root.joinpath('numpy', *package.split('.')) if package else root / 'numpy'
        try:
            importlib.import_module('.'.join(['numpy', package] if package else ['numpy'])).__path__.append(str(where))
        except ModuleNotFoundError as missing:
            return ['skips', str(missing)]

    os.chdir('/tmp')
    results = Results()
    code = pytest.main([
        str(root.joinpath('numpy', *folders, 'tests', file + '.py')), '-c', str(root / 'pytest.ini'), '--rootdir', str(root),
        '-o', 'addopts=', '--strict-markers', '--assert=plain', '--capture=sys', '--hypothesis-profile=np.test() profile',
        *(f'-pno:{plugin}' for plugin in ('terminal', 'cacheprovider', 'faulthandler', 'logging', 'unraisableexception', 'threadexception')),
    ], plugins=[results])
    counts = collections.Counter(results.outcomes.values())
    print('##', *(f'{counts[kind]} {kind}' for kind in ('passed', 'skipped', 'failed') if counts[kind]), file=sys.__stdout__)
    if results.unloaded or code in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
        print(*results.unloaded, file=sys.__stderr__)
        return ['fails', 'load']
    if failing := sorted(results.failing()):
        for test, text in results.texts.items():
            print('##', test, text, file=sys.__stderr__)
        return ['fails', *failing]
    if not counts['passed']:
        return ['skips', results.skipped[0] if results.skipped else 'no tests']
    return ['passes', str(counts['passed']), str(counts['skipped'])]


def dumped(verdict):
    import json
    return json.dumps(verdict)


RESULT = dumped(run(NAME))
