"""Keeps the modules that the image has and an interpreter that has just started has not, until a program imports them.

What a program sees in sys.modules is so what it would see anywhere, and a file of its own goes before a module of the library
that has the same name. Compiled under the name of the importer's file, whose frames no traceback shows.
"""
import dis
import posix
import sys
import types
import _frozen_importlib as bootstrap
from _frozen_importlib_external import PathFinder

LIBRARY = '/lib/python3.13'

# What CPython 3.13 has imported before the first line of a program. `warnings` is there for cells: without it the interpreter
# looks for the line that a warning is about in a file. A script gives it up (script.zig).
_STARTED = frozenset((
    'sys', 'builtins', '_frozen_importlib', '_imp', '_thread', '_warnings', '_weakref', '_io', 'marshal', 'posix',
    '_frozen_importlib_external', 'time', 'zipimport', '_codecs', 'codecs', 'encodings.aliases', 'encodings', 'encodings.utf_8',
    '_signal', '_abc', 'abc', 'io', '__main__', '_stat', 'stat', '_collections_abc', 'errno', 'genericpath', 'posixpath',
    'os.path', 'os', '_sitebuiltins', 'site', 'warnings'))

# Built in here, but files in the library of CPython on Linux: those of a program go before them.
_FILES_ELSEWHERE = frozenset((
    'array', 'binascii', 'cmath', 'fcntl', 'math', 'pyexpat', 'readline', 'select', 'termios', 'unicodedata', 'zlib'))

# A function's code.
_OPTIMIZED = 1

_load = bootstrap._find_and_load
_images = {}
_shelf = {}
_needed = {}
_finders = []
_listings = {}


def _find_and_load(name, import_):
    if name in _shelf:
        if name not in sys.modules and _take(name):
            return sys.modules[name]
    if name in _FILES_ELSEWHERE and name not in sys.modules and _is_shadowed((name,)):
        spec = PathFinder.find_spec(name)
        if spec is not None:
            return bootstrap._load(spec)
    return _load(name, import_)


def _take(name):
    """Puts a module and all that it has imported into sys.modules; not where the program would get another one."""
    modules, names = sys.modules, _needed[name]
    # What comes after them is not asked for a module that they find.
    if sys.meta_path[:len(_finders)] != _finders:
        return False
    for needed in names:
        if needed in modules:
            if modules[needed] is not _images[needed]:
                return False
        elif needed not in _shelf:
            return False
    if _is_shadowed(names):
        return False
    for needed in names:
        if needed in _shelf:
            modules[needed] = _shelf.pop(needed)
    return True


def _is_shadowed(names):
    """Whether a folder that comes before the library on the path has a module of one of these names."""
    for folder in sys.path:
        if folder == LIBRARY:
            return False
        listing = _listing(folder)
        if listing and not listing.isdisjoint(names):
            return True
    return True


def _listing(folder):
    """The names of the modules in a folder, read again whenever it has changed."""
    try:
        folder = folder or posix.getcwd()
        modified = posix.stat(folder).st_mtime_ns
        known = _listings.get(folder)
        if known is None or known[0] != modified:
            known = _listings[folder] = modified, {_module_name(file) for file in posix.listdir(folder)}
        return known[1]
    except (OSError, TypeError):
        return None


def _module_name(file):
    for ending in '.py', '.pyc':
        if file.endswith(ending):
            return file[:-len(ending)]
    return file


def _imports_of(module):
    """The names that a module imports when it is executed, functions left out."""
    names = set()
    codes = [module.__spec__.loader.get_code(module.__spec__.name)] if getattr(module.__spec__, 'has_location', False) else []
    while codes:
        code = codes.pop()
        for name, level, members in dis._find_imports(code):
            base = bootstrap._resolve_name(name, module.__spec__.parent, level).rstrip('.') if level else name
            names.add(base)
            names.update(f'{base}.{member}' for member in members or ())
        # The bodies of classes are executed along with the module.
        codes.extend(inner for inner in code.co_consts if isinstance(inner, types.CodeType) and not inner.co_flags & _OPTIMIZED)
    return names


def _close(names, direct):
    """All that is imported along with these, themselves and the packages they are in among them."""
    found, left = set(), list(names)
    while left:
        name = left.pop()
        if name in direct and name not in found:
            found.add(name)
            left.extend(direct[name])
            left.append(name.rpartition('.')[0])
    return found


def shelve():
    """Leaves in sys.modules what a started interpreter has."""
    modules = sys.modules
    for name in [name for name in modules if name not in _STARTED]:
        module = modules.pop(name)
        if name in _images:
            _shelf[name] = module
    modules['warnings'] = _shelf['warnings'] = _images['warnings']


def prepare():
    """Takes note of all that has been imported so far."""
    _images.update((name, module) for name, module in sys.modules.items() if not name.startswith('_serpentarium'))
    direct = {name: _imports_of(module) for name, module in _images.items()}
    # A package itself puts modules of other names below its own, such as collections.abc.
    for name, module in _images.items():
        package = name.rpartition('.')[0]
        if package in direct and module.__spec__ and module.__spec__.name != name:
            direct[package].add(name)
    for name in _images:
        needed = _close([name], direct)
        _needed[name] = tuple(each for each in _images if each in needed and (each not in _STARTED or each == 'warnings'))
    _finders[:] = sys.meta_path
    bootstrap._find_and_load = _find_and_load
    shelve()


def import_ahead(names):
    """Imports modules into an interpreter from which others start, and keeps them as the image's own are kept."""
    import gc

    uses, loading, known = {}, [], frozenset(sys.modules)

    def find_and_load(name, import_):
        package = name.partition('.')[0]
        uses.setdefault(package, set())
        if loading:
            uses[loading[-1]].add(package)
        loading.append(package)
        try:
            return _find_and_load(name, import_)
        finally:
            loading.pop()

    bootstrap._find_and_load = find_and_load
    try:
        for name in names:
            __import__(name)
            _keep(known, uses)
            # What a later one imports is told by its imports only if it is not in sys.modules.
            settle()
    finally:
        bootstrap._find_and_load = _find_and_load
    gc.collect()
    # The collector would write to every page of what is here, in each session.
    gc.freeze()


def _keep(known, uses):
    """Takes note of what has been imported since, and of what each needs.

    A package needs the packages that it uses, but not the library's modules: it has them, whatever files a program has by their
    names, and an extension module is not loaded twice.
    """
    library = sys.stdlib_module_names
    loaded = [name for name in sys.modules if name not in known]
    for name in loaded:
        _images.setdefault(name, sys.modules[name])
    for name in loaded:
        package = name.partition('.')[0]
        if package in library:
            _needed.setdefault(name, tuple(each for each in _images if f'{name}.'.startswith(f'{each}.')))
        else:
            packages = {each for each in _close([package], uses) if each not in library}
            _needed[name] = tuple(each for each in _images if each.partition('.')[0] in packages)
    _finders[:] = sys.meta_path


def settle():
    _listings.clear()
    shelve()
    # Without the gaps of what was there.
    for table in sys.modules, _shelf:
        entries = dict(table)
        table.clear()
        table.update(entries)
