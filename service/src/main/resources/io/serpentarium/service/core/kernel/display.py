"""What a program shows beside text: bundles of MIME types, one line of JSON each on /dev/display.

Loaded into an interpreter by the host, before kernel.py and shell.py, with which it shares one namespace.
"""

import builtins
import os
import sys

__all__ = ['display', 'update_display', 'clear_output', 'DisplayHandle']

#: What these show is their repr, whoever asks.
_PLAIN = frozenset((int, float, complex, bool, str, bytes, type(None)))

_METHODS = (
    ('text/html', '_repr_html_'),
    ('text/markdown', '_repr_markdown_'),
    ('image/svg+xml', '_repr_svg_'),
    ('image/png', '_repr_png_'),
    ('application/pdf', '_repr_pdf_'),
    ('image/jpeg', '_repr_jpeg_'),
    ('text/latex', '_repr_latex_'),
    ('application/json', '_repr_json_'),
    ('application/javascript', '_repr_javascript_'),
)

#: Where messages go in place of the host, the innermost last: lists that %%capture fills.
_captures = []

#: Functions that a program has registered for types, by MIME type.
_registered = {}


def _send(message):
    """Passes a message to the host, after everything written so far."""
    if _captures:
        _captures[-1].append(message)
        return
    import json

    _flush()
    try:
        text = json.dumps(message, allow_nan=False, default=repr)
    except ValueError:
        text = json.dumps(_finite(message), default=repr)
    view = memoryview(text.encode() + b'\n')
    descriptor = os.open('/dev/display', os.O_WRONLY)
    try:
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as failure:
        raise OSError(failure.errno, 'There is no room for more to display: 8 MiB at most') from None
    finally:
        os.close(descriptor)


def _finite(value):
    """JSON has no NaN and no infinities."""
    if isinstance(value, float):
        return value if value - value == 0 else None
    if isinstance(value, dict):
        return {str(name): _finite(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(each) for each in value]
    return value


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass


def _method(value, name):
    """Returns a method of the value's type; classes have none, nor do objects that have any attribute."""
    kind = type(value)
    if issubclass(kind, type):
        return None
    found = getattr(kind, name, None)
    if not callable(found) or getattr(kind, '_no_such_method_', None) is not None:
        return None
    return lambda *arguments, **named: found(value, *arguments, **named)


def _called(method, *arguments, **named):
    """Returns what a method returns; a failure gives a few lines on stderr and is no error of the program."""
    try:
        return method(*arguments, **named)
    except NotImplementedError:
        return None
    except Exception:
        import traceback

        traceback.print_exc()
        return None


def _bundle(value, include=None, exclude=None):
    """Returns the MIME bundle of a value and its metadata."""
    if type(value) in _PLAIN and not _registered:
        return {'text/plain': repr(value)}, {}
    data, metadata = {}, {}
    _add_registered(value, data, metadata)
    _add_figure(value, data)
    method = _method(value, '_repr_mimebundle_')
    if method is not None:
        _add(_called(method, include=include, exclude=exclude), data, metadata)
    for mime, name in _METHODS:
        if mime not in data:
            method = _method(value, name)
            if method is not None:
                _add_one(mime, _called(method), data, metadata)
    if 'text/plain' not in data:
        data['text/plain'] = _pretty(value)
    if include:
        data = {mime: each for mime, each in data.items() if mime in include}
    if exclude:
        data = {mime: each for mime, each in data.items() if mime not in exclude}
    return {mime: _encoded(each) for mime, each in data.items()}, metadata


def _add_registered(value, data, metadata):
    for mime, functions in _registered.items():
        for kind in type(value).__mro__:
            if kind in functions:
                _add_one(mime, _called(functions[kind], value), data, metadata)
                break


def _add_figure(value, data):
    """Returns a matplotlib figure as a picture, as IPython draws it."""
    figures = sys.modules.get('matplotlib.figure')
    if figures is not None and isinstance(value, figures.Figure) and 'image/png' not in data:
        import io

        picture = io.BytesIO()
        if _called(lambda: value.savefig(picture, format='png', bbox_inches='tight') or True):
            data['image/png'] = picture.getvalue()


def show_figures():
    """Shows all open matplotlib figures, and closes them."""
    plots = sys.modules.get('matplotlib.pyplot')
    for number in plots.get_fignums() if plots is not None else ():
        display(plots.figure(number))
    if plots is not None:
        plots.close('all')


def _add(answer, data, metadata):
    if isinstance(answer, tuple) and len(answer) == 2:
        metadata.update(answer[1] or {})
        answer = answer[0]
    if isinstance(answer, dict):
        data.update(answer)


def _add_one(mime, answer, data, metadata):
    if isinstance(answer, tuple) and len(answer) == 2:
        answer, more = answer
        if more:
            metadata[mime] = more
    if answer is not None:
        data[mime] = answer


def _encoded(value):
    if isinstance(value, (bytes, bytearray, memoryview)):
        import base64

        return base64.b64encode(value).decode('ascii')
    return value


def _signed(function):
    import inspect

    name = getattr(function, '__qualname__', function.__name__)
    module = getattr(function, '__module__', None)
    if module not in (None, 'builtins', 'exceptions'):
        name = f'{module}.{name}'
    try:
        return f'<function {name}{inspect.signature(function)}>'
    except (TypeError, ValueError):
        return f'<function {name}>'


def _publish(data, metadata, display_id=None, update=False):
    _send({'is': 'display', 'data': data, 'metadata': metadata, 'id': display_id, 'update': update})


class DisplayHandle:
    """A display that can be replaced by another one."""

    def __init__(self, display_id=None):
        self.display_id = display_id or os.urandom(16).hex()

    def display(self, value, **settings):
        display(value, display_id=self.display_id, **settings)

    def update(self, value, **settings):
        update_display(value, display_id=self.display_id, **settings)

    def __repr__(self):
        return f'<DisplayHandle display_id={self.display_id}>'


def display(
    *values,
    include=None,
    exclude=None,
    metadata=None,
    transient=None,
    display_id=None,
    raw=False,
    clear=False,
    update=False,
    **settings,
):
    """Displays values in their richest representations. With a display_id they can be updated."""
    handle = None
    if display_id is True:
        handle = DisplayHandle()
        display_id = handle.display_id
    elif display_id is not None:
        handle = DisplayHandle(display_id)
    if clear:
        clear_output(wait=True)
    for value in values:
        if raw:
            data, more = {mime: _encoded(each) for mime, each in value.items()}, {}
        else:
            own = _method(value, '_ipython_display_')
            if own is not None:
                _called(own)
                continue
            data, more = _bundle(value, include, exclude)
        if not data:
            continue
        if metadata:
            more = {**more, **metadata}
        _publish(data, more, display_id, update)
    return None if update else handle


def update_display(value, *, display_id, **settings):
    """Replaces what was displayed under an id by a value."""
    display(value, display_id=display_id, update=True, **settings)


def clear_output(wait=False):
    """Clears the output of the cell; with wait, only when new output arrives."""
    _send({'is': 'clear', 'wait': bool(wait)})
