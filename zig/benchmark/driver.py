"""Runs one program of the set, in whichever Python it is imported."""
import gc
import os
import sys

import pyperf


def run(path, loops, arguments):
    pyperf.loops = loops
    sys.argv = [path, *arguments]
    sys.path.insert(0, os.path.dirname(path))
    try:
        with open(path, encoding='utf-8') as source:
            code = compile(source.read(), path, 'exec')
        exec(code, {'__name__': '__main__', '__file__': path})
    finally:
        del sys.path[0]
        gc.collect()
