"""Lets `import` and importlib.metadata find wheels that lie in the working folder."""
import os
import sys
from importlib.machinery import PathFinder

FOLDER = '/sandbox'


def _add_wheels():
    """Puts the pure wheels that are not on sys.path yet at its end; their paths."""
    try:
        names = os.listdir(FOLDER)
    except OSError:
        return []
    paths = [f'{FOLDER}/{name}' for name in sorted(names) if name.endswith('-none-any.whl')]
    added = [path for path in paths if path not in sys.path]
    sys.path.extend(added)
    return added


class WheelFinder:
    """The last of sys.meta_path: asked for what nothing else has."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if path is None and (added := _add_wheels()):
            return PathFinder.find_spec(name, added, target)

    @staticmethod
    def find_distributions(*context):
        if added := _add_wheels():
            from importlib.metadata import DistributionFinder, MetadataPathFinder

            wanted = context[0] if context else DistributionFinder.Context()
            yield from MetadataPathFinder.find_distributions(DistributionFinder.Context(name=wanted.name, path=added))
