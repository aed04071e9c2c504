# Runs the file of CPython's tests that is NAME; the value of the last line is [verdict, detail...] as JSON.
def run(name):
    import importlib
    import json
    import unittest

    from test import support

    support.use_resources = []
    support.verbose = False

    def short(test):
        case = getattr(test, 'test_case', test)
        return case.id().replace(f'test.{name}.', '').replace(' ', '')

    def run_all():
        try:
            module = importlib.import_module(f'test.{name}')
            loader = unittest.TestLoader()
            suite = loader.loadTestsFromModule(module)
            if loader.errors:
                return ['fails', 'load']
            result = unittest.TestResult()
            suite.run(result)
        except unittest.SkipTest as skip:
            return ['skips', str(skip)]
        bad = {short(test) for test, _ in result.failures + result.errors}
        bad.update(map(short, result.unexpectedSuccesses))
        if bad:
            import sys
            for test, text in result.failures + result.errors:
                print('##', short(test), text, file=sys.stderr)
            return ['fails', *sorted(bad)]
        if result.skipped and len(result.skipped) >= result.testsRun:
            return ['skips', result.skipped[0][1]]
        return ['passes', str(result.testsRun), str(len(result.skipped))]

    def below(frames):
        """As deep as below CPython's own runner, whose frames test_tracemalloc counts."""
        return below(frames - 1) if frames else run_all()

    return json.dumps(below(10))


RESULT = run(NAME)
