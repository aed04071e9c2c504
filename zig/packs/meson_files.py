"""Gathers what a meson build would install of Python, without installing: its sources, its data, and in place of each extension
module that a side module has the file that names that side module.

    meson_files.py BUILD FOLDER [MODULES SIDE]...

FOLDER becomes site-packages. MODULES is a file that link_side.py has written, SIDE the side module that has them.
"""
import json
import os
import re
import shutil
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import linking

SUFFIX = '.cpython-313-wasm32-wasi.so'
NATIVE_SUFFIX = re.compile(r'\.cpython-\S+\.so$')


def stubs(pairs):
    """What names the side module, by the extension module's path in the build."""
    found = {}
    for modules, side in pairs:
        with open(side, 'rb') as file:
            stub = linking.stub(file.read())
        with open(modules, encoding='utf-8') as file:
            found.update((line.strip(), stub) for line in file)
    return found


def plan(build):
    """(source, path below site-packages) of each file and folder."""
    with open(os.path.join(build, 'meson-info', 'intro-install_plan.json'), encoding='utf-8') as file:
        for entries in json.load(file).values():
            for source, entry in entries.items():
                root, _, path = entry['destination'].partition('/')
                if root in ('{py_platlib}', '{py_purelib}'):
                    yield source, path


def put(source, target):
    if os.path.isdir(source):
        shutil.copytree(source, target, dirs_exist_ok=True)
    elif os.path.exists(source):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(source, target)


def gather(build, folder, pairs):
    named, build = stubs(pairs), os.path.realpath(build)
    for source, path in plan(build):
        target = os.path.join(folder, path)
        if not NATIVE_SUFFIX.search(path):
            put(source, target)
        elif (module := NATIVE_SUFFIX.sub('', os.path.relpath(os.path.realpath(source), build))) in named:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(NATIVE_SUFFIX.sub(SUFFIX, target), 'wb') as file:
                file.write(named.pop(module))
    if named:
        sys.exit(f'no place for {sorted(named)}')


if __name__ == '__main__':
    gather(sys.argv[1], sys.argv[2], list(zip(sys.argv[3::2], sys.argv[4::2])))
