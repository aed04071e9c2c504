"""What a session does with modules that its template has imported: executed once, before kernel.py or rich.py."""

import os
import sys


def _imported(name):
    """Returns a module that has been imported, by the program or ahead of it; None for others."""
    import _frozen_importlib

    ahead = _frozen_importlib._find_and_load.__globals__.get('_shelf', {})
    return sys.modules.get(name) or ahead.get(name)


def _draw_inline():
    """Makes matplotlib draw for `display`, unless the program has chosen otherwise."""
    os.environ.setdefault('MPLBACKEND', 'module://serpentarium_inline')
    matplotlib = _imported('matplotlib')
    if hasattr(matplotlib, 'rcParams'):
        matplotlib.rcParams['backend'] = os.environ['MPLBACKEND']


_draw_inline()
