"""What a session does with modules that its template has imported: executed once, before kernel.py or rich.py."""

import os
import sys


def _imported(name):
    """Returns a module that has been imported, by the program or ahead of it; None for others."""
    import _frozen_importlib

    ahead = _frozen_importlib._find_and_load.__globals__.get('_shelf', {})
    return sys.modules.get(name) or ahead.get(name)


def _draw_inline():
    """Has matplotlib draw for `display`, unless the program has said otherwise."""
    os.environ.setdefault('MPLBACKEND', 'module://serpentarium_inline')
    matplotlib = _imported('matplotlib')
    if hasattr(matplotlib, 'rcParams'):
        matplotlib.rcParams['backend'] = os.environ['MPLBACKEND']


def _seed_numpy():
    """Seeds numpy's own generator anew, whose state all sessions of a template begin with."""
    if 'numpy' not in sys.modules:
        generators = _imported('numpy.random.mtrand')
        if generators is not None:
            generators.seed()


_draw_inline()
_seed_numpy()
