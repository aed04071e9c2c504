"""The dialect of notebooks: magics, `x?`, and a package IPython for programs that expect one."""

import re

_MAGIC = re.compile(r'(?P<indent>\s*)(?:(?P<target>[\w., \[\]\'"]+?)\s*=\s*)?(?P<mark>%|!!?)(?P<rest>.*)')
_HELP = re.compile(r'(?P<indent>\s*)(?:(?P<before>\?\??)\s*(?P<a>[\w.%]+)|(?P<b>[\w.%]+)\s*(?P<after>\?\??))\s*;?\s*')


def transformed(code):
    """Returns the text as Python: lines of the dialect become calls."""
    body = code.lstrip('\n')
    if body.lstrip().startswith('%%'):
        head, _, rest = body.lstrip().partition('\n')
        name, _, line = head[2:].strip().partition(' ')
        if rest and not rest.endswith('\n'):
            rest += '\n'
        return f'get_ipython().run_cell_magic({name!r}, {line.strip()!r}, {rest!r})'
    return '\n'.join(_transformed_line(line) for line in code.split('\n'))


def _transformed_line(line):
    found = _HELP.fullmatch(line)
    if found:
        name, marks = (found['a'], found['before']) if found['a'] else (found['b'], found['after'])
        return f'{found["indent"]}get_ipython().show_help({name!r}, {len(marks) - 1})'
    found = _MAGIC.fullmatch(line)
    if not found:
        return line
    rest = found['rest']
    if found['mark'] == '%':
        name, _, argument = rest.strip().partition(' ')
        if not name.isidentifier():
            return line
        call = f'get_ipython().run_line_magic({name!r}, {argument.strip()!r})'
    else:
        call = f'get_ipython().system({rest.strip()!r})'
    target = f'{found["target"]} = ' if found['target'] else ''
    return f'{found["indent"]}{target}{call}'


class UsageError(Exception):
    """Raised for features of notebooks that are not available here."""

    __module__ = 'builtins'


class _Events:
    """Functions that a program wants to have called."""

    def __init__(self):
        self.callbacks = {}

    @property
    def is_used(self):
        return any(self.callbacks.values())

    def register(self, event, function):
        self.callbacks.setdefault(event, []).append(function)

    def unregister(self, event, function):
        self.callbacks.get(event, []).remove(function)

    def trigger(self, event):
        for function in tuple(self.callbacks.get(event, ())):
            _called(function)


class _Formatter:
    """Functions for one MIME type."""

    def __init__(self, mime):
        self.mime = mime

    def for_type(self, kind, function=None):
        known = _registered.setdefault(self.mime, {})
        former = known.get(kind)
        if function is not None:
            known[kind] = function
        return former

    def for_type_by_name(self, module, name, function=None):
        found = getattr(sys.modules.get(module), name, None)
        return None if found is None else self.for_type(found, function)

    def __call__(self, value):
        return _bundle(value)[0].get(self.mime)


class _Formatters(dict):
    def __missing__(self, mime):
        self[mime] = _Formatter(mime)
        return self[mime]


class _DisplayFormatter:
    def __init__(self):
        self.formatters = _Formatters()

    def format(self, value, include=None, exclude=None):
        return _bundle(value, include, exclude)


class _DisplayPub:
    def publish(self, data, metadata=None, *, transient=None, update=False, **settings):
        _publish(
            {mime: _encoded(each) for mime, each in data.items()},
            metadata or {},
            (transient or {}).get('display_id'),
            update,
        )

    def clear_output(self, wait=False):
        clear_output(wait)


class _Outcome:
    """How `run_cell` went."""

    def __init__(self, result, error=None):
        self.result, self.error_in_exec, self.error_before_exec = result, error, None

    @property
    def success(self):
        return self.error_in_exec is None

    def raise_error(self):
        if self.error_in_exec is not None:
            raise self.error_in_exec


class _HistoryManager:
    """Inputs are remembered outside of the interpreter, and in no file."""

    enabled = False
    hist_file = ':memory:'


class ZMQInteractiveShell:
    """The part of IPython's shell that programs use; some look for this name to detect a notebook."""

    def __init__(self):
        self._magics = {'line': {}, 'cell': {}}
        self.events = _Events()
        self.display_formatter = _DisplayFormatter()
        self.display_pub = _DisplayPub()
        self.config = {}
        self.history_manager = _HistoryManager()

    @classmethod
    def instance(cls):
        return get_ipython()

    @classmethod
    def initialized(cls):
        return True

    @property
    def user_ns(self):
        return _main.__dict__

    @property
    def user_module(self):
        return _main

    @property
    def execution_count(self):
        return _now['count']

    def magics(self):
        own = {name[6:] for name in dir(self) if name.startswith(('_line_', '_cell_'))}
        return sorted(own.union(*self._magics.values()))

    def find_magic(self, name, magic_kind='line'):
        return self._magics[magic_kind].get(name) or getattr(self, f'_{magic_kind}_{name}', None)

    find_line_magic = find_magic

    def find_cell_magic(self, name):
        return self.find_magic(name, 'cell')

    def register_magic_function(self, function, magic_kind='line', magic_name=None):
        kinds = ('line', 'cell') if magic_kind == 'line_cell' else (magic_kind,)
        for kind in kinds:
            self._magics[kind][magic_name or function.__name__] = function

    def register_magics(self, *holders):
        for holder in holders:
            if isinstance(holder, type):
                holder = holder(self)
            for name in dir(type(holder)):
                function = getattr(type(holder), name, None)
                for kind, as_name in getattr(function, '_magics', ()):
                    self.register_magic_function(getattr(holder, name), kind, as_name)

    def run_line_magic(self, name, line):
        method = self.find_magic(name)
        if method is None:
            raise UsageError(f'Line magic function `%{name}` not found.')
        return method(line)

    def run_cell_magic(self, name, line, cell):
        method = self.find_magic(name, 'cell')
        if method is None:
            raise UsageError(f'Cell magic `%%{name}` not found.')
        return method(line, cell)

    magic = lambda self, line: self.run_line_magic(*(line.lstrip('%').split(' ', 1) + [''])[:2])

    def run_cell(self, code, store_history=False, silent=False, **settings):
        filename = f'<cell {_now["count"]}>'
        try:
            value = _valued(*_compiled(code, filename), 'asyncio' in code)
        except Exception as failure:
            self.showtraceback()
            return _Outcome(None, failure)
        if value is not None and not silent:
            shown = _result(value)
            if shown is not None:
                _send({'is': 'result', 'data': {'text/plain': str(shown)}, 'metadata': {}})
        return _Outcome(value)

    def ev(self, code):
        return eval(code, _main.__dict__)

    def ex(self, code):
        exec(code, _main.__dict__)

    def push(self, names):
        _main.__dict__.update(names)

    def set_custom_exc(self, *ignored):
        """Does nothing: tracebacks are always Python's own."""

    def showtraceback(self, *ignored, **settings):
        import traceback

        traceback.print_exc()

    def show_help(self, name, detail):
        if name.startswith('%'):
            text = f'{name} is a magic function: {" ".join("%" + each for each in self.magics())}'
        else:
            try:
                text = described(name, eval(name, _main.__dict__), detail)
            except Exception:
                print(f'Object `{name}` not found.')
                return
        _send({'is': 'page', 'data': {'text/plain': text}})

    def system(self, command):
        if re.match(r'(python3? -m )?pip3? (install|--version|list|show)', command):
            return self._line_pip(command.partition('pip')[2].lstrip('3').strip())
        raise UsageError('There are no processes here: `!command` cannot run. Use Python, such as os.listdir().')

    getoutput = system

    def _line_pip(self, line):
        import importlib.metadata

        missing = []
        for word in line.split()[1:] if line.startswith('install') else ():
            name = re.split(r'[<>=!~\[;]', word)[0]
            if not word.startswith('-'):
                try:
                    print(f'Requirement already satisfied: {name} ({importlib.metadata.version(name)})')
                except importlib.metadata.PackageNotFoundError:
                    missing.append(name)
        if missing:
            raise UsageError(
                f'{", ".join(missing)} cannot be installed: there is no network here. Contact the operator of this service.'
            )

    _line_conda = _line_mamba = _line_uv = _line_pip

    def _cell_bash(self, line, cell):
        raise UsageError('There are no processes here: %%bash cannot run.')

    _cell_sh = _cell_script = _cell_bash

    def _line_matplotlib(self, line):
        """Does nothing: figures are always shown inline."""

    _line_config = _line_load_ext = _line_reload_ext = _line_autoreload = _line_pylab = _line_matplotlib

    _former_folder = '/sandbox'

    def _line_pwd(self, line):
        return os.getcwd()

    def _line_cd(self, line):
        words = line.split(maxsplit=1)
        quiet = bool(words) and words[0] == '-q'
        folder = (words[1] if len(words) > 1 else '') if quiet else line
        former = os.getcwd()
        folder = folder.strip().strip('\'"')
        os.chdir(self._former_folder if folder == '-' else os.path.expanduser(folder or '/sandbox'))
        self._former_folder = former
        if not quiet:
            print(os.getcwd())

    def _line_env(self, line):
        name, equals, value = line.partition('=')
        if equals:
            os.environ[name.strip()] = value.strip()
            print(f'env: {name.strip()}={value.strip()}')
            return None
        return os.environ.get(line) if line else dict(os.environ)

    def _line_who(self, line):
        print(*(name for name in _main.__dict__ if not name.startswith('_')), sep='\t')

    def _line_run(self, line):
        import runpy

        _main.__dict__.update(runpy.run_path(line.strip('\'"'), run_name='__main__'))

    def _line_time(self, line):
        return self._timed(line)

    def _cell_time(self, line, cell):
        return self._timed(f'{line}\n{cell}' if line else cell)

    def _timed(self, code):
        import time

        body, last = _compiled(code, f'<timed {_now["count"]}>')
        value = None
        wall, processor = time.perf_counter(), time.process_time()
        try:
            if body is not None:
                _valued(body, None)
            if last is not None:
                value = _valued(None, last)
        finally:
            processor, wall = time.process_time() - processor, time.perf_counter() - wall
            print(f'CPU times: user {_span(processor)}, sys: 0 ns, total: {_span(processor)}')
            print(f'Wall time: {_span(wall)}')
        return value

    def _line_timeit(self, line):
        self._timeit(line, None)

    def _cell_timeit(self, line, cell):
        self._timeit(cell, line)

    def _timeit(self, code, setup):
        import statistics
        import timeit

        loops, runs, words = 0, 7, code.split(' ')
        while len(words) > 1 and words[0] in ('-n', '-r'):
            loops, runs = (int(words[1]), runs) if words[0] == '-n' else (loops, int(words[1]))
            words = words[2:]
        timer = timeit.Timer(' '.join(words).strip('\n') or 'pass', setup or 'pass', globals=_main.__dict__)
        if not loops:
            loops, _ = timer.autorange()
        each = [total / loops for total in timer.repeat(runs, loops)]
        print(
            f'{_span(statistics.fmean(each))} ± {_span(statistics.pstdev(each))} per loop '
            f'(mean ± std. dev. of {runs} runs, {loops:,} loops each)'
        )

    def _cell_capture(self, line, cell):
        name = next((word for word in line.split() if not word.startswith('-')), None)
        with _Captured() as captured:
            _run(cell, f'<cell {_now["count"]}>', False)
        if name:
            _main.__dict__[name] = captured

    def _cell_writefile(self, line, cell):
        words = line.split()
        appends = '-a' in words
        name = words[-1]
        existed = os.path.exists(name)
        with open(name, 'a' if appends else 'w', encoding='utf-8') as file:
            file.write(cell)
        print(f'{"Appending to" if appends else "Overwriting" if existed else "Writing"} {name}')

    _cell_file = _cell_writefile

    def _cell_html(self, line, cell):
        _publish({'text/html': cell, 'text/plain': '<IPython.core.display.HTML object>'}, {})

    _cell_HTML = _cell_html

    def _cell_markdown(self, line, cell):
        _publish({'text/markdown': cell, 'text/plain': '<IPython.core.display.Markdown object>'}, {})

    def _cell_latex(self, line, cell):
        _publish({'text/latex': cell, 'text/plain': '<IPython.core.display.Latex object>'}, {})

    def _cell_svg(self, line, cell):
        _publish({'image/svg+xml': cell, 'text/plain': '<IPython.core.display.SVG object>'}, {})

    _cell_SVG = _cell_svg

    def _cell_javascript(self, line, cell):
        _publish({'application/javascript': cell, 'text/plain': '<IPython.core.display.Javascript object>'}, {})

    _cell_js = _cell_javascript

    def _cell_python(self, line, cell):
        exec(compile(cell, '<python>', 'exec'), {'__name__': '__main__'})

    _cell_python3 = _cell_python

    def _line_undo(self, line):
        """Undoes the last cells, once this one has ended."""
        _send({'is': 'undo', 'cells': int(line or 1)})

    def _line_checkpoint(self, line):
        """Saves the state under a name, once this cell has ended; %restore returns to it."""
        _send({'is': 'checkpoint', 'name': line.strip() or 'latest'})

    def _line_restore(self, line):
        """Restores a checkpoint, once this cell has ended."""
        _send({'is': 'restore', 'name': line.strip() or 'latest'})


def _span(seconds):
    for unit, size in (('s', 1), ('ms', 1e-3), ('µs', 1e-6)):
        if seconds >= size:
            return f'{seconds / size:.3g} {unit}'
    return f'{seconds * 1e9:.3g} ns'


class _Captured:
    """Captured output and displays of a cell."""

    def __enter__(self):
        import io

        self._streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = self._out, self._err = io.StringIO(), io.StringIO()
        self._messages = []
        _captures.append(self._messages)
        return self

    def __exit__(self, *failure):
        _captures.pop()
        sys.stdout, sys.stderr = self._streams

    @property
    def stdout(self):
        return self._out.getvalue()

    @property
    def stderr(self):
        return self._err.getvalue()

    @property
    def outputs(self):
        return [_Raw(each['data']) for each in self._messages if 'data' in each]

    def show(self):
        sys.stdout.write(self.stdout)
        sys.stderr.write(self.stderr)
        for each in self._messages:
            _send({**each, 'is': 'display'} if each['is'] == 'result' else each)

    __call__ = show

    def __str__(self):
        return self.stdout


def capture_output(stdout=True, stderr=True, display=True):
    return _Captured()


def pretty(value, **settings):
    return _pretty(value)


def pprint(value, **settings):
    print(_pretty(value))


class _Raw:
    def __init__(self, data):
        self.data = data

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.data


InteractiveShell = ZMQInteractiveShell
_shell = ZMQInteractiveShell()


def _decorator(use):
    """A decorator that can be given a name in the place of the function."""

    def decorate(function, name=None):
        if isinstance(function, str):
            return lambda real: decorate(real, function)
        use(function, name)
        return function

    return decorate


def _registering(kind):
    return _decorator(lambda function, name: get_ipython().register_magic_function(function, kind, name))


register_line_magic = _registering('line')
register_cell_magic = _registering('cell')
register_line_cell_magic = _registering('line_cell')


def _marking(kind):
    def mark(function, name):
        function._magics = [*getattr(function, '_magics', ()), (kind, name or function.__name__)]

    return _decorator(mark)


line_magic = _marking('line')
cell_magic = _marking('cell')
line_cell_magic = _marking('line_cell')


def magics_class(kind):
    return kind


def needs_local_scope(function):
    return function


class Magics:
    """The base of classes of magics."""

    def __init__(self, shell=None, **settings):
        self.shell = shell or get_ipython()


def get_ipython():
    return _shell


class DisplayObject:
    """A value of one MIME type."""

    _mime = 'text/plain'
    _binary = False

    def __init__(self, data=None, url=None, filename=None, metadata=None, **settings):
        if data is not None and isinstance(data, (str, os.PathLike)) and filename is None and self._is_file(data):
            data, filename = None, data
        if filename is not None:
            with open(filename, 'rb' if self._binary else 'r') as file:
                data = file.read()
        self.data, self.url, self.filename, self.metadata = data, url, filename, metadata or {}

    def _is_file(self, data):
        return isinstance(data, os.PathLike)

    def reload(self):
        """Reads the file again."""
        if self.filename is not None:
            with open(self.filename, 'rb' if self._binary else 'r') as file:
                self.data = file.read()

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self._mime == 'text/plain':
            return {}
        return {self._mime: self._shown()}, ({self._mime: self.metadata} if self.metadata else {})

    def _shown(self):
        return self.data

    def __repr__(self):
        return f'<IPython.core.display.{type(self).__name__} object>'


class TextDisplayObject(DisplayObject):
    pass


class HTML(TextDisplayObject):
    _mime = 'text/html'

    def __html__(self):
        return self.data


class Markdown(TextDisplayObject):
    _mime = 'text/markdown'


class GeoJSON(TextDisplayObject):
    _mime = 'application/geo+json'


class Latex(TextDisplayObject):
    _mime = 'text/latex'


class Math(Latex):
    def _shown(self):
        return '$\\displaystyle %s$' % self.data.strip('$')


class SVG(DisplayObject):
    _mime = 'image/svg+xml'

    def _is_file(self, data):
        return not data.lstrip().startswith('<')

    @property
    def data(self):
        return self._data

    @data.setter
    def data(self, svg):
        """Keeps the picture alone, without what stands around it in the file."""
        if svg is not None:
            from xml.dom import minidom

            found = minidom.parseString(svg).getElementsByTagName('svg')
            svg = found[0].toxml() if found else svg
        self._data = svg


class JSON(DisplayObject):
    _mime = 'application/json'

    def __init__(self, data=None, url=None, filename=None, expanded=False, metadata=None, root='root', **settings):
        super().__init__(data, url, filename)
        self.metadata = {'expanded': expanded, 'root': root, **(metadata or {})}

    def _shown(self):
        import json

        return json.loads(self.data) if isinstance(self.data, str) else self.data


class Pretty(TextDisplayObject):
    def _repr_pretty_(self, printing, cycle):
        printing.text(self.data)


class Javascript(TextDisplayObject):
    _mime = 'application/javascript'


class Code(TextDisplayObject):
    _mime = 'text/html'

    def _shown(self):
        import html

        return f'<pre><code>{html.escape(self.data)}</code></pre>'


def _names_file(data):
    """Whether bytes or text name a file rather than being what is to be shown, or where that is."""
    if str(data).startswith(('http:', 'https:')):
        return False
    return isinstance(data, os.PathLike) or len(data) < 4096 and os.path.exists(data)


class Image(DisplayObject):
    _binary = True
    PNG, JPEG, GIF = 'image/png', 'image/jpeg', 'image/gif'

    def __init__(self, data=None, url=None, filename=None, format=None, embed=None, width=None, height=None, **settings):
        super().__init__(data, url, filename)
        if isinstance(self.data, str) and url is None and self.data.startswith(('http:', 'https:')):
            self.data, self.url = None, self.data
        self.format = format or self._format()
        self.metadata = {k: v for k, v in (('width', width), ('height', height)) if v is not None}

    def _is_file(self, data):
        return _names_file(data)

    def _format(self):
        data = self.data if isinstance(self.data, bytes) else b''
        if data.startswith(b'\xff\xd8'):
            return 'jpeg'
        return 'gif' if data.startswith(b'GIF8') else 'webp' if data[8:12] == b'WEBP' else 'png'

    def _repr_mimebundle_(self, include=None, exclude=None):
        if self.data is None:
            return {'text/html': f'<img src="{self.url}"/>'}
        mime = 'image/' + {'jpg': 'jpeg'}.get(self.format, self.format)
        return {mime: self.data}, ({mime: self.metadata} if self.metadata else {})


class _Media(DisplayObject):
    _binary = True

    def __init__(self, data=None, filename=None, url=None, embed=None, rate=None, mimetype=None, **settings):
        super().__init__(data, url, filename)
        self.mimetype = mimetype or self._mime

    def _is_file(self, data):
        return _names_file(data)

    def _repr_mimebundle_(self, include=None, exclude=None):
        if isinstance(self.data, str) and self.data.startswith(('http:', 'https:')):
            self.data, self.url = None, self.data
        source = self.url or f'data:{self.mimetype};base64,{_encoded(self.data)}'
        return {'text/html': f'<{self._tag} controls src="{source}"></{self._tag}>'}


class Audio(_Media):
    _mime, _tag = 'audio/wav', 'audio'


class Video(_Media):
    _mime, _tag = 'video/mp4', 'video'


class IFrame:
    def __init__(self, src, width, height, **settings):
        self.src, self.width, self.height = src, width, height

    def _repr_html_(self):
        return f'<iframe width="{self.width}" height="{self.height}" src="{self.src}" frameborder="0" allowfullscreen></iframe>'


class YouTubeVideo(IFrame):
    def __init__(self, id, width=400, height=300, **settings):
        super().__init__(f'https://www.youtube.com/embed/{id}', width, height)


class FileLink:
    def __init__(self, path, **settings):
        self.path = path

    def _repr_html_(self):
        return f"<a href='{self.path}' target='_blank'>{self.path}</a><br>"

    def __repr__(self):
        return os.path.abspath(self.path)


class ProgressBar:
    """An iterable bar that shows its progress."""

    def __init__(self, total):
        self.total, self._progress = total, 0
        self._handle = DisplayHandle()

    def __repr__(self):
        done = int(60 * self._progress / self.total) if self.total else 60
        return '[{}{}] {}/{}'.format('=' * done, ' ' * (60 - done), self._progress, self.total)

    def _repr_html_(self):
        return f"<progress style='width:60ex' max='{self.total}' value='{self._progress}'></progress>"

    def display(self):
        self._handle.display(self)

    def update(self):
        self._handle.update(self)

    @property
    def progress(self):
        return self._progress

    @progress.setter
    def progress(self, value):
        self._progress = value
        self.update()

    def __iter__(self):
        self.display()
        for self.progress in range(self.total):
            yield self._progress


def _displaying(mime):
    def show(*values, raw=False, metadata=None, **settings):
        if raw:
            for each in values:
                _publish({mime: _encoded(each)}, {mime: metadata} if metadata else {})
        else:
            display(*values, metadata=metadata, include=['text/plain', mime], **settings)

    return show


display_html = _displaying('text/html')
display_markdown = _displaying('text/markdown')
display_latex = _displaying('text/latex')
display_png = _displaying('image/png')
display_jpeg = _displaying('image/jpeg')
display_svg = _displaying('image/svg+xml')
display_pdf = _displaying('application/pdf')
display_json = _displaying('application/json')
display_javascript = _displaying('application/javascript')
display_pretty = _displaying('text/plain')


def set_matplotlib_formats(*formats, **settings):
    """Does nothing: figures are always PNG pictures."""


set_matplotlib_close = set_matplotlib_formats


def publish_display_data(data, metadata=None, *, transient=None, **settings):
    _shell.display_pub.publish(data, metadata, transient=transient, **settings)


_DISPLAY = (
    'display update_display clear_output DisplayHandle DisplayObject TextDisplayObject HTML Markdown Latex Math SVG JSON '
    'Pretty Javascript Code GeoJSON Image Audio Video IFrame YouTubeVideo FileLink ProgressBar publish_display_data '
    'display_html display_markdown display_latex display_png display_jpeg display_svg display_pdf display_json display_javascript '
    'display_pretty set_matplotlib_formats set_matplotlib_close'
).split()

_SHIMS = {
    'IPython': ['get_ipython', 'InteractiveShell'],
    'IPython.display': _DISPLAY,
    'IPython.core': [],
    'IPython.core.display': _DISPLAY,
    'IPython.core.display_functions': _DISPLAY,
    'IPython.core.getipython': ['get_ipython'],
    'IPython.core.error': ['UsageError', 'StdinNotImplementedError'],
    'IPython.core.interactiveshell': ['InteractiveShell'],
    'IPython.core.formatters': [],
    'IPython.core.magic': (
        'register_line_magic register_cell_magic register_line_cell_magic line_magic cell_magic line_cell_magic magics_class '
        'needs_local_scope Magics'
    ).split(),
    'IPython.core.pylabtools': [],
    'IPython.lib': [],
    'IPython.lib.pretty': ['pretty', 'pprint'],
    'IPython.lib.display': ['Audio', 'IFrame', 'YouTubeVideo', 'FileLink', 'Code'],
    'IPython.utils': [],
    'IPython.utils.io': ['capture_output'],
    'IPython.utils.capture': ['capture_output'],
    'comm': ['Comm', 'create_comm'],
    # A backend of matplotlib's.
    'serpentarium_inline': [],
}


class Comm:
    """A channel to widgets on the page, of which there are none: what is sent is dropped."""

    def __init__(self, target_name='', data=None, metadata=None, buffers=None, comm_id=None, **settings):
        import uuid

        self.comm_id = comm_id or uuid.uuid4().hex
        self.target_name = target_name

    def send(self, data=None, metadata=None, buffers=None):
        pass

    open = close = send

    def on_msg(self, callback):
        pass

    on_close = on_msg


create_comm = Comm


class _Shims:
    """Finds the packages IPython and comm when no real ones are there: it comes last."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name not in _SHIMS:
            return None
        from importlib.machinery import ModuleSpec

        return ModuleSpec(name, _Shims, is_package=name in ('IPython', 'IPython.core', 'IPython.lib', 'IPython.utils'))

    @staticmethod
    def create_module(spec):
        return None

    @staticmethod
    def exec_module(module):
        names = globals()
        for each in _SHIMS[module.__name__]:
            setattr(module, each, names[each])
        if module.__name__ == 'IPython':
            module.__version__, module.version_info = '9.0.0', (9, 0, 0)
            import IPython.display
        elif module.__name__ == 'serpentarium_inline':
            from matplotlib.backends.backend_agg import FigureCanvasAgg

            module.FigureCanvas = FigureCanvasAgg
            module.show = lambda *ignored, **settings: show_figures()


for _name in _DISPLAY:
    if isinstance(globals()[_name], type):
        globals()[_name].__module__ = 'IPython.core.display'

builtins.display = display
builtins.get_ipython = get_ipython
sys.meta_path.append(_Shims)
