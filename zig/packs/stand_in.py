"""Puts a stand-in for every build backend into a folder, which answers pip's question for a package's metadata from its PKG-INFO: so
`pip download` of a source distribution leaves the archive, without building anything or asking for what a build would need.

    stand_in.py FOLDER
"""
import os
import sys

BACKEND = '''
import email.parser
import os

__all__ = ['get_requires_for_build_wheel', 'get_requires_for_build_sdist', 'prepare_metadata_for_build_wheel', 'build_wheel', 'build_sdist']


class Backend:
    """A class, since some packages derive backends of their own from setuptools'."""

    def get_requires_for_build_wheel(self, settings=None):
        return []

    get_requires_for_build_sdist = get_requires_for_build_wheel

    def prepare_metadata_for_build_wheel(self, folder, settings=None):
        with open('PKG-INFO', encoding='utf-8') as file:
            told = email.parser.Parser().parse(file)
        name = f"{told['Name'].replace('-', '_')}-{told['Version']}.dist-info"
        os.makedirs(os.path.join(folder, name))
        for file_name, text in (
                ('METADATA', f"Metadata-Version: 2.1\\nName: {told['Name']}\\nVersion: {told['Version']}\\n"),
                ('WHEEL', 'Wheel-Version: 1.0\\n')):
            with open(os.path.join(folder, name, file_name), 'w', encoding='utf-8') as file:
                file.write(text)
        return name

    def build_wheel(self, folder, settings=None, metadata=None):
        raise NotImplementedError

    build_sdist = build_wheel


_backend = Backend()
# The one that pip takes where a package names none.
__legacy__ = _backend
for _name in __all__:
    globals()[_name] = getattr(_backend, _name)
'''
NAMES = 'mesonpy.py', 'setuptools/build_meta.py'

if __name__ == '__main__':
    for name in NAMES:
        path = os.path.join(sys.argv[1], name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(BACKEND)
    with open(os.path.join(sys.argv[1], 'setuptools/__init__.py'), 'w', encoding='utf-8'):
        pass
