"""Writes packs.json: which packages lie beside the standard library, and the hashes of what they are.

    packs_json.py FOLDER OUTPUT

FOLDER has NAME.zip of each package of packages.lock, and its side modules: NAME.wasm and NAME-PART.wasm.
"""
import hashlib
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FORMAT = 1


def packages():
    with open(os.path.join(HERE, 'packages.lock'), encoding='utf-8') as file:
        lines = [line.split() for line in file]
    return [(line[1], line[2]) for line in lines if line and line[0] == 'package']


def entry(folder, name):
    with open(os.path.join(folder, name), 'rb') as file:
        data = file.read()
    return {'file': name + '.xz', 'sha256': hashlib.sha256(data).hexdigest(), 'bytes': len(data)}


def pack(folder, name, version):
    sides = sorted(file for file in os.listdir(folder) if file == name + '.wasm' or file.startswith(name + '-') and file.endswith('.wasm'))
    return {
        'name': name, 'version': version, 'modules': [name], 'needs': [],
        'sides': [entry(folder, side) for side in sides], 'library': entry(folder, name + '.zip'),
    }


if __name__ == '__main__':
    with open(sys.argv[2], 'w', encoding='utf-8', newline='\n') as file:
        json.dump({'format': FORMAT, 'packs': [pack(sys.argv[1], *package) for package in packages()]}, file, indent=2)
        file.write('\n')
