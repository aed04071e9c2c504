"""Makes the stdlib image: a zip of stored entries with the standard library's sources, and what they compile to as unchecked
.pyc where the importer looks for them: a module is never compiled in a session, and its source is read for a traceback only.

    python3.13 stdlib_image.py SOURCE_LIB SYSCONFIGDATA LICENSE OWN_LIBRARY TZDATA OUTPUT

Run by the native interpreter of the same version, with PYTHONHASHSEED=0: what marshal writes must not depend on the day.
"""
import importlib.util
import os
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

TARGET = '/lib/python3.13'
TIME = (1980, 1, 1, 0, 0, 0)
# What cannot work in the sandbox (no terminal, no display, no shared libraries), or is no part of a program's library.
LEFT_OUT = {
    'ctypes', 'curses', 'ensurepip', 'idlelib', 'pydoc_data/_pydoc.css', 'site-packages', 'test', 'tkinter', 'turtle.py',
    'turtledemo', 'venv',
}


def source_names(root):
    for folder, folders, files in os.walk(root):
        relative = os.path.relpath(folder, root)
        prefix = '' if relative == '.' else relative + '/'
        folders[:] = sorted(name for name in folders if prefix + name not in LEFT_OUT and name != '__pycache__')
        yield from (prefix + name for name in sorted(files) if name.endswith('.py') and prefix + name not in LEFT_OUT)


def compiled(data, name):
    """A .pyc whose source is never compared; the hash only fills its place."""
    code = compile(data, f'{TARGET}/{name}', 'exec', dont_inherit=True, optimize=0)
    return bytes(_code_to_hash_pyc(code, importlib.util.source_hash(data), checked=False))


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def with_code(data, name):
    """A source and its .pyc."""
    return {name: data, importlib.util.cache_from_source(name): compiled(data, name)}


# A program may look at sys.executable, and start it (library/_processes.py).
STAND_IN = {'bin/python3': b'The host runs Python where a program starts this file.\n'}


def source_tree(root):
    found = {}
    for name in source_names(root):
        found.update(with_code(read(os.path.join(root, name)), name))
    return found


def whole_tree(root):
    """An unpacked wheel. zoneinfo finds the files of tzdata by TZPATH, without importing it."""
    found = source_tree(root)
    for folder, _, names in os.walk(root):
        paths = [os.path.join(folder, name) for name in names if not name.endswith('.py')]
        found.update((os.path.relpath(path, root), read(path)) for path in paths)
    return found


def entries(root, sysconfigdata, license_file, own_library, tzdata):
    name = os.path.basename(sysconfigdata)
    found = {
        **with_code(read(sysconfigdata), name), 'LICENSE.txt': read(license_file), **source_tree(root),
        **whole_tree(tzdata), **STAND_IN,
    }
    for name, data in source_tree(own_library).items():
        if found.setdefault(name, data) != data:
            raise SystemExit(f'{name} is in the standard library')
    return found


def write(path, found):
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_STORED) as archive:
        for name in sorted(found):
            info = zipfile.ZipInfo(name, TIME)
            info.create_system = 3
            info.external_attr = 0o444 << 16
            archive.writestr(info, found[name])


if __name__ == '__main__':
    write(sys.argv[6], entries(*sys.argv[1:6]))
