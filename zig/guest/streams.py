"""Gives back a standard stream that a program has closed or taken apart, as CPython made it."""
import io
import sys

_made = {name: (stream.fileno(), stream.encoding, stream.errors)
         for name, stream in (('stdout', sys.stdout), ('stderr', sys.stderr))}


def _is_usable(stream):
    try:
        return not stream.closed
    except Exception:
        return False


def _make(name):
    descriptor, encoding, errors = _made[name]
    raw = io.FileIO(descriptor, 'wb', closefd=False)
    raw.name = f'<{name}>'
    raw.raw = raw
    stream = io.TextIOWrapper(raw, encoding, errors, newline='\n', write_through=True)
    stream.mode = 'w'
    return stream


def restore(name):
    original = f'__{name}__'
    if not _is_usable(getattr(sys, original, None)):
        setattr(sys, original, _make(name))
    if not _is_usable(getattr(sys, name, None)):
        setattr(sys, name, getattr(sys, original))


# There is no buffer between: the guest's own `write` has it.
for _name in _made:
    _raw = getattr(sys, _name).buffer
    _raw.raw = _raw
