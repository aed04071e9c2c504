"""libwasmtime.lock: which Wasmtime the engine `ffm` carries, and the sha256 of everything that brings it."""
import hashlib
import os
import re
import tempfile
import zipfile
from typing import Dict, NamedTuple

HERE = os.path.dirname(os.path.abspath(__file__))
PATH = os.path.join(
    os.path.dirname(HERE), 'src', 'main', 'resources', 'io', 'serpentarium', 'sandbox', 'engine', 'ffm',
    'libwasmtime.lock')
PACKAGE = 'wasmtime'

HEAD = '''\
# The library that the engine `ffm` loads: Wasmtime's C API, taken out of the PyPI package `wasmtime`.
# Written by sandbox/libwasmtime/bump, read by sandbox/libwasmtime/fetch and by the engine, which loads no other bytes.
# The file's name in the cache is its name in the wheel without the leading underscore.
#
# version  VERSION
# library  PLATFORM  PIP_PLATFORM_TAG  WHEEL_SHA256  PATH_IN_WHEEL  LIBRARY_SHA256
'''


class LockError(Exception):
    """The lock is not of its form."""


class Library(NamedTuple):
    """One `library` line. `size` is in bytes; 0 where the line was read, since only its comment says it."""
    platform: str
    tag: str
    wheel_sha256: str
    path: str
    sha256: str
    size: int = 0

    @property
    def file_name(self):
        return self.path.rsplit('/', 1)[-1].lstrip('_')


class Lock(NamedTuple):
    version: str
    libraries: Dict[str, Library]


def sha256(path):
    """The sha256 of a file, in hex; None where there is no such file."""
    digest = hashlib.sha256()
    try:
        with open(path, 'rb') as file:
            for block in iter(lambda: file.read(1 << 20), b''):
                digest.update(block)
    except FileNotFoundError:
        return None
    return digest.hexdigest()


def _library(path, number, fields):
    if len(fields) != 5 or not all(re.fullmatch('[0-9a-f]{64}', fields[i]) for i in (2, 4)):
        raise LockError(f'{path}:{number}: a library line has a platform, a tag, a sha256, a path and a sha256')
    return Library(*fields)


def read(path=PATH):
    """The lock at `path`; LockError where it is not of its form."""
    version, libraries = None, {}
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            kind, *fields = line.split() or ['#']
            if kind.startswith('#'):
                continue
            if kind == 'version' and len(fields) == 1 and version is None:
                version = fields[0]
            elif kind == 'library':
                library = _library(path, number, fields)
                libraries[library.platform] = library
            else:
                raise LockError(f'{path}:{number}: not a line of a lock: {line.strip()}')
    if version is None or not libraries:
        raise LockError(f'{path}: no version or no library')
    return Lock(version, libraries)


def text(lock):
    """The lock as its file has it."""
    lines = [HEAD, f'version {lock.version}\n']
    for library in lock.libraries.values():
        lines.append(f'# {library.size} bytes\nlibrary {" ".join(library[:5])}\n')
    return ''.join(lines)


def library_of(platform, wheel):
    """What the lock says of one downloaded wheel; LockError where it carries no library."""
    with zipfile.ZipFile(wheel) as archive:
        paths = [name for name in archive.namelist() if re.search(r'/_?(libwasmtime\.(so|dylib)|wasmtime\.dll)$', name)]
        if len(paths) != 1:
            raise LockError(f'{os.path.basename(wheel)} carries {len(paths)} libraries instead of one')
        data = archive.read(paths[0])
    tag = os.path.basename(wheel)[:-len('.whl')].rsplit('-', 1)[-1].split('.')[0]
    return Library(platform, tag, sha256(wheel), paths[0], hashlib.sha256(data).hexdigest(), len(data))


def replace(path, data, mode):
    """Writes a file in one step: whoever looks sees the old bytes or the new, and never a part."""
    handle, temporary = tempfile.mkstemp(prefix='.', suffix='.tmp', dir=os.path.dirname(path))
    try:
        with os.fdopen(handle, 'wb') as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
