"""Puts a stand-in for every build backend into a folder, which answers pip's question for a package's metadata from its PKG-INFO: so
`pip download` of a source distribution leaves the archive, without building anything or asking for what a build would need.

    stand_in.py FOLDER
"""
import os
import sys

BACKEND = '''
import email.parser
import os

__all__ = ['build_wheel', 'build_sdist', 'prepare_metadata_for_build_wheel']


def nothing(settings=None):
    return []


get_requires_for_build_wheel = get_requires_for_build_sdist = nothing


def prepare_metadata_for_build_wheel(folder, settings=None):
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


def build_wheel(folder, settings=None, metadata=None):
    raise NotImplementedError


build_sdist = build_wheel
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
