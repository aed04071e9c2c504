"""The interpreter of a child process: reads python3's command line, and runs what it says as `__main__`.

The host starts it with sys.argv as _processes.py has packed it: the working folder, how many variables the environment has, the
variables, and the arguments behind the interpreter's name.
"""
import os
import sys

USAGE = 'usage: python3 [option] ... [-c cmd | -m mod | file | -] [arg] ...\n'
HARMLESS = frozenset('bBdqRsSuv')


class _Options:
    optimize = 0
    safe_path = False
    environment = True


def run():
    folder, count, *words = sys.argv
    count = int(count)
    _set_environment(words[:count])
    if folder != os.getcwd():
        os.chdir(folder)
    _start(words[count:])


def _set_environment(variables):
    wanted = dict(variable.split('=', 1) for variable in variables)
    for name in os.environ.keys() - wanted.keys():
        del os.environ[name]
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def _start(arguments):
    options = _Options()
    at = 0
    while at < len(arguments) and arguments[at].startswith('-') and arguments[at] != '-':
        word = arguments[at]
        at += 1
        if word == '--':
            break
        if word in ('--version', '-V', '-VV'):
            print('Python', sys.version.split()[0] if word != '-VV' else sys.version)
            raise SystemExit(0)
        if word in ('--help', '-h', '-?'):
            sys.stdout.write(USAGE)
            raise SystemExit(0)
        letters = word[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in 'cmWX':
                if not letters:
                    if at == len(arguments):
                        _refuse(f'Argument expected for the -{letter} option')
                    letters = arguments[at]
                    at += 1
                value, letters = letters, ''
                if letter == 'c':
                    return _run_command(value, arguments[at:], options)
                if letter == 'm':
                    return _run_module(value, arguments[at:], options)
                if letter == 'W':
                    _filter_warnings(value)
            elif letter == 'O':
                options.optimize += 1
            elif letter == 'I':
                options.safe_path = True
                options.environment = False
            elif letter == 'P':
                options.safe_path = True
            elif letter == 'E':
                options.environment = False
            elif letter not in HARMLESS:
                _refuse(f'unknown option -{letter}')
    rest = arguments[at:]
    if not rest or rest[0] == '-':
        return _run_stdin(rest or [''], options)
    return _run_file(rest, options)


def _refuse(reason):
    sys.stderr.write(f"{reason}\n{USAGE}Try `python3 -h' for more information.\n")
    raise SystemExit(2)


def _filter_warnings(option):
    import warnings

    sys.warnoptions.append(option)
    warnings._processoptions([option])


def _set_path(first, options):
    """sys.path as it begins: the program's folder, what PYTHONPATH names, the library."""
    path = sys.path[1:]
    named = os.environ.get('PYTHONPATH') if options.environment else None
    if named:
        path[:0] = [os.path.abspath(folder) if folder else os.getcwd() for folder in named.split(':')]
    if not options.safe_path:
        path.insert(0, first)
    sys.path[:] = path


def _main(filename):
    """The namespace of `__main__`, which is a file's or no file's."""
    namespace = sys.modules['__main__'].__dict__
    if filename is None:
        from _frozen_importlib import BuiltinImporter

        namespace['__loader__'] = BuiltinImporter
        namespace.pop('__file__', None)
        namespace.pop('__cached__', None)
    else:
        from _frozen_importlib_external import SourceFileLoader

        namespace['__loader__'] = SourceFileLoader('__main__', filename)
        namespace['__file__'] = filename
        namespace['__cached__'] = None
    return namespace


def _run_command(command, rest, options):
    sys.argv[:] = ['-c', *rest]
    _set_path('', options)
    _run_source(command, '<string>', _main(None), options, command)


def _run_stdin(rest, options):
    sys.argv[:] = rest
    _set_path('', options)
    source = sys.stdin.buffer.read()
    _run_source(source, '<stdin>', _main(None), options, None)


def _run_module(name, rest, options):
    sys.argv[:] = ['-m', *rest]
    _set_path(os.getcwd(), options)
    _main(None)
    _guarded(lambda: __import__('runpy')._run_module_as_main(name), None, None)


def _run_file(rest, options):
    sys.argv[:] = rest
    path = os.path.abspath(rest[0])
    if os.path.isdir(path) or path.endswith(('.zip', '.pyz')) and os.path.isfile(path):
        _set_path('', options)
        sys.path.insert(0, path)
        _main(None)
        return _guarded(lambda: __import__('runpy')._run_module_as_main('__main__', False), None, None)
    try:
        with open(path, 'rb') as file:
            source = file.read()
    except OSError as error:
        sys.stderr.write(f"python3: can't open file {path!r}: [Errno {error.errno}] {error.strerror}\n")
        raise SystemExit(2) from None
    _set_path(os.path.dirname(path), options)
    _run_source(source, path, _main(path), options, None)


def _run_source(source, filename, namespace, options, text):
    def compile_and_run():
        code = compile(source, filename, 'exec', dont_inherit=True, optimize=min(options.optimize, 2))
        exec(code, namespace)

    _guarded(compile_and_run, filename, text)


def _guarded(body, filename, text):
    """Runs the program, and does with its last exception what the interpreter does."""
    try:
        body()
    except SystemExit:
        raise
    except BaseException as exception:
        # Without the frames of this function and of the body.
        traceback = exception.__traceback__.tb_next
        traceback = traceback and traceback.tb_next
        exception.__traceback__ = traceback
        _show_lines(filename, text)
        try:
            sys.excepthook(type(exception), exception, traceback)
        except SystemExit:
            raise
        except BaseException as another:
            sys.stderr.write('Error in sys.excepthook:\n')
            sys.__excepthook__(type(another), another, another.__traceback__)
            sys.stderr.write('\nOriginal exception was:\n')
            sys.__excepthook__(type(exception), exception, traceback)
        # By the host's account the program is killed by SIGINT then.
        ending = KeyboardInterrupt() if isinstance(exception, KeyboardInterrupt) else SystemExit(1)
        raise ending from None


def _show_lines(filename, text):
    """Has tracebacks show the program's own lines, and none of the call that has started it."""
    import linecache

    linecache.cache.pop('/sandbox/main.py', None)
    if text is not None:
        lines = text.splitlines(True)
        linecache.cache[filename] = len(text), None, lines, filename
