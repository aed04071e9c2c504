# The last that runs before the image is taken: nothing of the build may stay behind.
import gc, importlib, linecache, sys, re

importlib.invalidate_caches()
for path in list(sys.path_importer_cache):
    if path != '/lib/python3.13':
        del sys.path_importer_cache[path]
linecache.clearcache()
re.purge()
sys.modules['builtins'].__dict__.pop('_', None)
namespace = sys.modules['__main__'].__dict__
for name in [name for name in namespace if not name.startswith('__')]:
    del namespace[name]
# Frozen objects are not walked by the collector, whose marks would make a session's own copy of every page.
sys.modules['gc'].collect()
sys.modules['gc'].freeze()
