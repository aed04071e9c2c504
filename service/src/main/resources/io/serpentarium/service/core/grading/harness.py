"""Loads a submission and judges it by tests, in the interpreter that runs the submission.

Executed once for each node as a cell; `grade` is what later cells call. Its namespace is that of cells, which no program can
reach: `__main__` in sys.modules is another module then, frames are refused to programs by an audit hook, which nothing can take
away, and what lists all objects is refused too. A report begins with the nonce of its call.
"""
import builtins

# Functions take their built-ins from here: those that a submission replaces are its own.
__builtins__ = dict(vars(builtins))

import sys

_started = frozenset(sys.modules)

import gc, importlib.machinery, linecache, os, posix, traceback, types
import _frozen_importlib as _bootstrap
from _json import encode_basestring_ascii as _quoted
from _operator import is_ as _is

FOLDER = '/sandbox'
MOST = 60_000

true, false, null = True, False, None

_getframe, _linecache, _builtins = sys._getframe, linecache.cache, dict(vars(builtins))
_TracebackException, _TracebackType = traceback.TracebackException, types.TracebackType
_CodeType, _FunctionType, _ModuleType = types.CodeType, types.FunctionType, types.ModuleType
_language = {name: value for name, value in _builtins.items() if name not in ('print', 'input', 'open')}
_walks = frozenset((traceback.walk_tb.__code__, traceback._walk_tb_with_full_positions.__code__))
_shelf, _images = (_bootstrap._find_and_load.__globals__.get(name, {}) for name in ('_shelf', '_images'))
_loader, _module_spec = importlib.machinery.SourceFileLoader, importlib.machinery.ModuleSpec
_own = globals()
_tools = {'__name__': 'tools', '__builtins__': dict(vars(builtins))}
_state = {'busy': False, 'hooked': False, 'module': None, 'suite': None}
_library, _sealed_spaces, _readers, _harmless = [], [], set(), set()


class Report(str):
    __slots__ = ()
    __repr__ = str.__str__


def prepare(code, modules):
    """Makes the tools with modules of the library, and leaves sys.modules as a program finds it."""
    exec(code, _tools)
    _tools['add'](modules)
    _sealed_spaces.extend(_seal())
    _readers.update(_readers_of_tracebacks())
    _harmless.update(_library_users_of_frames())
    _refuse_signal_handlers()
    _library.extend((space, dict(space)) for space in map(vars, _watched()))
    for name in [name for name in sys.modules if name not in _started]:
        module = sys.modules.pop(name)
        if _images.get(name) is module:
            _shelf[name] = module
    _linecache.clear()
    gc.collect()
    gc.freeze()


def _refuse_signal_handlers():
    """A handler is given the frame that it interrupts, which no audit event tells of.

    What stands in for `signal` raises ValueError, as in a thread; it is written in C, since a function would lead here.
    """
    import _signal, signal
    vars(signal.signal).pop('__wrapped__', None)
    _signal.signal = 'a submission has no signal handlers {'.format


def _watched():
    """Returns the modules and classes that the tools rely on."""
    yield from (sys.modules[name] for name in sys.modules.keys() & {
        'ast', 'collections', 'copy', 'decimal', 'fractions', 'functools', 'inspect', 'itertools', 'linecache', 'math', 'operator',
        're', 'statistics', 'string', 'traceback', 'types', 'warnings', 'contextlib', 'difflib', 'pprint', 'reprlib'})
    yield from (module for name, module in {**_shelf, **sys.modules}.items()
                if name.partition('.')[0] == 'numpy' or name == 'pandas' or name.startswith(('pandas.testing', 'pandas._testing')))


def _repair():
    """Undoes what the submission did to the library that the tests rely on."""
    del gc.callbacks[:]
    if not _is_same(vars(builtins), _language):
        vars(builtins).update(_language)
    for space, before in _library:
        if not _is_same(space, before):
            space.update(before)


def _is_same(space, before):
    """Whether all that was there is; no value is asked whether it is equal."""
    return all(map(_is, before.values(), map(space.get, before)))


def silence_input():
    """Makes `input` write no prompt, for programs whose prompts are not compared."""
    original = builtins.input

    def input(prompt='', /):
        return original()
    input.__module__ = 'builtins'
    input.__qualname__ = 'input'
    builtins.input = input


def _seal():
    """What must be as it was when a verdict of a file of tests is told."""
    case = _tools['TestCase']
    spaces = _tools, {} if case is None else vars(case), _tools['MODULES'], vars(_tools['MODULES']['pytest']), vars(_tools['Approx']), \
        _tools['PRISTINE']
    return [(space, dict(space)) for space in spaces]


def _is_sealed():
    return all(_is_same(space, before) and len(space) == len(before) for space, before in _sealed_spaces)


# --- What programs are refused ------------------------------------------------------------------------------------------

_REFUSED = frozenset(('gc.get_objects', 'gc.get_referrers', 'gc.get_referents', 'sys.settrace', 'sys.setprofile',
                      'sys.monitoring.register_callback', 'sys._current_frames', 'sys._current_exceptions', 'sys.addaudithook'))
_FRAMES = frozenset(('tb_frame', 'gi_frame', 'cr_frame', 'ag_frame'))
_CODES = frozenset(('__code__', 'gi_code', 'cr_code', 'ag_code', 'f_code'))
_test_files = set()


def _hook(event, args):
    if _state['busy']:
        return
    if event == 'object.__getattr__':
        name = args[1]
        if name not in _FRAMES and name not in _CODES:
            return
    elif event not in _WATCHED:
        return
    _state['busy'] = True
    try:
        caller = _getframe(1)
        if _is_harness(caller):
            return
        if event == 'object.__getattr__':
            if caller.f_code in _harmless or caller.f_code in _readers or (
                    caller.f_code in _walks and caller.f_back is not None and caller.f_back.f_code in _readers):
                return
            if name in _CODES:
                if name == '__code__' and not _is_ours(args[0].__code__):
                    return
                if name != '__code__' and not _is_ours(getattr(args[0], name)):
                    return
            raise RuntimeError(f'{name} is not to be had while a submission is graded')
        if event == 'sys._getframe':
            if caller.f_code in _harmless:
                return
            raise ValueError('call stack is not deep enough')
        if event == 'object.__setattr__' and not (type(args[0]) is _FunctionType and (
                args[0].__globals__ is _own or args[0].__globals__ is _tools or _is_ours(args[0].__code__))):
            return
        raise RuntimeError(f'{event} is not to be had while a submission is graded')
    finally:
        _state['busy'] = False


_WATCHED = _REFUSED | {'sys._getframe', 'object.__setattr__'}


def _is_ours(code):
    return type(code) is _CodeType and (code.co_filename in _test_files or code.co_filename == '<harness>')


def _codes_of(*codes):
    left, found = list(codes), set()
    while left:
        code = left.pop()
        found.add(code)
        left.extend(each for each in code.co_consts if type(each) is _CodeType)
    return found


def _readers_of_tracebacks():
    return _codes_of(*(function.__code__ for function in vars(traceback.StackSummary).values()
                       if isinstance(function, _FunctionType)),
                     *(function.__func__.__code__ for function in vars(traceback.StackSummary).values()
                       if isinstance(function, classmethod)),
                     *(function.__code__ for function in vars(traceback.TracebackException).values()
                       if isinstance(function, _FunctionType)))


def _library_users_of_frames():
    """Code that looks at frames and code, and hands neither on."""
    import collections, enum, inspect, typing
    return _codes_of(collections.namedtuple.__code__, typing._caller.__code__, inspect._has_code_flag.__code__,
                     inspect._signature_from_function.__code__, *(
        function.__code__ for kind in (enum.EnumType, enum._EnumDict, enum.Enum) for function in vars(kind).values()
        if isinstance(function, _FunctionType)))




# --- The submission -----------------------------------------------------------------------------------------------------


def grade(nonce, request):
    """Performs the task of one execution, and reports the outcome."""
    for name in [name for name in _linecache if name.startswith('<python-input')]:
        del _linecache[name]
    report = _DO[request['do']](request)
    return Report(nonce + _json(report))


def check(nonce, file, code, made='', loose='', builtins='', others=''):
    """Runs a check: `grade` with as little to parse as can be."""
    compiled = {'code': made, 'loose': loose, 'builtins': builtins.split(), 'others': others.split()} if made else None
    return grade(nonce, {'do': 'check', 'file': file, 'code': code, 'compiled': compiled})


def _json(value):
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if value is None or kind is bool:
        return {None: 'null', True: 'true', False: 'false'}[value]
    if kind is int:
        return int.__repr__(value)
    if kind is list:
        return '[' + ','.join(map(_json, value)) + ']'
    return '{' + ','.join(f'{_quoted(key)}:{_json(each)}' for key, each in value.items()) + '}'


def _set_up(request):
    """Imports the submission, or runs it as the main program."""
    name = request['module']
    path = f"{FOLDER}/{name.replace('.', '/')}.py"
    package = f"{FOLDER}/{name.replace('.', '/')}/__init__.py"
    if not posix.access(path, os.F_OK) and posix.access(package, os.F_OK):
        path = package
    main = request['run_main']
    sys.argv[:] = [path.rpartition('/')[2], *request['args']]
    sys.path[0] = FOLDER
    empty = _ModuleType('__main__')
    sys.modules['__main__'] = empty
    module = _ModuleType('__main__' if main else name)
    loader = _loader(module.__name__, path)
    module.__file__, module.__loader__, module.__builtins__ = path, loader, builtins
    if not main:
        module.__spec__ = _module_spec(name, loader, origin=path, is_package=path == package)
        module.__spec__.has_location = True
        module.__package__ = name if path == package else name.rpartition('.')[0]
        if path == package:
            module.__path__ = [path.rpartition('/')[0]]
    else:
        module.__package__ = None
        sys.modules['__main__'] = module
    _state['module'] = module
    _state['name'] = name
    sys.modules[name] = module
    _state['path'] = path
    if not _state['hooked']:
        _state['hooked'] = True
        sys.addaudithook(_hook)
    try:
        parent, _, child = name.rpartition('.')
        if parent:
            setattr(__import__(parent, fromlist=['*']), child, module)
            sys.modules[name] = module
        with open(path, 'rb') as file:
            source = file.read()
        exec(compile(source, path, 'exec', dont_inherit=True), module.__dict__)
        found = {}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        found = _of(error)
    _flush()
    _repair()
    return found


def _flush():
    for stream in sys.stdout, sys.stderr:
        try:
            stream.flush()
        except KeyboardInterrupt:
            raise
        except BaseException:
            pass


def _of(error, files=()):
    """Returns what is reported of an exception."""
    kind = type(error)
    name = type.__dict__['__qualname__'].__get__(kind)
    try:
        message = str(error)
        message = str.__str__(message)
    except KeyboardInterrupt:
        raise
    except BaseException:
        message = '<exception str() failed>'
    mro = type.__dict__['__mro__'].__get__(kind)
    told = {'name': name[:200], 'message': message[:2000], 'traceback': '', 'line': None,
            'kind': 'assertion' if AssertionError in mro else 'memory' if MemoryError in mro else
                    'exit' if SystemExit in mro else 'other'}
    if SystemExit in mro:
        code = error.code
        told['exit'] = 0 if code is None else code & 0xff if type(code) in (int, bool) else 1
        if told['exit'] == 1 and type(code) is str:
            sys.stderr.write(code + '\n')
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename not in files and _is_harness(trace.tb_frame):
        trace = trace.tb_next
    line = None
    step = trace
    while step is not None:
        if step.tb_frame.f_code.co_filename in files:
            line = step.tb_lineno
        step = step.tb_next
    if isinstance(error, SyntaxError) and error.filename in files:
        line = error.lineno
    told['line'] = line if files else (trace.tb_lineno if trace is not None else getattr(error, 'lineno', None))
    if kind is _tools['Failed']:
        told['values'], told['own'] = error.values, getattr(error, 'own', False)
    try:
        text = ''.join(_TracebackException(kind, error, _without_tools(trace)).format())
        told['traceback'] = text[-MOST:] if type(text) is str else ''
    except KeyboardInterrupt:
        raise
    except BaseException:
        pass
    return told


def _is_harness(frame):
    scope = frame.f_globals
    return scope is _own or scope is _tools or dict.get(scope, '__builtins__') is _tools['PRISTINE']


def _without_tools(trace):
    """The traceback without the frames of the tools at its end."""
    kept = []
    while trace is not None:
        if not _is_harness(trace.tb_frame):
            kept.append(trace)
        trace = trace.tb_next
    made = None
    for each in reversed(kept):
        made = _TracebackType(made, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return made


# --- Tests --------------------------------------------------------------------------------------------------------------


def _verdict(error, files):
    told = _of(error, files)
    kind = type(error)
    if kind is _tools['Skipped'] or (_tools['unittest'] and kind is _tools['unittest'].SkipTest):
        return {'verdict': 'skipped', 'message': told['message'] or 'The test was skipped.'}
    wrong = told['kind'] == 'assertion'
    message = told['message'] if wrong and told['message'] else told['name'] if wrong else \
        f"SystemExit: {told['exit']}" if told['kind'] == 'exit' else told['name'] + (f": {told['message']}" if told['message'] else '')
    return {'verdict': 'wrong_answer' if wrong else 'raised', 'message': message, 'error': told}


def _sealed(result):
    if _is_sealed():
        return result
    return {'verdict': 'raised', 'message': "The submission changed the test's own tools."}


def _ready():
    _tools['_latest'].clear()
    examined = _tools['examined']
    examined.attempted, examined.failed, examined.asked, examined.module = 0, 0, False, _state['name']


def _remember(filename, source):
    """Shows the lines of tests in tracebacks, once the submission has returned."""
    _linecache[filename] = len(source), None, [line + '\n' for line in source.splitlines()], filename


def _judged(action, filename, source):
    try:
        result = action()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        _remember(filename, source)
        result = _verdict(error, (filename,))
    return result


def _check(request):
    """Runs a piece of code in the submission's namespace, and the tests that it defines."""
    _ready()
    source, filename = request['code'], request['file']
    module, examined = _state['module'], _tools['examined']
    space = module.__dict__
    _test_files.add(filename)

    def action():
        before = dict(space) if 'test' in source or 'TestCase' in source else space
        exec(_code(request, filename, source, space), space)
        if examined.asked and (examined.failed or not examined.attempted):
            return {'verdict': 'wrong_answer', 'message': f'{examined.failed} of {examined.attempted} examples failed.'
                    if examined.attempted else 'There is no example to test.'}
        if before is not space:
            made = {name: value for name, value in space.items() if before.get(name) is not value}
            for item in _tools['with_fixture_params'](_tools['collect'](made, module.__name__, 'pytest'), [made]):
                result = _run_item(item, [made], filename, source)
                if result['verdict'] != 'passed':
                    return {**result, 'message': f"{item.name}: {result['message']}"}
        return {'verdict': 'passed', 'message': ''}
    return _judged(action, filename, source)


def _compile(request):
    """Compiles tests for other interpreters; None for what does not compile, which those tell."""
    made = []
    for each in request['sources']:
        try:
            made.append(_tools['compiled'](each['content'], each['file']))
        except KeyboardInterrupt:
            raise
        except BaseException:
            made.append(None)
    return {'made': made}


def _code(request, filename, source, own):
    made = request.get('compiled')
    return _tools['code_of'](_tools['compiled'](source, filename) if made is None else made, own)


def _load(request):
    """Executes a test file and reports which tests it has."""
    _ready()
    runner = request['runner']
    filename, source = request['file'], request['content']
    name = filename.rpartition('/')[2].removesuffix('.py')
    path = f'{FOLDER}/{filename}'
    _test_files.add(path)
    _state['suite'] = suite = {'runner': runner, 'file': path, 'source': source, 'items': [], 'spaces': []}
    try:
        if runner == 'doctest':
            suite['items'] = _examples(source, filename)
        else:
            if runner == 'pytest':
                for each in request['conftest']:
                    suite['spaces'].append(_space('conftest', f"{FOLDER}/{each['file']}", each['content'], each))
            space = _space(name, path, source, request)
            suite['spaces'].append(space)
            suite['items'] = _tools['with_fixture_params'](_tools['collect'](space, name, runner), suite['spaces'])
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        _remember(path, source)
        return _sealed({'tests': [], **_verdict(error, (path,))})
    return _sealed({'tests': [item.name for item in suite['items']]})


def _space(name, path, source, request):
    _test_files.add(path)
    space = {'__name__': name, '__file__': path, '__builtins__': _builtins}
    exec(_code(request, path, source, {}), space)
    return space


def _examples(source, filename):
    doctest, module = _tools['doctest'], _state['module']
    if source:
        space = {name: value for name, value in vars(module).items() if not name.startswith('__')}
        found = [doctest.DocTestParser().get_doctest(source, space, filename, f'{FOLDER}/{filename}', 0)]
    else:
        found = doctest.DocTestFinder().find(module, _state['name'])
    return [_tools['Item'](test.name, 'doctest', test) for test in found if test.examples]


def _run(request):
    """Runs one test of the file that was loaded."""
    _ready()
    suite = _state['suite']
    item = suite['items'][request['test']]
    return _sealed(_run_item(item, suite['spaces'], suite['file'], suite['source']))


def _run_item(item, spaces, filename, source):
    if item.kind == 'case':
        return _run_case(item, spaces[-1], filename, source)
    if item.kind == 'doctest':
        return _run_examples(item)

    def action():
        _tools['FunctionRun'](item, spaces).run()
        return {'verdict': 'passed', 'message': ''}
    return _judged(action, filename, source)


def _run_case(item, space, filename, source):
    unittest = _tools['unittest']
    result = _Result(unittest)

    def action():
        if 'setUpModule' in space:
            space['setUpModule']()
        try:
            unittest.TestSuite([item.owner(item.function)]).run(result.sink)
        finally:
            if 'tearDownModule' in space:
                space['tearDownModule']()
        if result.problems:
            raise result.problems[0]
        if result.unexpected:
            return {'verdict': 'wrong_answer', 'message': 'It passed, and was expected to fail.'}
        if result.skipped:
            return {'verdict': 'skipped', 'message': result.skipped[0][:2000]}
        if not result.succeeded:
            return {'verdict': 'raised', 'message': 'The test did not run.'}
        return {'verdict': 'passed', 'message': ''}
    return _judged(action, filename, source)


class _Result:
    """Receives what unittest reports of a test."""

    def __init__(self, unittest):
        self.problems, self.skipped, self.unexpected, self.succeeded = [], [], False, False
        outer = self

        class Sink(unittest.TestResult):
            def addError(self, test, error):
                outer.problems.append(error[1])

            def addFailure(self, test, error):
                outer.problems.append(error[1])

            def addSubTest(self, test, subtest, error):
                if error is not None:
                    outer.problems.append(error[1])

            def addSkip(self, test, reason):
                outer.skipped.append(str(reason))

            def addExpectedFailure(self, test, error):
                outer.succeeded = True

            def addUnexpectedSuccess(self, test):
                outer.unexpected = True

            def addSuccess(self, test):
                outer.succeeded = True
        self.sink = Sink()


def _run_examples(item):
    doctest = _tools['doctest']
    failures = []

    class Runner(doctest.DocTestRunner):
        def report_start(self, out, test, example):
            pass

        def report_success(self, out, test, example, got):
            pass

        def report_failure(self, out, test, example, got):
            failures.append(({'kind': 'failure'}, example, got, test))

        def report_unexpected_exception(self, out, test, example, exc_info):
            failures.append(({'kind': 'raised', 'error': exc_info[1]}, example, '', test))
    runner = Runner(verbose=False)
    runner.run(item.function, out=lambda text: None, clear_globs=False)
    if not failures:
        if not runner.tries:
            return {'verdict': 'raised', 'message': 'There is no example to test.'}
        return {'verdict': 'passed', 'message': ''}
    what, example, got, test = failures[0]
    line = (test.lineno or 0) + example.lineno + 1
    if what['kind'] == 'raised':
        result = _verdict(what['error'], ())
        result['error']['line'] = line
        return result
    values = {'left': got[:500], 'operator': 'printed', 'right': example.want[:500]}
    return {'verdict': 'wrong_answer', 'message': f'Line {line}, {example.source.strip()[:200]}: it printed something else.',
            'error': {'name': 'AssertionError', 'message': '', 'traceback': '', 'line': line, 'kind': 'assertion', 'values': values}}


_DO = {'compile': _compile, 'set_up': _set_up, 'check': _check, 'load': _load, 'run': _run}
