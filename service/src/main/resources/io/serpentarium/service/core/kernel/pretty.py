"""The text of values as notebooks show it: long containers over several lines, sets in order, `_repr_pretty_`."""

_WIDTH = 79
_MOST = 1000


class _Break:
    """A place for a new line; where its group has room it is a separator."""

    __slots__ = ('separator',)

    def __init__(self, separator):
        self.separator = separator


class _Group:
    """Parts that are on one line together, or whose breaks are all new lines."""

    __slots__ = ('indent', 'parts')

    def __init__(self, indent):
        self.indent, self.parts = indent, []


class _Printing:
    """What `_repr_pretty_` is given."""

    def __init__(self):
        self.stack = []
        self._groups = [_Group(0)]

    def text(self, text):
        self._groups[-1].parts.append(str(text))

    def breakable(self, sep=' '):
        self._groups[-1].parts.append(_Break(sep))

    def break_(self):
        self._groups[-1].parts.append(_Break(None))

    def begin_group(self, indent=0, open=''):
        group = _Group(indent)
        if open:
            self.text(open)
        self._groups[-1].parts.append(group)
        self._groups.append(group)

    def end_group(self, dedent=0, close=''):
        self._groups.pop()
        if close:
            self.text(close)

    def group(self, indent=0, open='', close=''):
        return _Within(self, indent, open, close)

    def indent(self, indent):
        return _Within(self, indent, '', '')

    def pretty(self, value):
        cycle = any(each is value for each in self.stack)
        self.stack.append(value)
        try:
            kind = type(value)
            own = None if issubclass(kind, type) else getattr(kind, '_repr_pretty_', None)
            if callable(own):
                own(value, self, cycle)
            else:
                (_printer_of(kind) or _print_plain)(value, self, cycle)
        finally:
            self.stack.pop()

    def whole(self):
        return ''.join(_laid_out(self._groups[0], 0, 0, _width(self._groups[0]))[0])


class _Within:
    def __init__(self, printing, indent, opening, closing):
        self.printing, self.indent, self.opening, self.closing = printing, indent, opening, closing

    def __enter__(self):
        self.printing.begin_group(self.indent, self.opening)

    def __exit__(self, *failure):
        self.printing.end_group(self.indent, self.closing)


def _width(part):
    """Characters on one line; more than there are where there is a new line in any case."""
    if type(part) is str:
        return len(part)
    if type(part) is _Break:
        return 100_000 if part.separator is None else len(part.separator)
    return sum(map(_width, part.parts))


def _laid_out(group, column, indent, following):
    """Returns the group as pieces of text and the column behind it."""
    indent += group.indent
    fits = column + following <= _WIDTH
    widths = list(map(_width, group.parts))
    pieces, rest = [], following - sum(widths)
    for at, part in enumerate(group.parts):
        if type(part) is str:
            pieces.append(part)
            newline = part.rfind('\n')
            column = column + len(part) if newline < 0 else len(part) - newline - 1
        elif type(part) is _Break:
            if part.separator is None or not fits:
                pieces.append('\n' + ' ' * indent)
                column = indent
            else:
                pieces.append(part.separator)
                column += len(part.separator)
        else:
            behind = 0
            for each, width in zip(group.parts[at + 1 :], widths[at + 1 :]):
                if type(each) is _Break and not fits:
                    break
                behind += width
            else:
                behind += max(rest, 0)
            inner, column = _laid_out(part, column, indent, widths[at] + behind)
            pieces += inner
    return pieces, column


def _plain(value):
    """The repr of a value, or its type's name where that fails."""
    text = _called(repr, value)
    kind = type(value)
    return f'<{kind.__module__}.{kind.__qualname__}>' if text is None else text


def _print_plain(value, printing, cycle):
    for at, line in enumerate(_plain(value).split('\n')):
        if at:
            printing.break_()
        printing.text(line)


def _separated(values, printing, most=None):
    """Goes through values to be printed, with commas between them; beyond the most there are dots."""
    for at, each in enumerate(values):
        if at:
            printing.text(',')
            printing.breakable()
        if at == most:
            printing.text('...')
            return
        yield each


def _print_items(values, printing, opening, closing):
    """Prints values in brackets."""
    with printing.group(len(opening), opening, closing):
        for each in _separated(values, printing, _MOST):
            printing.pretty(each)


def _print_list(value, printing, cycle):
    if cycle:
        printing.text('[...]')
    else:
        _print_items(value, printing, '[', ']')


def _print_tuple(value, printing, cycle):
    if cycle:
        printing.text('(...)')
    elif len(value) == 1:
        with printing.group(1, '(', ')'):
            printing.pretty(value[0])
            printing.text(',')
    else:
        _print_items(value, printing, '(', ')')


def _in_order(values):
    try:
        return sorted(values)
    except Exception:
        return list(values)


def _print_set(name, opening, closing):
    def show(value, printing, cycle):
        if cycle:
            printing.text(opening + '...' + closing)
        elif not value:
            printing.text(name + '()')
        else:
            _print_items(_in_order(value) if len(value) < _MOST else value, printing, opening, closing)

    return show


def _print_dict(value, printing, cycle):
    if cycle:
        printing.text('{...}')
        return
    with printing.group(1, '{', '}'):
        for key, each in _separated(value.items(), printing, _MOST):
            printing.pretty(key)
            printing.text(': ')
            printing.pretty(each)


def _print_call(*arguments):
    """Prints a value as a call of its type; each argument is made of the value."""

    def show(value, printing, cycle):
        name = type(value).__name__ + '('
        if cycle:
            printing.text(name + '...)')
            return
        with printing.group(len(name), name, ')'):
            for argument in _separated((each for make in arguments for each in make(value)), printing):
                if type(argument) is tuple and len(argument) == 3 and argument[0] is _print_call:
                    printing.text(argument[1] + '=')
                    printing.pretty(argument[2])
                else:
                    printing.pretty(argument)

    return show


def _print_class(value, printing, cycle):
    module = value.__module__
    name = value.__qualname__
    printing.text(name if module in ('builtins', 'exceptions', None) else f'{module}.{name}')


def _print_function(value, printing, cycle):
    printing.text(_signed(value))


def _print_pattern(value, printing, cycle):
    printing.text(repr(value) if '\\' in value.pattern or value.flags != 32 else f're.compile(r{value.pattern!r}, re.UNICODE)')


def _print_namespace(value, printing, cycle):
    with printing.group(10, 'namespace(', ')'):
        for name, each in _separated(vars(value).items(), printing):
            printing.text(name + '=')
            printing.pretty(each)


_PRINTERS = {
    list: _print_list,
    tuple: _print_tuple,
    dict: _print_dict,
    set: _print_set('set', '{', '}'),
    frozenset: _print_set('frozenset', 'frozenset({', '})'),
    type(lambda: None): _print_function,
    type(len): _print_function,
}

#: Of types that may not be there yet, by module and name.
_PRINTERS_BY_NAME = {
    ('collections', 'OrderedDict'): _print_call(lambda value: [list(value.items())] if value else []),
    ('collections', 'defaultdict'): _print_call(lambda value: [value.default_factory, dict(value)]),
    ('collections', 'deque'): _print_call(
        lambda value: [list(value)], lambda value: [] if value.maxlen is None else [(_print_call, 'maxlen', value.maxlen)]
    ),
    ('collections', 'Counter'): _print_call(lambda value: [dict(value.most_common())] if value else []),
    ('re', 'Pattern'): _print_pattern,
    ('types', 'SimpleNamespace'): _print_namespace,
}


def _printer_of(kind):
    """Who prints values of a type, unless that has a repr of its own."""
    if issubclass(kind, type):
        return _print_class if kind.__repr__ is type.__repr__ else None
    found = _PRINTERS.get(kind) or _PRINTERS_BY_NAME.get((kind.__module__, kind.__name__))
    if found is not None:
        return found
    for base in (list, tuple, dict, set, frozenset):
        if issubclass(kind, base) and kind.__repr__ is base.__repr__:
            return _PRINTERS[base]
    return None


def _pretty(value):
    """The text of a value."""
    printing = _Printing()
    try:
        printing.pretty(value)
        return printing.whole()
    except Exception:
        return _plain(value)
