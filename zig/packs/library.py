"""Makes a pack's part of the library: a zip of stored entries, as stdlib_image.py makes the standard library's.

    python3.13 library.py FOLDER OUTPUT

FOLDER has what lies below /lib/python3.13 in a session. Run by the native interpreter of the same version, with PYTHONHASHSEED=0.
"""
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import stdlib_image

# What is of use to a compiler, a type checker or the package's own developers.
LEFT_OUT = re.compile(r'(^|/)(tests?|__pycache__)/|\.(pyi|pyx|pxd|pxi|pyx\.in|pxd\.in|c|h|cpp|build|a|typed)$')


def entries(root):
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = os.path.join(folder, name)
            relative = os.path.relpath(path, root)
            if LEFT_OUT.search(relative):
                continue
            data = stdlib_image.read(path)
            found.update(stdlib_image.with_code(data, relative) if name.endswith('.py') else {relative: data})
    return found


if __name__ == '__main__':
    stdlib_image.write(sys.argv[2], entries(sys.argv[1]))
