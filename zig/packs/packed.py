"""Sessions in which the packages beside the standard library can be imported, for the build's tests and what it finds out by them."""
import glob
import os
import sys
import zipfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import guest
import linking
import preinitialize
import wasmtime


def add_arguments(parser):
    for name in 'module', 'stdlib', 'packs':
        parser.add_argument(name)
    parser.add_argument('--time', type=int, required=True)


class Packed:
    """`options`: the paths of python.wasm, of stdlib.zip and of the folder with NAME.wasm and NAME.zip, and the files' time."""

    def __init__(self, options):
        with open(options.module, 'rb') as file:
            self.main = file.read()
        self.engine, self.mtime = guest.new_engine(), options.time * 10**9
        self.module = wasmtime.Module(self.engine, self.main)
        self.files = preinitialize.stdlib_files(options.stdlib)
        sides = []
        for path in glob.glob(os.path.join(options.packs, '*.wasm')):
            with open(path, 'rb') as file:
                sides.append(file.read())
        for path in glob.glob(os.path.join(options.packs, '*.zip')):
            with zipfile.ZipFile(path) as archive:
                self.files.update((f'{preinitialize.STDLIB}/{name}', archive.read(name)) for name in archive.namelist())
        self.sides = linking.Sides(self.engine, sides)

    def session(self):
        """A session and its linker."""
        linker = linking.Linker(self.main, self.sides, self.files.get)
        return guest.Session(self.engine, self.module, self.files, self.mtime, linker=linker), linker
