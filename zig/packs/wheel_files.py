"""Installs a pure wheel, but for what installers write: its modules and data, its metadata and its licences.

    wheel_files.py WHEEL FOLDER [LEFT_OUT]

FOLDER becomes site-packages. LEFT_OUT is a pattern of paths that do not come along.
"""
import os
import re
import sys
import zipfile

INSTALLERS = re.compile(r'\.dist-info/(RECORD|WHEEL|INSTALLER|zip-safe)$')
# Scripts, headers and manual pages go elsewhere than modules.
SPREAD = re.compile(r'[^/]+\.data/')


def install(wheel, folder, left_out='$^'):
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if not name.endswith('/') and not INSTALLERS.search(name) and not SPREAD.match(name) and not re.match(left_out, name):
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, 'wb') as file:
                    file.write(archive.read(name))


if __name__ == '__main__':
    install(*sys.argv[1:])
