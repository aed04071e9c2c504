"""Compares the module's elementary functions with exact values: each may be wrong in the last digit at most as often as CPython
is on Linux.

    math_test.py MODULE STDLIB_ZIP --time SECONDS
    math_test.py --native                          # the counts of the interpreter that runs this, by which LINUX was made

An exact value is mpmath's with 220 bits, rounded once.
"""
import argparse
import math
import random
import struct
import sys
import zlib

import mpmath

COUNT = 1500
# Of CPython 3.13 with glibc 2.36 on x86-64.
LINUX = {
    'acos': 1, 'asin': 2, 'atan': 3, 'atan2': 0, 'acosh': 315, 'asinh': 289, 'atanh': 268, 'cbrt': 721, 'cos': 4, 'sin': 2, 'tan': 4,
    'cosh': 190, 'sinh': 360, 'tanh': 358, 'erf': 94, 'erfc': 314, 'exp': 1, 'exp2': 1, 'expm1': 108, 'gamma': 919, 'lgamma': 680,
    'log': 0, 'log2': 4, 'log10': 157, 'log1p': 61, 'pow': 41, 'power': 32, 'abs': 7, 'hypot': 0, 'dist': 38, 'fma': 0, 'sumprod': 0}

# What is done to the arguments x and y, in the guest and here.
FUNCTIONS = '''
import math
functions = {name: getattr(math, name) for name in """acos acosh asin asinh atan atan2 atanh cbrt cos cosh erf erfc exp exp2 expm1
    gamma lgamma log log10 log1p log2 pow sin sinh tan tanh dist fma""".split()}
functions['abs'] = lambda x, y: abs(complex(x, y))
functions['power'] = lambda x, y: x ** y
functions['hypot'] = math.hypot
functions['dist'] = lambda x, y: math.dist((x, 1.5), (-2.25, y))
functions['fma'] = lambda x, y: math.fma(x, y, -1.0)
functions['sumprod'] = lambda x, y: math.sumprod((x, y, 0.1), (y, 0.3, -x))
'''
RUN = '''
import struct
arguments = struct.unpack(f'<{len(data) // 8}d', data)
f = functions[name]
results = [f(*arguments[i:i + arity]) for i in range(0, len(arguments), arity)]
struct.pack(f'<{len(results)}d', *results).hex()
'''


class Arguments:
    """As they come in programs: round numbers, usual ones, and ones of any size."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def usual(self, low, high):
        x = self.random.uniform(low, high)
        return round(x, self.random.randint(0, 4)) if self.random.random() < 0.4 else x

    def exactly(self, low, high):
        return self.random.uniform(low, high)

    def wide(self, low, high):
        return self.random.choice((1, -1)) * math.ldexp(self.random.uniform(1, 2), self.random.randint(low, high))

    def whole(self, low, high):
        return float(self.random.randint(low, high))


def one(*ranges):
    """A number of one of the ranges, in turn."""
    return lambda make, i: (ranges[i % len(ranges)](make),)


def two(*pairs):
    return lambda make, i: pairs[i % len(pairs)](make)


positive = one(lambda m: abs(m.usual(0.01, 100)) or 1.0, lambda m: m.exactly(0.9, 1.1), lambda m: abs(m.wide(-1070, 1020)))
angle = one(lambda m: m.usual(-10, 10), lambda m: m.exactly(-1000, 1000), lambda m: m.wide(-20, 1020))
within = one(lambda m: m.usual(-1, 1), lambda m: m.exactly(0.99, 1), lambda m: m.wide(-20, -1))
hyperbolic = one(lambda m: m.usual(-10, 10), lambda m: m.exactly(-1, 1), lambda m: m.wide(-20, 8))
point = two(lambda m: (m.exactly(-10, 10), m.exactly(-10, 10)), lambda m: (m.whole(1, 20), m.whole(-20, -1)),
            lambda m: (m.wide(-30, 30), m.wide(-30, 30)))
power = two(lambda m: (abs(m.usual(0.5, 100)) or 1.0, m.whole(-20, 20)), lambda m: (m.exactly(0.01, 10), m.exactly(-20, 20)),
            lambda m: (m.exactly(0.9, 1.1), m.exactly(-3000, 3000)), lambda m: (m.whole(1, 2 ** 27), 2.0),
            lambda m: (m.whole(1, 2 ** 18), 3.0), lambda m: (m.whole(1, 2 ** 26) ** 2, 0.5), lambda m: (m.whole(1, 2 ** 18) ** 2, 1.5))

mp = mpmath.mp
# name: how many arguments, where they come from, and the exact value.
CASES = {
    'acos': (1, within, mp.acos), 'asin': (1, within, mp.asin),
    'atan': (1, one(lambda m: m.usual(-10, 10), lambda m: m.exactly(-1, 1), lambda m: m.wide(-20, 60)), mp.atan),
    'atan2': (2, point, mp.atan2),
    'acosh': (1, one(lambda m: max(1.0, m.usual(1, 10)), lambda m: m.exactly(1, 1.1), lambda m: 1 + abs(m.wide(-50, 1000))), mp.acosh),
    'asinh': (1, hyperbolic, mp.asinh),
    'atanh': (1, one(lambda m: m.exactly(-0.999, 0.999), lambda m: m.exactly(0.9, 1), lambda m: m.wide(-20, -2)), mp.atanh),
    'cbrt': (1, one(lambda m: m.usual(-100, 100) or 1.0, lambda m: m.whole(1, 100000), lambda m: m.wide(-1070, 1020)),
             lambda x: mp.cbrt(x) if x > 0 else -mp.cbrt(-x)),
    'cos': (1, angle, mp.cos), 'sin': (1, angle, mp.sin), 'tan': (1, angle, mp.tan),
    'cosh': (1, hyperbolic, mp.cosh), 'sinh': (1, hyperbolic, mp.sinh), 'tanh': (1, hyperbolic, mp.tanh),
    'erf': (1, one(lambda m: m.usual(-3, 3), lambda m: m.exactly(-1, 1), lambda m: m.wide(-20, 2)), mp.erf),
    'erfc': (1, one(lambda m: m.usual(-3, 3), lambda m: m.exactly(0, 26), lambda m: m.wide(-20, 2)), mp.erfc),
    'exp': (1, one(lambda m: m.usual(-30, 30), lambda m: m.exactly(-745, 709), lambda m: m.wide(-40, 5)), mp.exp),
    'exp2': (1, one(lambda m: m.usual(-30, 30), lambda m: m.exactly(-1074, 1023), lambda m: m.wide(-40, 5)), lambda x: mp.power(2, x)),
    'expm1': (1, one(lambda m: m.usual(-3, 3), lambda m: m.exactly(-40, 700), lambda m: m.wide(-50, 3)), mp.expm1),
    'gamma': (1, one(lambda m: abs(m.usual(0.1, 20)) or 1.0, lambda m: m.exactly(-20, 20), lambda m: m.whole(1, 170)), mp.gamma),
    'lgamma': (1, one(lambda m: abs(m.usual(0.1, 20)) or 1.0, lambda m: m.exactly(0, 200), lambda m: m.whole(1, 1000)), mp.loggamma),
    'log': (1, positive, mp.log), 'log2': (1, positive, lambda x: mp.log(x) / mp.log(2)), 'log10': (1, positive, mp.log10),
    'log1p': (1, one(lambda m: max(-0.99, m.usual(-0.99, 3)), lambda m: m.exactly(-0.1, 0.1), lambda m: m.wide(-50, -2)), mp.log1p),
    'pow': (2, power, mp.power), 'power': (2, power, mp.power),
    'abs': (2, point, mp.hypot), 'hypot': (2, point, mp.hypot),
    'dist': (2, point, lambda x, y: mp.hypot(x + mp.mpf(2.25), mp.mpf(1.5) - y)),
    'fma': (2, point, lambda x, y: x * y - 1),
    'sumprod': (2, point, lambda x, y: x * y + y * mp.mpf(0.3) - mp.mpf(0.1) * x),
}


def rounded(x):
    """To the nearest float, a subnormal one as well."""
    if x != 0 and mpmath.mag(x) < -1021:
        return math.ldexp(int(mpmath.nint(mpmath.ldexp(x, 1074))), -1074)
    with mpmath.workprec(53):
        return float(+x)


def arguments_of(name):
    arity, source, _ = CASES[name]
    make = Arguments(zlib.crc32(name.encode()))
    return arity, [source(make, i) for i in range(COUNT)]


def packed(rows):
    values = [x for row in rows for x in row]
    return struct.pack(f'<{len(values)}d', *values)


def wrong(name, rows, results):
    """The arguments, result and exact value where they differ."""
    exact = CASES[name][2]
    found = []
    with mpmath.workprec(220):
        for row, result in zip(rows, results):
            wanted = rounded(mp.mpf(exact(*map(mp.mpf, row))))
            if result != wanted:
                found.append((row, result, wanted))
    return found


def unpacked(text):
    data = bytes.fromhex(text)
    return struct.unpack(f'<{len(data) // 8}d', data)


def native(name, arity, rows):
    space = dict(data=packed(rows), name=name, arity=arity)
    exec(FUNCTIONS, space)
    *body, last = RUN.strip().splitlines()
    exec('\n'.join(body), space)
    return unpacked(eval(last, space))


def in_guest(python, name, arity, rows):
    result = python.execute(f'name, arity, data = {name!r}, {arity}, bytes.fromhex({packed(rows).hex()!r})\n{RUN}')
    if result.value is None:
        sys.exit(f'{name}: {result.traceback}')
    return unpacked(result.value[1:-1])


def compare(python):
    """The functions that are wrong more often than on Linux."""
    python.execute(FUNCTIONS)
    failed = []
    for name in CASES:
        arity, rows = arguments_of(name)
        found = wrong(name, rows, in_guest(python, name, arity, rows))
        if len(found) > LINUX[name]:
            failed.append(name)
        print(f'{name:8} wrong {len(found):4}, on Linux {LINUX[name]:4}', *found[:1])
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('module', nargs='?')
    parser.add_argument('stdlib', nargs='?')
    parser.add_argument('--time', type=int, help='the time of the stdlib image, in seconds')
    parser.add_argument('--native', action='store_true')
    options = parser.parse_args()
    if options.native:
        counts = {name: len(wrong(name, rows, native(name, arity, rows))) for name in CASES for arity, rows in [arguments_of(name)]}
        print(counts)
        return
    import guest
    import wasmtime
    import preinitialize
    engine = guest.new_engine()
    with open(options.module, 'rb') as file:
        module = wasmtime.Module(engine, file.read())
    python = guest.Session(engine, module, preinitialize.stdlib_files(options.stdlib), options.time * 1_000_000_000)
    failed = compare(python)
    if failed:
        sys.exit(f'wrong more often than on Linux: {", ".join(failed)}')


if __name__ == '__main__':
    main()
