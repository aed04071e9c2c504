"""Links all extension modules of a meson build as one side module: what several of them are made of is in it once, and one file
is compiled and placed in a session. CPython finds each module's own initialisation in it by its name.

    link_side.py BUILD OUTPUT [--only PATTERN] [--but PATTERN] [--modules FILE] [--repeated] [INPUT...]

BUILD is a configured and built folder of meson's, whose own links have made nothing (side/side-cc). --only and --but choose modules by
patterns of their paths. --modules writes the chosen modules' paths. --repeated: several have the same functions, of headers, that do not
say so; the first is taken. INPUT: further objects and archives.
"""
import argparse
import os
import re
import subprocess

import signatures

# All that no other module has is an import of the linker's own kind; calls within the module stay within it.
FLAGS = ['-shared', '--experimental-pic', '--unresolved-symbols=import-dynamic', '-Bsymbolic', '--gc-sections', '-s']
LINK = re.compile(r'build (\S+)\.cpython-\S+?\.so: \S*LINKER\S* (.*)')


def rules(build):
    """(module, its inputs) of each extension module."""
    with open(os.path.join(build, 'build.ninja'), encoding='utf-8') as file:
        lines = file.read().replace('$\n', ' ').splitlines()
    for number, line in enumerate(lines):
        found = LINK.match(line)
        if found:
            inputs = found[2].split('|')[0].split()
            for variable in lines[number + 1:number + 4]:
                if variable.strip().startswith('LINK_ARGS'):
                    inputs += [word for word in variable.split() if word.endswith('.a')]
            yield found[1], inputs


def source(path):
    """What an object is made of: meson compiles one source for each module that names it."""
    return path.partition('.so.p/')[2]


def choose(build, options):
    modules, inputs, sources = [], {}, set()
    for module, found in rules(build):
        if options.only and not re.search(options.only, module) or options.but and re.search(options.but, module):
            continue
        modules.append(module)
        for path in found:
            if path.endswith('.a') or source(path) not in sources or not source(path):
                inputs[path] = None
                sources.add(source(path))
    objects = [path for path in inputs if not path.endswith('.a')]
    return modules, objects + [path for path in inputs if path.endswith('.a')]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build')
    parser.add_argument('output')
    parser.add_argument('--only')
    parser.add_argument('--but')
    parser.add_argument('--modules')
    parser.add_argument('--repeated', action='store_true')
    parser.add_argument('inputs', nargs='*')
    options = parser.parse_intermixed_args()
    modules, inputs = choose(options.build, options)
    if options.modules:
        with open(options.modules, 'w', encoding='utf-8') as file:
            file.write(''.join(module + '\n' for module in modules))
    flags = FLAGS + ['--allow-multiple-definition'] * options.repeated
    output, more = os.path.abspath(options.output), [os.path.abspath(path) for path in options.inputs]
    response = output + '.inputs'
    with open(response, 'w', encoding='utf-8') as file:
        file.write('\n'.join([*flags, *inputs, *more, '-o', output]))
    os.chdir(options.build)
    if found := signatures.mismatches([*inputs, *more]):
        raise SystemExit('\n'.join(f'{name} is another function than {path} declares' for name, path in found))
    # Two functions of one name and other signatures trap where one is called for the other.
    subprocess.run(['zig', 'wasm-ld', '--fatal-warnings', '@' + response], check=True)


if __name__ == '__main__':
    main()
