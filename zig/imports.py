"""Prints the module's imports, one a line: the functions that the host must implement.

    imports.py MODULE
"""
import sys

import wasmtime

import wasmfile

if __name__ == '__main__':
    with open(sys.argv[1], 'rb') as file:
        print('\n'.join(wasmfile.import_list(file.read(), wasmtime.Engine())))
