"""Writes packs.json: which packages lie beside the standard library, what they are imported as, and the hashes of what they are.

    packs_json.py FOLDER OUTPUT

FOLDER has NAME.zip of each package of packages.lock, and its side modules if it has any: NAME.wasm and NAME-PART.wasm.
"""
import email.parser
import hashlib
import json
import os
import re
import sys
import zipfile

from pip._vendor.packaging.requirements import Requirement

HERE = os.path.dirname(os.path.abspath(__file__))
FORMAT = 1
MODULE = re.compile(r'site-packages/([A-Za-z]\w*)(\.py|/.*)')
METADATA = re.compile(r'site-packages/[^/]+\.dist-info/METADATA')
# What a requirement may depend on.
TARGET = {'python_version': '3.13', 'sys_platform': 'wasi', 'platform_system': 'wasi', 'os_name': 'posix', 'extra': ''}


def packages():
    with open(os.path.join(HERE, 'packages.lock'), encoding='utf-8') as file:
        lines = [line.split() for line in file]
    return sorted((line[1], line[2]) for line in lines if line and line[0] in ('package', 'wheel'))


def entry(folder, name):
    with open(os.path.join(folder, name), 'rb') as file:
        data = file.read()
    return {'file': name + '.xz', 'sha256': hashlib.sha256(data).hexdigest(), 'bytes': len(data)}


def normal(name):
    return re.sub('[-_.]+', '-', name).lower()


def needs(metadata, names):
    """Which of the other packages it asks for."""
    wanted = map(Requirement, email.parser.Parser().parsestr(metadata).get_all('Requires-Dist', []))
    return sorted({normal(each.name) for each in wanted if each.marker is None or each.marker.evaluate(TARGET)} & names)


def library(path, names):
    """The names that it is imported by, and the packages that it needs."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.namelist()
        metadata = next(archive.read(each) for each in entries if METADATA.fullmatch(each)).decode()
    modules = sorted({found[1] for found in map(MODULE.fullmatch, entries) if found})
    return {'modules': modules, 'needs': needs(metadata, names)}


def pack(folder, name, version, names):
    sides = sorted(file for file in os.listdir(folder) if file == name + '.wasm' or file.startswith(name + '-') and file.endswith('.wasm'))
    return {
        'name': name, 'version': version, **library(os.path.join(folder, name + '.zip'), names),
        'sides': [entry(folder, side) for side in sides], 'library': entry(folder, name + '.zip'),
    }


if __name__ == '__main__':
    found = packages()
    names = {name for name, _ in found}
    with open(sys.argv[2], 'w', encoding='utf-8', newline='\n') as file:
        json.dump({'format': FORMAT, 'packs': [pack(sys.argv[1], *package, names) for package in found]}, file, indent=2)
        file.write('\n')
