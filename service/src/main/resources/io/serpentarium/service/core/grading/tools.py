"""What tests are made of: comparisons that objects of the submission cannot answer, assertions that say their values, and
`unittest`, `pytest` and `doctest` of their own.

Executed once for each node into a namespace that no program can import. Whatever test code uses of the language and of these
tools is put into its code objects as constants, so that what a submission patches is looked up by the submission alone.
"""
import _warnings, ast, binascii, builtins, functools, inspect, io, itertools, linecache, marshal, operator, os, random, re, sys, traceback, types, warnings
import importlib.machinery, importlib.util
import collections, copy, decimal, fractions, json, math, statistics, string, textwrap

SHOWN = 200

PRISTINE = dict(vars(builtins))
_FREE = frozenset(('super', 'print', 'input', 'open', '__import__', 'exec', 'eval', '__build_class__', 'exit', 'quit', 'help'))
_NAMED = {name: value for name, value in PRISTINE.items() if name not in _FREE and not name.startswith('__')}
_mro = type.__dict__['__mro__'].__get__
_vars = type.__dict__['__dict__'].__get__
_SLOT = type(object.__eq__)
_SCALARS = frozenset((int, float, complex, bool, str, bytes, type(None), type(Ellipsis)))
_SEQUENCES = frozenset((list, tuple))
_SETS = frozenset((set, frozenset))
_TRUSTED = frozenset((collections.Counter, fractions.Fraction, decimal.Decimal, collections.UserDict, collections.UserList,
                      collections.UserString, range, types.SimpleNamespace))
_ORDER = frozenset(('<', '<=', '>', '>='))
_OPERATORS = {'==': operator.eq, '!=': operator.ne, '<': operator.lt, '<=': operator.le, '>': operator.gt, '>=': operator.ge,
              'is': operator.is_, 'is not': operator.is_not,
              'in': lambda a, b: a in b, 'not in': lambda a, b: a not in b}
_SYMBOLS = {ast.Eq: '==', ast.NotEq: '!=', ast.Lt: '<', ast.LtE: '<=', ast.Gt: '>', ast.GtE: '>=', ast.Is: 'is',
            ast.IsNot: 'is not', ast.In: 'in', ast.NotIn: 'not in'}

# The operands of the latest comparison of the test code, for what is said of an assertion that fails.
_latest = []


def speaks_for_itself(value, method='__eq__'):
    """Whether a comparison with the value asks code that is not the interpreter's or the library's."""
    kind = type(value)
    if kind in _SCALARS or kind in _SEQUENCES or kind in _SETS or kind is dict or kind in _TRUSTED or kind is Approx:
        return False
    for base in _mro(kind):
        found = _vars(base).get(method)
        if found is not None:
            return type(found) is not _SLOT and base not in _TRUSTED
    return False


def vouched(first, second):
    """Whether two values that are equal by their own account are so without an object of the submission that says it is
    equal to a value of another kind."""
    left = [(first, second)]
    while left:
        a, b = left.pop()
        ta, tb = type(a), type(b)
        if a is b or (ta in _SCALARS and tb in _SCALARS):
            continue
        if ta in _SEQUENCES and ta is tb:
            left.extend(zip(a, b))
        elif ta is dict and tb is dict:
            if any(map(speaks_for_itself, a)) != any(map(speaks_for_itself, b)):
                return False
            if not any(map(speaks_for_itself, a)):
                left.extend((a[key], b[key]) for key in a)
        elif ta in _SETS and tb in _SETS:
            if any(map(speaks_for_itself, a)) != any(map(speaks_for_itself, b)):
                return False
        elif speaks_for_itself(a) != speaks_for_itself(b):
            return False
    return True


def equal(a, b):
    if type(b) is Approx:
        return b.holds(a)
    if type(a) is Approx:
        return a.holds(b)
    result = a == b
    if type(result) is bool:
        return result and vouched(a, b)
    return result


def compare(symbol, a, b):
    """A comparison in test code."""
    _latest[:] = symbol, a, b
    ta, tb = type(a), type(b)
    if ta in _SCALARS and tb in _SCALARS:
        return _OPERATORS[symbol](a, b)
    if symbol == '==':
        return equal(a, b)
    if symbol == '!=':
        if Approx in (ta, tb):
            return not equal(a, b)
        result = a != b
        return result if type(result) is not bool else result or not vouched(a, b)
    if symbol in _ORDER:
        require_order(a, b)
    elif symbol in ('in', 'not in') and speaks_for_itself(a) and (tb in _SEQUENCES or tb in _SETS or tb is dict):
        found = any(element is a or (type(element) is ta and element == a) for element in b)
        return found if symbol == 'in' else not found
    return _OPERATORS[symbol](a, b)


def require_order(a, b):
    """Fails where a value of the test's would be compared by what an object of the submission says."""
    for value, other in ((a, b), (b, a)):
        if type(value) in _SCALARS and any(speaks_for_itself(other, method) for method in ('__lt__', '__le__', '__gt__', '__ge__')):
            raise AssertionError(f'an object of class {kind_name(other)} says itself how it compares with {shown(value)}')


def chain(symbols, *operands):
    """A comparison of more than two operands."""
    return all(compare(symbol, a, b) for symbol, a, b in zip(symbols, operands, operands[1:]))


def distance(a, b):
    """`abs(a - b)`, the usual way to say that numbers are close."""
    if (type(a) in _SCALARS and speaks_for_itself(b, '__rsub__')) or (type(b) in _SCALARS and speaks_for_itself(a, '__sub__')):
        raise AssertionError('an object of class %s says itself how far it is away' % kind_name(a if type(b) in _SCALARS else b))
    return abs(a - b)


def truth(value):
    _latest[:] = (value,)
    return value


def kind_name(value):
    return type.__dict__['__name__'].__get__(type(value))


def shown(value):
    """The value's representation, cut; that of an object of the submission may fail."""
    try:
        text = repr(value)
        text = text if type(text) is str else str.__str__(text)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return f'<{kind_name(value)}: its repr raised {type(error).__name__}>'
    return text if len(text) <= SHOWN else text[:SHOWN] + '…'


class Failed(AssertionError):
    """An assertion of test code that does not hold."""

    values = None


Failed.__name__ = Failed.__qualname__ = 'AssertionError'
Failed.__module__ = 'builtins'


def failed(source, line, *message):
    latest, _latest[:] = tuple(_latest), ()
    values = None
    if len(latest) == 3:
        values = {'left': shown(latest[1]), 'operator': latest[0], 'right': shown(latest[2])}
        text = '{left} {operator} {right}'.format(**values)
    else:
        if latest:
            values = {'left': shown(latest[0]), 'operator': '', 'right': ''}
        text = source
    error = Failed(*message) if message else Failed('assert ' + text)
    error.values, error.line, error.own = values, line, not message
    raise error


def library(name, top):
    """`import name` of test code."""
    root = name.partition('.')[0]
    if root in MODULES:
        module = MODULES[root]
        if '.' not in name:
            return module
        for part in name.split('.')[1:]:
            module = getattr(module, part, None) or _submodule(name)
        return MODULES[root] if top else module
    if root in _Own.names:
        raise ImportError(f'{name} is not there for this test')
    module = _import(name)
    return sys.modules[root] if top else module


def _submodule(name):
    if name in PRIVATE:
        return PRIVATE[name]
    raise ModuleNotFoundError(f'No module named {name!r}', name=name)


def member(module, name):
    """`from module import name` of test code."""
    source = library(module, False)
    try:
        return getattr(source, name)
    except AttributeError:
        pass
    if module.partition('.')[0] not in MODULES:
        try:
            return _import(f'{module}.{name}')
        except ModuleNotFoundError:
            pass
    raise ImportError(f'cannot import name {name!r} from {module!r}', name=module)


_import = importlib.import_module
_MARK = '\0tools\0'
_TOOLS = {'compare': compare, 'chain': chain, 'distance': distance, 'truth': truth, 'failed': failed, 'library': library,
          'member': member}


def _nodes_of(tree):
    left = [tree]
    while left:
        node = left.pop()
        yield node
        for name in node._fields:
            value = getattr(node, name, None)
            if type(value) is list:
                left.extend(each for each in value if isinstance(each, ast.AST))
            elif isinstance(value, ast.AST):
                left.append(value)


class Rewriter:
    """Has test code use these tools and the interpreter's own built-ins, whatever names lead to elsewhere."""

    def __init__(self, source, tree):
        self.lines, self.tree = source.splitlines(), tree
        self.bound, used = set(), set()
        for node in _nodes_of(tree):
            kind = type(node)
            if kind is ast.Name:
                (used if type(node.ctx) is ast.Load else self.bound).add(node.id)
            elif kind is ast.FunctionDef or kind is ast.ClassDef or kind is ast.AsyncFunctionDef:
                self.bound.add(node.name)
            elif kind is ast.arg:
                self.bound.add(node.arg)
            elif kind is ast.alias:
                self.bound.add(node.asname or node.name.partition('.')[0])
            elif kind is ast.ExceptHandler and node.name:
                self.bound.add(node.name)
        used -= self.bound
        self.builtins = used & _NAMED.keys()
        self.others = used - self.builtins

    def rewritten(self, loose=False):
        if loose:
            self.bound |= self.builtins
        self.tree.body = self.block(self.tree.body)
        return self.tree

    def block(self, statements):
        out = []
        for node in statements:
            out.extend(self.statement(node))
        return out

    def statement(self, node):
        kind = type(node)
        if kind is ast.Assert:
            return [self.assertion(node)]
        if kind is ast.Import:
            return [self.assign(node, each.asname or each.name.partition('.')[0],
                                self.call(node, 'library', each.name, each.asname is None)) for each in node.names]
        if kind is ast.ImportFrom and not node.level and node.module != '__future__' and node.names[0].name != '*':
            return [self.assign(node, each.asname or each.name, self.call(node, 'member', node.module, each.name))
                    for each in node.names]
        self.fields(node)
        return [node]

    def fields(self, node):
        for name in node._fields:
            value = getattr(node, name, None)
            if type(value) is list:
                if value and isinstance(value[0], ast.stmt):
                    setattr(node, name, self.block(value))
                else:
                    for index, each in enumerate(value):
                        if isinstance(each, ast.AST) and not isinstance(each, ast.pattern):
                            value[index] = self.expression(each)
            elif isinstance(value, ast.AST) and not isinstance(value, ast.pattern):
                setattr(node, name, self.expression(value))

    def expression(self, node):
        kind = type(node)
        if kind is ast.Name:
            name = node.id
            if name in _NAMED and type(node.ctx) is ast.Load and name not in self.bound:
                return at(node, ast.Constant(_MARK + name))
            return node
        if kind is ast.Constant or kind is ast.Load:
            return node
        if kind is ast.Call and type(node.func) is ast.Name and node.func.id == 'abs' and len(node.args) == 1 \
                and type(node.args[0]) is ast.BinOp and type(node.args[0].op) is ast.Sub and 'abs' not in self.bound:
            inner = node.args[0]
            return self.call(node, 'distance', self.expression(inner.left), self.expression(inner.right))
        self.fields(node)
        if kind is ast.Compare:
            symbols = [_SYMBOLS[type(op)] for op in node.ops]
            if len(symbols) == 1:
                return self.call(node, 'compare', symbols[0], node.left, node.comparators[0])
            return self.call(node, 'chain', tuple(symbols), node.left, *node.comparators)
        return node

    def assertion(self, node):
        test, line = node.test, node.lineno
        source = self.lines[line - 1].strip() if 0 < line <= len(self.lines) else ''
        source = source.removeprefix('assert ')[:SHOWN]
        value = self.expression(test)
        if type(test) is not ast.Compare:
            value = self.call(node, 'truth', value)
        message = [self.expression(node.msg)] if node.msg else []
        raising = at(node, ast.Expr(self.call(node, 'failed', source, line, *message)))
        return at(node, ast.If(at(node, ast.UnaryOp(ast.Not(), value)), [raising], []))

    @staticmethod
    def call(node, tool, *args):
        made = [each if isinstance(each, ast.AST) else at(node, ast.Constant(each)) for each in args]
        return at(node, ast.Call(at(node, ast.Constant(_MARK + '@' + tool)), made, []))

    @staticmethod
    def assign(node, name, value):
        return at(node, ast.Assign([at(node, ast.Name(name, ast.Store()))], value))


def at(node, made):
    """Gives a node that is made the place of the one that it stands for."""
    made.lineno, made.col_offset = node.lineno, node.col_offset
    made.end_lineno, made.end_col_offset = node.end_lineno, node.end_col_offset
    return made


def _injected(value):
    kind = type(value)
    if kind is str:
        if value.startswith(_MARK):
            key = value[len(_MARK):]
            return _TOOLS[key[1:]] if key[0] == '@' else _NAMED[key]
    elif kind is types.CodeType:
        return value.replace(co_consts=tuple(map(_injected, value.co_consts)))
    elif kind is tuple:
        return tuple(map(_injected, value))
    elif kind is frozenset:
        return frozenset(map(_injected, value))
    return value


def compiled(source, filename):
    """Test source as it is carried into other interpreters: code that `code_of` makes whole there.

    `loose` is for submissions that define a name that hides a built-in one which the test uses: that name is the submission's
    only where the test uses no other one of it.
    """
    quiet = ('ignore', None, Warning, None, 0)
    lists = [_warnings.filters] if warnings.filters is _warnings.filters else [_warnings.filters, warnings.filters]
    for filters in lists:
        filters.insert(0, quiet)
    _warnings._filters_mutated()
    try:
        made = Rewriter(source, _parsed(source, filename))
        code = {'code': _dumped(made.rewritten(), filename), 'builtins': sorted(made.builtins), 'others': sorted(made.others)}
        if made.builtins:
            code['loose'] = _dumped(Rewriter(source, _parsed(source, filename)).rewritten(True), filename)
        return code
    finally:
        for filters in lists:
            filters.remove(quiet)
        _warnings._filters_mutated()


def _parsed(source, filename):
    return compile(source, filename, 'exec', ast.PyCF_ONLY_AST, dont_inherit=True)


def _dumped(tree, filename):
    return binascii.b2a_base64(marshal.dumps(compile(tree, filename, 'exec', dont_inherit=True)), newline=False).decode()


def code_of(made, own):
    """The code that `compiled` has made, for a test that sees these names of a submission."""
    loose = any(name in own for name in made['builtins']) and not any(name in own for name in made['others'])
    return _injected(_load(_decode(made['loose' if loose else 'code'])))


_load, _decode = marshal.loads, binascii.a2b_base64


# --- unittest and doctest of the tests' own -----------------------------------------------------------------------------

PRIVATE = {}


class _Own:
    """Imports the library's test modules with built-ins that nobody else has."""

    names = frozenset(('unittest', 'doctest'))

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition('.')[0] not in cls.names:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        execute = spec.loader.exec_module

        def exec_module(module):
            module.__dict__['__builtins__'] = PRISTINE
            execute(module)
        spec.loader.exec_module = exec_module
        return spec


unittest = doctest = TestCase = None


def add(names):
    """Makes modules of the library available to tests, so that states without them stay small."""
    global unittest, doctest, TestCase
    sys.meta_path.insert(0, _Own)
    for name in names:
        _import(name)
    sys.meta_path.remove(_Own)
    for name in [name for name in sys.modules if name.partition('.')[0] in _Own.names]:
        PRIVATE[name] = sys.modules.pop(name)
    unittest, doctest = PRIVATE.get('unittest'), PRIVATE.get('doctest')
    if unittest:
        TestCase = unittest.TestCase
        for name, relation in _GUARDED.items():
            setattr(TestCase, name, _guarded(getattr(TestCase, name), relation))
        unittest.main = main
        MODULES['unittest'] = unittest
    if doctest:
        doctest.testmod = functools.partial(testmod, doctest.testmod)
        MODULES['doctest'] = doctest


_GUARDED = {
    **dict.fromkeys(('assertEqual', 'assertListEqual', 'assertTupleEqual', 'assertDictEqual', 'assertSetEqual',
                     'assertSequenceEqual'), 'equal'),
    **dict.fromkeys(('assertLess', 'assertLessEqual', 'assertGreater', 'assertGreaterEqual'), 'order'),
    'assertAlmostEqual': 'close', 'assertIn': 'in'}


def _guarded(method, relation):
    @functools.wraps(method)
    def checked(self, first, second, *rest, **named):
        if relation in ('equal', 'close') and first == second and not equal(first, second):
            self.fail(f'{shown(first)} and {shown(second)} are equal only by what one of them says of itself')
        if relation == 'close' and first != second:
            distance(first, second)
        elif relation == 'order':
            require_order(first, second)
        elif relation == 'in' and not compare('in', first, second):
            self.fail(f'{shown(first)} not found in {shown(second)}')
        return method(self, first, second, *rest, **named)
    return checked


def main(*args, **named):
    """`unittest.main()` of test code: the grader runs its tests."""


class _Examined:
    """What `doctest.testmod()` of a check has found."""
    attempted = failed = 0
    asked, module = False, None


examined = _Examined()
def testmod(original, m=None, *args, **named):
    results = original(m if m is not None else sys.modules.get(examined.module), *args, **named)
    examined.attempted += results.attempted
    examined.failed += results.failed
    examined.asked = True
    return results


# --- pytest's language --------------------------------------------------------------------------------------------------


class Approx:
    """`pytest.approx`."""

    def __init__(self, expected, rel=None, abs=None, nan_ok=False):
        self.expected, self.rel, self.abs, self.nan_ok = expected, rel, abs, nan_ok

    def holds(self, actual):
        return self._holds(actual, self.expected)

    def _holds(self, actual, expected):
        if isinstance(expected, dict):
            return type(actual) is dict and actual.keys() == expected.keys() and all(
                self._holds(actual[key], expected[key]) for key in expected)
        if isinstance(expected, (list, tuple)):
            return type(actual) in _SEQUENCES and len(actual) == len(expected) and all(map(self._holds, actual, expected))
        if isinstance(expected, bool) or not isinstance(expected, (int, float, complex, decimal.Decimal, fractions.Fraction)):
            return equal(actual, expected)
        if type(actual) not in (int, float, complex, bool, decimal.Decimal, fractions.Fraction):
            return False
        if actual == expected:
            return True
        if expected != expected or actual != actual:
            return self.nan_ok and expected != expected and actual != actual
        if abs(expected) == math.inf:
            return False
        absolute = 1e-12 if self.abs is None else self.abs
        relative = (0 if self.abs is not None else 1e-6) if self.rel is None else self.rel
        return abs(float_of(actual) - float_of(expected)) <= max(relative * abs(float_of(expected)), absolute)

    def __eq__(self, actual):
        return self.holds(actual)

    __hash__ = None

    def __repr__(self):
        return f'approx({self.expected!r})'


def float_of(number):
    return number if type(number) is complex else float(number)


class Skipped(Exception):
    """`pytest.skip`."""


class _Raises:
    def __init__(self, expected, match=None):
        self.expected, self.match, self.value = expected, match, None

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        if kind is None:
            raise Failed(f'DID NOT RAISE {self.expected!r}')
        if not issubclass(kind, self.expected):
            return False
        self.value, self.type, self.tb = value, kind, trace
        if self.match is not None and not re.search(self.match, str(value)):
            raise Failed(f'{self.match!r} does not match {str(value)!r}')
        return True

    @property
    def typename(self):
        return self.type.__name__


def raises(expected, *args, match=None, **named):
    """`pytest.raises`."""
    context = _Raises(expected, match)
    if not args:
        return context
    with context:
        args[0](*args[1:], **named)
    return context


class _Marks:
    def __getattr__(self, name):
        if name.startswith('_'):
            raise AttributeError(name)
        return _MarkMaker(name)


class _MarkMaker:
    def __init__(self, name, args=(), named=None):
        self.name, self.args, self.named = name, args, named or {}

    def __call__(self, *args, **named):
        plain = len(args) == 1 and not named and (isinstance(args[0], type) or inspect.isfunction(args[0]))
        if plain and (self.args or self.named or self.name not in ('parametrize', 'skipif', 'usefixtures')):
            args[0].pytestmark = [*vars(args[0]).get('pytestmark', []), self]
            return args[0]
        return _MarkMaker(self.name, args, named)


class Fixture:
    def __init__(self, function, named):
        self.function, self.name = function, named.get('name') or function.__name__
        self.autouse, self.params = named.get('autouse', False), named.get('params')
        self.ids = named.get('ids')

    def __call__(self, *args, **named):
        raise Failed(f'Fixture "{self.name}" called directly.')

    def __get__(self, instance, owner=None):
        return self


def fixture(function=None, **named):
    """`pytest.fixture`; of each test its own, whatever its scope."""
    if function is not None:
        return Fixture(function, named)
    return lambda function: Fixture(function, named)


class Param:
    def __init__(self, values, id, marks):
        self.values, self.id = values, id
        self.marks = marks if isinstance(marks, (list, tuple)) else (marks,)


class MonkeyPatch:
    """The fixture `monkeypatch`."""

    _none = object()

    def __init__(self):
        self._undo = []

    def setattr(self, target, name, value=_none, raising=True):
        if value is self._none:
            path, _, attribute = target.rpartition('.')
            target, name, value = library(path, False), attribute, name
        old = vars(target).get(name, self._none) if isinstance(target, type) else getattr(target, name, self._none)
        if raising and old is self._none and not hasattr(target, name):
            raise AttributeError(f'{target!r} has no attribute {name!r}')
        self._undo.append(lambda: delattr(target, name) if old is self._none else setattr(target, name, old))
        setattr(target, name, value)

    def delattr(self, target, name, raising=True):
        old = getattr(target, name, self._none)
        if old is not self._none:
            self._undo.append(lambda: setattr(target, name, old))
            delattr(target, name)
        elif raising:
            raise AttributeError(name)

    def setitem(self, mapping, key, value):
        old = mapping.get(key, self._none)
        self._undo.append(lambda: mapping.pop(key, None) if old is self._none else mapping.__setitem__(key, old))
        mapping[key] = value

    def delitem(self, mapping, key, raising=True):
        if key in mapping:
            old = mapping.pop(key)
            self._undo.append(lambda: mapping.__setitem__(key, old))
        elif raising:
            raise KeyError(key)

    def setenv(self, name, value, prepend=None):
        self.setitem(os.environ, name, str(value) + (prepend + os.environ[name] if prepend and name in os.environ else ''))

    def delenv(self, name, raising=True):
        self.delitem(os.environ, name, raising)

    def syspath_prepend(self, path):
        old = list(sys.path)
        self._undo.append(lambda: sys.path.__setitem__(slice(None), old))
        sys.path.insert(0, str(path))

    def chdir(self, path):
        old = os.getcwd()
        self._undo.append(lambda: os.chdir(old))
        os.chdir(path)

    def undo(self):
        while self._undo:
            self._undo.pop()()

    def context(self):
        import contextlib

        @contextlib.contextmanager
        def within():
            patch = MonkeyPatch()
            try:
                yield patch
            finally:
                patch.undo()
        return within()


class Capture:
    """The fixture `capsys`."""

    Result = collections.namedtuple('CaptureResult', 'out err')

    def __init__(self):
        self.out, self.err = io.StringIO(), io.StringIO()

    def start(self):
        self.before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self.out, self.err

    def stop(self):
        sys.stdout, sys.stderr = self.before
        sys.stdout.write(self.out.getvalue())
        sys.stderr.write(self.err.getvalue())

    def readouterr(self):
        result = self.Result(self.out.getvalue(), self.err.getvalue())
        for stream in self.out, self.err:
            stream.seek(0)
            stream.truncate()
        return result

    def disabled(self):
        import contextlib
        return contextlib.nullcontext()


class Request:
    """The fixture `request`, as far as `param`, `getfixturevalue`, `addfinalizer` and `node.name`."""

    def __init__(self, run, param):
        self._run = run
        self.node = types.SimpleNamespace(name=run.item.name)
        if param is not None:
            self.param = param[0]

    def getfixturevalue(self, name):
        return self._run.value(name)

    def addfinalizer(self, function):
        self._run.finals.append(function)


def _pytest():
    module = types.ModuleType('pytest', "The grader's pytest: its common language, run by the grader itself.")

    def skip(reason='', allow_module_level=False):
        raise Skipped(reason)

    def fail(reason='', pytrace=True):
        raise Failed(reason)

    def importorskip(name, minversion=None, reason=None):
        try:
            return library(name, False)
        except ImportError as error:
            raise Skipped(reason or str(error)) from None

    def param(*values, id=None, marks=()):
        return Param(values, id, marks)

    def missing(name):
        raise AttributeError(f"the grader's pytest has no {name!r}: it knows approx, raises, fixture, param, skip, fail, "
                             "importorskip, MonkeyPatch and mark (parametrize, skip, skipif, xfail, usefixtures)")

    module.__dict__.update(approx=Approx, raises=raises, fixture=fixture, mark=_Marks(), param=param, skip=skip, fail=fail,
                           importorskip=importorskip, MonkeyPatch=MonkeyPatch, __getattr__=missing, main=main)
    return module


def _copied(module):
    copied = types.ModuleType(module.__name__, module.__doc__)
    copied.__dict__.update(module.__dict__)
    return copied


MODULES = {'pytest': _pytest()}
for _module in (ast, collections, copy, decimal, fractions, functools, inspect, itertools, json, math, operator, re, statistics,
                string, textwrap, types):
    MODULES[_module.__name__] = _copied(_module)


class Item:
    """One test that was found."""

    def __init__(self, name, kind, function, owner=None, values=None, marks=(), param=None):
        self.name, self.kind, self.function, self.owner = name, kind, function, owner
        self.values, self.marks, self.param = values or {}, marks, param or {}


def _marks(*things):
    found = []
    for thing in things:
        marks = thing.get('pytestmark', ()) if isinstance(thing, dict) else getattr(thing, 'pytestmark', ())
        found.extend(marks if isinstance(marks, (list, tuple)) else (marks,))
    return found


def _idiom(value):
    return str(value) if isinstance(value, (int, float, str, bool, type(None))) else None


def _parametrized(name, function, owner, marks):
    variants = [('', {}, list(marks))]
    for mark in marks:
        if mark.name != 'parametrize':
            continue
        names, rows = mark.args[0], mark.args[1]
        ids = mark.named.get('ids')
        names = [each.strip() for each in names.split(',')] if isinstance(names, str) else list(names)
        made = []
        for index, row in enumerate(rows):
            extra, label = [], None
            if isinstance(row, Param):
                extra, label, row = list(row.marks), row.id, row.values if len(names) > 1 else row.values[0]
            values = dict(zip(names, row)) if len(names) > 1 else {names[0]: row}
            if label is None and ids is not None:
                label = ids(row) if callable(ids) else ids[index]
            label = label or '-'.join(_idiom(value) or f'{key}{index}' for key, value in values.items())
            made.append((label, values, extra))
        variants = [('-'.join(filter(None, (label, before))), {**earlier, **values}, [*known, *extra])
                    for label, values, extra in made for before, earlier, known in variants]
    return [Item(f'{name}[{label}]' if label else name, 'function', function, owner, values, known)
            for label, values, known in variants]


def collect(namespace, module, runner):
    """The tests that a module of tests defines, in their order."""
    items = []
    for name, value in list(namespace.items()):
        if TestCase is not None and isinstance(value, type) and issubclass(value, TestCase):
            if value.__module__ == module:
                items.extend(Item(f'{name}::{method}', 'case', method, value)
                             for method in unittest.TestLoader().getTestCaseNames(value))
        elif runner == 'unittest':
            continue
        elif isinstance(value, type) and name.startswith('Test') and value.__module__ == module:
            for method, function in list(vars(value).items()):
                if method.startswith('test') and inspect.isfunction(function):
                    items.extend(_parametrized(f'{name}::{method}', function, value, _marks(function, value, namespace)))
        elif name.startswith('test') and inspect.isfunction(value) and value.__module__ == module:
            items.extend(_parametrized(name, value, None, _marks(value, namespace)))
    return items


def with_fixture_params(items, namespaces):
    """Multiplies the tests whose fixtures have parameters."""
    made = []
    for item in items:
        if item.kind != 'function':
            made.append(item)
            continue
        variants = [item]
        for name, found in sorted(_reached(item, namespaces).items()):
            if found.params is None:
                continue
            variants = [Item(f'{each.name}[{_idiom(value) or index}]', each.kind, each.function, each.owner, each.values, each.marks,
                             {**each.param, name: (value,)})
                        for each in variants for index, value in enumerate(found.params)]
        made.extend(variants)
    return made


def _reached(item, namespaces):
    """The fixtures that a test uses, those of its fixtures among them."""
    fixtures = _fixtures(item, namespaces)
    found, left = {}, [*_names(item.function), *(name for name, each in fixtures.items() if each.autouse),
                       *(name for mark in item.marks if mark.name == 'usefixtures' for name in mark.args)]
    while left:
        name = left.pop()
        if name in fixtures and name not in found and name not in item.values:
            found[name] = fixtures[name]
            left.extend(_names(fixtures[name].function))
    return found


def _names(function):
    """The arguments that a function has to be given."""
    patched = sum(getattr(each, 'new', None) is unittest.mock.DEFAULT for each in getattr(function, 'patchings', ()))
    while hasattr(function, '__wrapped__'):
        function = function.__wrapped__
    code, defaults = function.__code__, len(function.__defaults__ or ())
    names = code.co_varnames[:code.co_argcount - defaults]
    return [name for name in names[patched + ('self' in names[:1]):]]


def _fixtures(item, namespaces):
    found = {}
    for namespace in namespaces:
        found.update((value.name, value) for value in namespace.values() if isinstance(value, Fixture))
    if item.owner:
        for base in reversed(item.owner.__mro__):
            found.update((value.name, value) for value in vars(base).values() if isinstance(value, Fixture))
    return found


class FunctionRun:
    """A test function with its fixtures."""

    def __init__(self, item, namespaces):
        self.item, self.namespaces = item, namespaces
        self.fixtures = _fixtures(item, namespaces)
        self.finals, self.values, self.param = [], dict(item.values), {}
        self.instance = None

    def value(self, name):
        if name in self.values:
            return self.values[name]
        if name in self.fixtures:
            value = self._made(self.fixtures[name])
        elif name == 'monkeypatch':
            value = MonkeyPatch()
            self.finals.append(value.undo)
        elif name in ('capsys', 'capfd'):
            value = Capture()
            value.start()
            self.finals.append(value.stop)
        elif name == 'tmp_path':
            import pathlib
            value = pathlib.Path(f'/tmp/pytest-{random.getrandbits(64):x}')
            value.mkdir(parents=True)
        elif name == 'request':
            return Request(self, self.param.get('request'))
        else:
            raise Failed(f"fixture {name!r} not found")
        self.values[name] = value
        return value

    def _made(self, made):
        before, self.param['request'] = self.param.get('request'), self.item.param.get(made.name)
        try:
            arguments = {name: self.value(name) for name in _names(made.function)}
        finally:
            self.param['request'] = before
        code = made.function.__code__
        first = (self.instance,) if self.instance is not None and 'self' in code.co_varnames[:1] else ()
        value = made.function(*first, **arguments)
        if inspect.isgenerator(value):
            generator, value = value, next(value)
            self.finals.append(lambda: next(generator, None))
        return value

    def run(self):
        item = self.item
        expected = None
        for mark in item.marks:
            if mark.name == 'skip' or (mark.name == 'skipif' and mark.args and mark.args[0]):
                raise Skipped(mark.named.get('reason') or (mark.args[0] if mark.name == 'skip' and mark.args else ''))
            if mark.name == 'xfail' and (not mark.args or mark.args[0]):
                expected = mark
        try:
            self._run()
        except (Skipped, KeyboardInterrupt):
            raise
        except BaseException as error:
            kinds = expected.named.get('raises', BaseException) if expected else ()
            if not isinstance(error, kinds):
                raise
            return
        if expected and expected.named.get('strict'):
            raise Failed('[XPASS(strict)] ' + expected.named.get('reason', ''))

    def _run(self):
        item = self.item
        try:
            module = self.namespaces[-1]
            self._call(module, 'setup_module', 'teardown_module')
            if item.owner:
                self.instance = item.owner()
                self._call(vars(item.owner), 'setup_class', 'teardown_class', item.owner)
                for begin, end in (('setup_method', 'teardown_method'),):
                    if hasattr(self.instance, begin):
                        self._around(getattr(self.instance, begin), item.function)
                    if hasattr(self.instance, end):
                        self.finals.append(lambda: self._around(getattr(self.instance, end), item.function))
            else:
                self._call(module, 'setup_function', 'teardown_function', item.function)
            for name, each in self.fixtures.items():
                if each.autouse:
                    self.value(name)
            for mark in item.marks:
                if mark.name == 'usefixtures':
                    for name in mark.args:
                        self.value(name)
            arguments = {name: self.value(name) for name in _names(item.function)}
            arguments.update(item.values)
            value = item.function(*(() if self.instance is None else (self.instance,)), **arguments)
            if inspect.iscoroutine(value):
                value.close()
                raise Failed('async test functions need a plugin that is not there')
        finally:
            self._end()

    def _call(self, namespace, begin, end, *args):
        if begin in namespace:
            self._around(getattr(namespace[begin], '__func__', namespace[begin]), *args)
        if end in namespace:
            self.finals.append(lambda: self._around(getattr(namespace[end], '__func__', namespace[end]), *args))

    @staticmethod
    def _around(function, *args):
        return function(*args[:len(_names(function))])

    def _end(self):
        problem = None
        while self.finals:
            try:
                self.finals.pop()()
            except Exception as error:
                problem = error
        if problem:
            raise problem
