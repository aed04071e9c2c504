"""Has matplotlib list the fonts that come along with it, and writes the list.

    font_list.py MODULE STDLIB_ZIP PACKS OUTPUT --time SECONDS

PACKS is the folder where build.sh keeps NAME.wasm and NAME.zip.
"""
import argparse
import ast
import sys

import packed  # finds the next one
import guest

# Where nothing can be written, matplotlib is content with the warning that it could not keep its list.
LIST = """
import json, tempfile
tempfile.tempdir, tempfile.mkdtemp = '/tmp', lambda **settings: '/tmp'
from matplotlib import font_manager
json.dumps(font_manager.fontManager, cls=font_manager._JSONEncoder, indent=2, sort_keys=True)
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    packed.add_arguments(parser)
    parser.add_argument('output')
    options = parser.parse_args()
    session, _ = packed.Packed(options).session()
    result = session.execute(LIST)
    if result.status != guest.COMPLETED:
        sys.exit(f'{result.traceback}{session.stderr.decode()}')
    with open(options.output, 'w', encoding='utf-8', newline='\n') as file:
        file.write(ast.literal_eval(result.value) + '\n')


if __name__ == '__main__':
    main()
