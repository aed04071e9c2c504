"""matplotlib's backend for programs that display."""

import os
import sys


def draw_inline():
    """Has matplotlib draw for `display`, unless the program has said otherwise, also where a template has imported it ahead."""
    import _frozen_importlib

    os.environ.setdefault('MPLBACKEND', 'module://serpentarium_inline')
    ahead = _frozen_importlib._find_and_load.__globals__.get('_shelf', {})
    matplotlib = sys.modules.get('matplotlib') or ahead.get('matplotlib')
    if hasattr(matplotlib, 'rcParams'):
        matplotlib.rcParams['backend'] = os.environ['MPLBACKEND']
