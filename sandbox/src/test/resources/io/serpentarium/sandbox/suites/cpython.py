# Runs the file of CPython's tests that is NAME; the value of the last line is [verdict, detail...] as JSON.

# CPython skips these on WASI for want of sockets, which few of their tests need or none.
WITHOUT_SOCKETS = {
    'test_asyncgen', 'test_contextlib_async', 'test_pdb', 'test_sys_settrace', 'test_type_params', 'test_unittest',
    *(f'test_asyncio.test_{part}' for part in (
        'base_events', 'buffered_proto', 'context', 'eager_task_factory', 'futures', 'futures2', 'locks', 'pep492',
        'protocols', 'queues', 'selector_events', 'staggered', 'taskgroups', 'tasks', 'timeouts', 'transports', 'waitfor')),
}

# These look into the C modules instead of calling them.
AS_THEY_ARE = {'test_import', 'test_monitoring'}


def run(name):
    import importlib
    import json
    import re
    import sys
    import types
    import unittest

    from test import support

    support.use_resources = []
    support.verbose = False
    support.has_socket_support = name in WITHOUT_SOCKETS
    # CPython's own answers None without a C module that is not built in, and None decorates nothing.
    support.skip_if_suppress_immortalization = lambda: lambda test: test

    class StandIn(types.ModuleType):
        """For a C module of tests, or a module left out of the library: what needs it is skipped, not the whole file."""

        def __getattr__(self, attribute):
            if attribute.startswith('__'):
                raise AttributeError(attribute)
            raise unittest.SkipTest(f'needs {self.__name__}')

    def missing(text):
        """The module of these that is missing by the end of a message."""
        found = re.search(r"No module named '(_test\w+|venv|ensurepip)'\s*\Z", text)
        return found and found[1]

    def load():
        try:
            return importlib.import_module(f'test.{name}')
        except (ImportError, unittest.SkipTest) as failure:
            absent = missing(str(failure))
            if absent is None or absent in sys.modules or name in AS_THEY_ARE:
                raise
            sys.modules[absent] = StandIn(absent)
            return load()

    def short(test):
        case = getattr(test, 'test_case', test)
        return case.id().replace(f'test.{name}.', '').replace(' ', '')

    def run_all():
        try:
            module = load()
            loader = unittest.TestLoader()
            suite = loader.loadTestsFromModule(module)
            if loader.errors:
                return ['fails', 'load']
            result = unittest.TestResult()
            suite.run(result)
        except unittest.SkipTest as skip:
            return ['skips', str(skip)]
        bad = [(test, text) for test, text in result.failures + result.errors if missing(text) is None]
        skipped = len(result.skipped) + len(result.failures + result.errors) - len(bad)
        names = {short(test) for test, _ in bad} | set(map(short, result.unexpectedSuccesses))
        if names:
            for test, text in bad:
                print('##', short(test), text, file=sys.stderr)
            return ['fails', *sorted(names)]
        if result.skipped and skipped >= result.testsRun:
            return ['skips', result.skipped[0][1]]
        return ['passes', str(result.testsRun), str(skipped)]

    def below(frames):
        """As deep as below CPython's own runner, whose frames test_tracemalloc counts."""
        return below(frames - 1) if frames else run_all()

    return json.dumps(below(10))


RESULT = run(NAME)
