"""Runs cells as notebooks have them, and answers what editors ask. The host calls run, complete, inspect and is_complete.

A call's value, if it has one, is the text of the cell's result; whatever is richer is a message on /dev/display.
"""

import _ast

_ONLY_AST = 0x400
_TOP_LEVEL_AWAIT = 0x2000
_COROUTINE = 0x80

_main = sys.modules['__main__']
_original_input = builtins.input

#: Of the cell that runs.
_now = {'count': 0, 'stdin': True}

#: Results by the numbers of their cells.
Out = {}


class StdinNotImplementedError(NotImplementedError, RuntimeError):
    """Raised when there is nobody to ask for input."""

    __module__ = 'builtins'


class _Text(str):
    """A value whose repr is its text."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


def run(code, count, silent=False, stdin=True, expressions=None):
    """Runs a cell. The text of a plain result is the value; an exception leaves when the host has its traceback."""
    _now.update(count=count, stdin=stdin)
    builtins.input = _input
    shell = get_ipython()
    if _now.get('begun') is not _main:
        _begin()
    if not silent:
        _remember_input(code, count)
    try:
        answer = _run(code, f'<cell {count}>', silent)
        if 'matplotlib.pyplot' in sys.modules:
            show_figures()
        if shell.events.is_used:
            shell.events.trigger('post_execute')
        if expressions:
            _send({'is': 'expressions', 'values': {name: _evaluated(each) for name, each in expressions.items()}})
        return answer
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as failure:
        _report(failure)
        raise


def _remember_input(code, count):
    space = _main.__dict__
    inputs = space.get('In')
    if type(inputs) is not list:
        return
    space['_iii'], space['_ii'], space['_i'] = space.get('_ii', ''), space.get('_i', ''), inputs[-1]
    inputs.extend([''] * (count - len(inputs)))
    inputs.append(code)
    space['_i%d' % count] = code


def _run(code, filename, silent):
    value = _valued(*_compiled(code, filename), 'asyncio' in code)
    if silent or value is None:
        return None
    return _result(value)


def _valued(body, last, wants_loop=False):
    """Runs both, in a loop where either waits for something, or may start what others wait for."""
    space = _main.__dict__
    codes = [code for code in (body, last) if code is not None]
    if any(code.co_flags & _COROUTINE for code in codes) or (wants_loop and _starts_tasks(codes)):
        value = _awaited(_in_turn(codes, space))
        return value if last is not None else None
    value = None
    for code in codes:
        value = eval(code, space)
    return value if last is not None else None


def _starts_tasks(codes):
    names = {name for code in codes for name in code.co_names}
    return not names & {'run', 'run_until_complete', 'Runner'} and bool(
        names & {'create_task', 'ensure_future', 'get_running_loop', 'gather', 'current_task'}
    )


async def _in_turn(codes, space):
    value = None
    for code in codes:
        value = eval(code, space)
        if code.co_flags & _COROUTINE:
            value = await value
    return value


def _awaited(coroutine):
    import asyncio

    loop = _now.get('loop')
    if loop is None or loop.is_closed():
        loop = _now['loop'] = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop.run_until_complete(coroutine)


def _compiled(code, filename):
    """Returns the code of all but the last expression, and that of the last expression; each may be None."""
    plain = code
    if code.startswith('%%') or code.lstrip().startswith('%%'):
        code = transformed(code)
    flags = _ONLY_AST | (_TOP_LEVEL_AWAIT if 'await' in code or 'async' in code else 0)
    try:
        tree = compile(code, filename, 'exec', flags)
    except SyntaxError as failure:
        changed = transformed(code)
        if changed == code:
            _remember(filename, plain)
            raise failure.with_traceback(None) from None
        code = changed
        tree = compile(code, filename, 'exec', flags)
    _remember(filename, code)
    flags &= ~_ONLY_AST
    last = None
    if tree.body and type(tree.body[-1]) is _ast.Expr:
        value = tree.body.pop().value
        if not code.rstrip().endswith(';'):
            last = compile(_ast.Expression(value), filename, 'eval', flags)
        else:
            tree.body.append(_ast.Expr(value, lineno=value.lineno, col_offset=value.col_offset))
    return (compile(tree, filename, 'exec', flags) if tree.body else None), last


def _remember(filename, code):
    """Lets tracebacks and inspect find the source."""
    import linecache

    linecache.cache[filename] = (len(code), None, code.splitlines(True), filename)


def _result(value):
    """Shows a result, and keeps it under the usual names."""
    text = _shown_result(value)
    space = _main.__dict__
    if space.get('_', _now.get('_')) is _now.get('_'):
        space['__'], space['___'] = space.get('_'), space.get('__')
        space['_'] = _now['_'] = value
    count = _now['count']
    space['_%d' % count] = Out[count] = value
    return text


def _shown_result(value):
    if type(value) in _PLAIN and not _registered:
        return _Text(repr(value))
    own = _method(value, '_ipython_display_')
    if own is not None:
        _called(own)
        return None
    data, metadata = _bundle(value)
    if len(data) == 1 and 'text/plain' in data and not metadata and len(data['text/plain']) < 100_000:
        return _Text(data['text/plain'])
    _send({'is': 'result', 'data': data, 'metadata': metadata})
    return None


def shown(value):
    """Tells the host what a value is besides its text."""
    own = _method(value, '_ipython_display_')
    if own is not None:
        _called(own)
        return
    data, metadata = _bundle(value)
    if data.keys() - {'text/plain'}:
        _send({'is': 'result', 'data': data, 'metadata': metadata})


def _report(failure):
    """Tells the host of an exception, without the frames that are not the program's."""
    import traceback

    try:
        told = traceback.TracebackException(
            type(failure), failure, _own_frames(failure.__traceback__), compact=True
        )
        text = ''.join(told.format())
        message = str(failure)
    except Exception:
        return
    _send(
        {
            'is': 'error',
            'name': type(failure).__name__,
            'message': message[:1_000_000],
            'traceback': text[-1_000_000:].rstrip('\n').split('\n'),
        }
    )


def _own_frames(trace):
    while trace is not None and _is_hosts(trace.tb_frame.f_globals):
        trace = trace.tb_next
    return trace


def _is_hosts(space):
    return space is globals() or str(space.get('__name__', '')).startswith('asyncio.')


def _evaluated(code):
    try:
        data, metadata = _bundle(eval(code, _main.__dict__))
        return {'status': 'ok', 'data': data, 'metadata': metadata}
    except Exception as failure:
        return {'status': 'error', 'ename': type(failure).__name__, 'evalue': str(failure), 'traceback': []}


def _input(prompt='', /):
    """Asks the client that runs the cell for a line."""
    return _asked(prompt, False)


def _asked(prompt, hidden):
    if sys.stdin is not sys.__stdin__:
        return _original_input(prompt)
    if not _now['stdin']:
        raise StdinNotImplementedError(
            'raw_input was called, but this frontend does not support input requests.'
        )
    _send({'is': 'prompt', 'prompt': str(prompt), 'hidden': hidden})
    line = sys.stdin.readline()
    if not line:
        raise EOFError('EOF when reading a line')
    return line.removesuffix('\n')


def _begin():
    """Gives the program what notebooks have: its inputs and outputs by their names, and passwords asked for as other input is."""
    import getpass

    getpass.getpass = lambda prompt='Password: ', stream=None, **settings: _asked(prompt, True)
    space = _main.__dict__
    for name, value in (('In', ['']), ('Out', Out), ('__', ''), ('___', ''), ('_i', ''), ('_ii', ''), ('_iii', '')):
        space.setdefault(name, value)
    if '_' not in space:
        space['_'] = _now['_'] = ''
    _now['begun'] = _main


def is_complete(code):
    """Says whether a console should run the text or ask for another line."""
    import codeop

    text = code.rstrip()
    last = code.rsplit('\n', 1)[-1]
    try:
        whole = transformed(code) if text.startswith(('%', '!', '?')) or text.endswith('?') else code
        if codeop.compile_command(whole, '<input>', 'exec') is None:
            return {'status': 'incomplete', 'indent': _indent(text)}
    except (SyntaxError, ValueError, OverflowError):
        return {'status': 'invalid'}
    if last.strip() and last[:1] in ' \t':
        return {'status': 'incomplete', 'indent': _indent(text)}
    return {'status': 'complete'}


def _indent(text):
    last = text.rsplit('\n', 1)[-1]
    indent = last[: len(last) - len(last.lstrip())]
    return indent + '    ' if last.endswith(':') else indent


def ask(question, *arguments):
    """Answers an editor's question; the value of the call is the answer in JSON."""
    import json

    answer = {'complete': complete, 'inspect': inspected, 'is_complete': is_complete}[question]
    return _Text(json.dumps(answer(*arguments), default=repr))


def _name_at(code, cursor):
    """Returns where the dotted name begins that ends at the cursor, brackets of its own included."""
    start = cursor
    while start > 0 and (code[start - 1].isidentifier() or code[start - 1] in '.0123456789'):
        start -= 1
    return start


def complete(code, cursor):
    """Returns the possible completions of the name before the cursor, counted in code points."""
    import keyword

    start = _name_at(code, cursor)
    name = code[start:cursor]
    line = code[:cursor].rsplit('\n', 1)[-1].lstrip()
    if line.startswith('%') and '.' not in name and ' ' not in line:
        found = [each for each in get_ipython().magics() if each.startswith(name)]
    elif line.startswith(('import ', 'from ')) and ' import ' not in line:
        found = _modules(name)
    elif '.' in name:
        found = _attributes(name)
    else:
        known = {**builtins.__dict__, **_main.__dict__}
        found = [each for each in (*known, *keyword.kwlist) if each.startswith(name)]
    shown = sorted({each for each in found if name.endswith('_') or not _is_hidden(each)}, key=_order)
    return {'matches': shown[:1000], 'start': start, 'end': cursor}


def _is_hidden(name):
    return name.rsplit('.', 1)[-1].startswith('_')


def _order(name):
    last = name.rsplit('.', 1)[-1]
    return last.startswith('__'), last.startswith('_'), last.lower()


def _modules(name):
    import pkgutil

    parent, dot, last = name.rpartition('.')
    if dot:
        path = getattr(sys.modules.get(parent), '__path__', [])
        found = [parent + '.' + each.name for each in pkgutil.iter_modules(path)]
    else:
        found = [*sys.stdlib_module_names, *(each.name for each in pkgutil.iter_modules())]
    return [each for each in found if each.startswith(name)]


def _attributes(name):
    owner, _, last = name.rpartition('.')
    try:
        value = eval(owner, _main.__dict__)
    except Exception:
        return []
    return [f'{owner}.{each}' for each in dir(value) if each.startswith(last)]


def inspected(code, cursor, detail=0):
    """Describes what the name at the cursor refers to, or the function whose call contains the cursor."""
    end = cursor
    while end < len(code) and (code[end].isidentifier() or code[end].isdigit()):
        end += 1
    name = code[_name_at(code, end) : end].strip('.')
    if not name:
        name = _caller(code[:cursor])
    try:
        value = eval(name, _main.__dict__)
    except Exception:
        return {'found': False, 'data': {}, 'metadata': {}}
    return {'found': True, 'data': {'text/plain': described(name, value, detail)}, 'metadata': {}}


def _caller(code):
    depth = 0
    for at in range(len(code) - 1, -1, -1):
        depth += {')': 1, '(': -1}.get(code[at], 0)
        if depth < 0:
            return code[_name_at(code, at) : at]
    return ''


def described(name, value, detail=0):
    """Describes a value as readable help, with its source if detail asks for it."""
    import inspect

    parts = []
    if callable(value):
        try:
            parts.append(f'Signature: {name}{inspect.signature(value)}')
        except (TypeError, ValueError):
            pass
    parts.append(f'Type:      {type(value).__name__}')
    if not callable(value) and not inspect.ismodule(value):
        parts.append(f'String form: {str(value)[:1000]}')
    try:
        parts.append(f'File:      {inspect.getsourcefile(value)}')
    except (TypeError, OSError):
        pass
    source = None
    if detail:
        try:
            source = inspect.getsource(value)
        except (TypeError, OSError):
            pass
    if source is None:
        parts.append(f'Docstring:\n{inspect.getdoc(value) or "<no docstring>"}')
    else:
        parts.append(f'Source:\n{source}')
    return '\n'.join(parts)
