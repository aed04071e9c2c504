# Runs last in the interpreter that becomes the image: nothing of the build may stay behind.
def settle():
    import _signal, gc, importlib, linecache, sys, warnings

    # A directory's listing is kept only where the importer itself notices that it no longer holds: by the directory's time,
    # which for the stdlib image is the one that the build shows it with.
    importlib.invalidate_caches()
    stdlib = '/lib/python3.13'
    sys.path_importer_cache = {stdlib: sys.path_importer_cache[stdlib]}
    sys.path_importer_cache[stdlib].find_spec('nothing')

    linecache.clearcache()
    warnings.onceregistry.clear()
    for module in list(sys.modules.values()):
        vars(module).pop('__warningregistry__', None)
    for name in 'last_exc', 'last_type', 'last_value', 'last_traceback':
        vars(sys).pop(name, None)
    # Those of the prompt, which sets them again.
    for number in _signal.SIGCONT, _signal.SIGWINCH:
        _signal.signal(number, _signal.SIG_DFL)
    sys.argv = ['']
    sys.path[0] = ''
    namespace = vars(sys.modules['__main__'])
    for name in [name for name in namespace if not name.startswith('__')]:
        del namespace[name]
    gc.collect()
    # The collector does not walk frozen objects: its marks would make a session its own copy of every page.
    gc.freeze()


settle()
