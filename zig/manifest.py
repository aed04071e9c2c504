"""Writes and checks manifest.json: what the artifacts are, and of what they were made.

    manifest.py write FOLDER [--option NAME=VALUE]... [--packs FOLDER]
    manifest.py check FOLDER
"""
import argparse
import hashlib
import json
import lzma
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FORMAT = 1
ABI = 2
OUTPUTS = ('python.wasm', 'stdlib.zip')
NOT_RECIPE = {'.zig-cache', '__pycache__', 'out', 'README.md', 'MODULES.md', 'PERFORMANCE.md', 'STACK.md', 'benchmark'}
MISMATCH, CHANGED_RECIPE = 1, 3


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def recipe_names():
    for folder, folders, files in os.walk(HERE):
        folders[:] = sorted(set(folders) - NOT_RECIPE)
        for name in files:
            if name not in NOT_RECIPE:
                yield os.path.relpath(os.path.join(folder, name), HERE).replace(os.sep, '/')


def recipe_sha256():
    """One hash over name and content of each file below zig/, line ends as git keeps them."""
    lines = [f'{sha256(read(os.path.join(HERE, name)).replace(bytes([13, 10]), bytes([10])))}  {name}\n'
             for name in sorted(recipe_names())]
    return sha256(''.join(lines).encode())


def locked():
    """The entries of sources.lock, without comments."""
    with open(os.path.join(HERE, 'sources.lock'), encoding='utf-8') as file:
        return [line.split() for line in file if line.strip() and not line.startswith('#')]


def output(folder, name):
    data, packed = read(os.path.join(folder, name)), read(os.path.join(folder, name + '.xz'))
    return {
        'file': name + '.xz', 'sha256': sha256(packed), 'size': len(packed),
        'uncompressed_sha256': sha256(data), 'uncompressed_size': len(data),
    }


def packs(folder):
    """The packages beside the standard library by packs.json, and its own hash. Their files lie compressed in the folder."""
    data = read(os.path.join(folder, 'packs.json'))
    found = {}
    for pack in json.loads(data)['packs']:
        for entry in [*pack['sides'], pack['library']]:
            packed = read(os.path.join(folder, entry['file']))
            found['packs/' + entry['file'].removesuffix('.xz')] = {
                'file': 'packs/' + entry['file'], 'sha256': sha256(packed), 'size': len(packed),
                'uncompressed_sha256': entry['sha256'], 'uncompressed_size': entry['bytes'],
            }
    return {'file': 'packs/packs.json', 'sha256': sha256(data)}, found


def manifest(folder, options, packs_folder):
    import polls  # not to check, which does without the tools
    entries = locked()
    sources = {e[1]: {'version': e[2], 'file': e[3], 'sha256': e[4]} for e in entries if e[0] in ('source', 'wheel')}
    tools = {e[1]: {'version': e[2], 'sha256': e[3]} for e in entries if e[0] == 'tool'}
    with open(os.path.join(HERE, 'imports.txt'), encoding='utf-8') as file:
        imports = file.read().splitlines()
    table, packed = packs(packs_folder) if packs_folder else (None, {})
    return {
        'format': FORMAT, 'abi': ABI, 'recipe_sha256': recipe_sha256(), 'sources': sources, 'tools': tools,
        'options': options, 'stdlib_path': '/lib/python3.13',
        'polling_page': {'address': polls.PAGE_ADDRESS, 'size': polls.PAGE_SIZE},
        'outputs': {**{name: output(folder, name) for name in OUTPUTS}, **packed}, 'imports': imports,
        **({'packs': table} if table else {}),
    }


def write(folder, options, packs_folder):
    with open(os.path.join(folder, 'manifest.json'), 'w', encoding='utf-8', newline='\n') as file:
        json.dump(manifest(folder, options, packs_folder), file, indent=2)
        file.write('\n')


def mismatches(folder, found):
    for name, entry in found['outputs'].items():
        packed = read(os.path.join(folder, entry['file']))
        if sha256(packed) != entry['sha256'] or len(packed) != entry['size']:
            yield f"{entry['file']} has sha256 {sha256(packed)}, but the manifest says {entry['sha256']}"
        elif sha256(lzma.decompress(packed)) != entry['uncompressed_sha256']:
            yield f'{name} does not unpack to what the manifest says'


def check(folder):
    found = json.loads(read(os.path.join(folder, 'manifest.json')))
    problems = list(mismatches(folder, found))
    if 'packs' in found and sha256(read(os.path.join(folder, found['packs']['file']))) != found['packs']['sha256']:
        problems.append(f"{found['packs']['file']} is not what the manifest says")
    if problems:
        print('\n'.join(problems), file=sys.stderr)
        return MISMATCH
    if found['recipe_sha256'] != recipe_sha256():
        print('zig/ has changed since the artifacts were built: rebuild them, or compare with zig/build.sh --check',
              file=sys.stderr)
        return CHANGED_RECIPE
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('command', choices=('write', 'check'))
    parser.add_argument('folder')
    parser.add_argument('--packs', metavar='FOLDER', help='where zig/packs/build.sh has put its artifacts')
    parser.add_argument('--option', action='append', default=[], metavar='NAME=VALUE')
    arguments = parser.parse_args()
    if arguments.command == 'check':
        sys.exit(check(arguments.folder))
    write(arguments.folder, dict(option.split('=', 1) for option in arguments.option), arguments.packs)


if __name__ == '__main__':
    main()
