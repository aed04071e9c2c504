"""Contexts: several sets of variables in one interpreter, which share its files, its modules and its environment.

The host calls these functions. A context has a name; the usual one, in which all else runs, has the empty name.
"""


class ContextNotFoundError(LookupError):
    """Raised when no context has a name."""

    __module__ = 'builtins'


class _Context:
    """Variables, results and a working directory of its own."""

    def __init__(self, main, results, directory):
        self.main = main
        self.results = results
        self.directory = directory
        self.count = 0
        self.last = None


#: By their names.
_contexts = {'': _Context(_main, Out, None)}


def _fresh(directory):
    main = type(sys)('__main__')
    main.__dict__['__builtins__'] = builtins
    return _Context(main, {}, directory)


def run_in(name, environment, code):
    """Runs a cell of a context, with variables of the environment for this cell alone, and tells its number."""
    global _main, Out
    context = _contexts.get(name)
    if context is None:
        if name:
            raise ContextNotFoundError(name)
        context = _contexts[name] = _Context(_main, Out, None)
    context.count += 1
    _send({'is': 'count', 'count': context.count})
    outer = _main, Out, _now.get('_'), os.getcwd()
    former = {each: os.environ.get(each) for each in environment}
    _main, Out, _now['_'] = context.main, context.results, context.last
    sys.modules['__main__'] = _main
    try:
        os.environ.update(environment)
        _enter(context.directory)
        return run(code, context.count, False, False)
    finally:
        context.last = _now.get('_')
        context.directory = os.getcwd()
        _main, Out, _now['_'], directory = outer
        sys.modules['__main__'] = _main
        if name:
            _enter(directory)
        for each, value in former.items():
            if value is None:
                os.environ.pop(each, None)
            else:
                os.environ[each] = value


def _enter(directory):
    """Goes to a directory, unless it has been removed meanwhile."""
    if directory is not None:
        try:
            os.chdir(directory)
        except OSError:
            pass


def contexts():
    """Returns the names and the directories of all contexts, in JSON."""
    import json

    return _Text(
        json.dumps(
            {'contexts': [{'name': name, 'directory': each.directory or os.getcwd()} for name, each in _contexts.items()]}
        )
    )


def make_context(name, directory, most):
    """Makes a context; answers why it could not, in JSON."""
    if len(_contexts) > most:
        return _answer(f'There are {most} contexts already.')
    if not os.path.isdir(directory):
        return _answer(f'{directory} is not a directory.')
    _contexts[name] = _fresh(directory)
    return _answer(None)


def remove_context(name):
    """Removes a context; the usual one is cleared."""
    if name not in _contexts:
        return _answer('missing')
    if name:
        del _contexts[name]
    else:
        _clear(name)
    return _answer(None)


def restart_context(name):
    """Clears a context, and forgets the modules that are the program's own. One that is alone is left to the host."""
    if name not in _contexts:
        return _answer('missing')
    if not name and len(_contexts) == 1:
        return _answer('alone')
    _clear(name)
    return _answer(None)


def _clear(name):
    for each, module in list(sys.modules.items()):
        if str(getattr(module, '__file__', None)).startswith(('/sandbox/', '/home/', '/tmp/')):
            del sys.modules[each]
    if name:
        _contexts[name] = _fresh(_contexts[name].directory)
    else:
        usual = _contexts[name]
        for each in [each for each in usual.main.__dict__ if not each.startswith('__')]:
            del usual.main.__dict__[each]
        usual.results.clear()
        usual.last = _now['_'] = None
        usual.count = 0


def _answer(problem):
    import json

    return _Text(json.dumps({'problem': problem}))
