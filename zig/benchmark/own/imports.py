"""Imports of a dozen modules of the library that are not loaded yet."""
import sys

import pyperf

NAMES = ('argparse', 'ast', 'calendar', 'csv', 'difflib', 'email.message', 'fractions', 'html.parser', 'inspect',
         'statistics', 'textwrap', 'tomllib', 'unittest', 'xml.dom.minidom')


def measured():
    before = set(sys.modules)
    for name in NAMES:
        __import__(name)
    for name in set(sys.modules) - before:
        del sys.modules[name]


for name in NAMES:
    for loaded in [m for m in sys.modules if m.split('.')[0] == name.split('.')[0] and m != 'pyperf']:
        del sys.modules[loaded]
pyperf.Runner().bench_func('imports', measured)
