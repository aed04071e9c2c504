# attacks: the formatting of an error by changing the library that does it
# expect: raised ZeroDivisionError
import linecache, traceback


def bad(*arguments, **more):
    raise SystemExit(99)


traceback.format_exception = traceback.TracebackException = bad
linecache.getline = linecache.checkcache = linecache.getlines = bad
1 / 0
