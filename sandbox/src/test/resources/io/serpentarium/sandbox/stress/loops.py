# Programs without an end, each begun by a line `#: NAME`: every shape of loop in bytecode, in C and in host calls. EndlessLoopsIT
# runs each with a handler in place of KeyboardInterrupt, so that only a kill ends it.

#: while
while True:
    pass
#: swallows everything
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
#: tree of calls
def fork(n):
    return 1 if n < 2 else fork(n - 1) + fork(n - 2)
fork(90)
#: raises and catches
def toss():
    while True:
        try:
            raise LookupError
        except LookupError:
            continue
toss()
#: finally
def again():
    while True:
        try:
            return
        finally:
            continue
again()
#: generator
def ticks():
    while True:
        yield 0
for _ in ticks():
    pass
#: coroutine
import types
@types.coroutine
def pause():
    yield
async def forever():
    while True:
        await pause()
c = forever()
while True:
    c.send(None)
#: comprehension
import itertools
[x for x in itertools.count() if x < 0]
#: bytecode that jumps back unasked
import opcode
def spin():
    pass
op = opcode.opmap
spin.__code__ = spin.__code__.replace(
    co_code=bytes([op['RESUME'], 0, op['NOP'], 0, op['JUMP_BACKWARD_NO_INTERRUPT'], 2]))
spin()
#: exec
while True:
    exec('x = 1')
#: attribute that is computed
class A:
    def __getattr__(self, name):
        return 1
a = A()
while True:
    a.x
#: power
10 ** 10 ** 8
#: power of a modulus
pow(7, 10 ** 30000 + 1, 10 ** 30000 + 7)
#: sum of a range
sum(range(10 ** 13))
#: factorial
import math
while True:
    math.factorial(300000)
#: binomial
import math
math.comb(10 ** 8, 4 * 10 ** 7)
#: text of a number
import sys
sys.set_int_max_str_digits(0)
n = 1 << 3_000_000
while True:
    str(n)
#: number of a text
import sys
sys.set_int_max_str_digits(0)
digits = '7' * 800_000
while True:
    int(digits)
#: decimal
import decimal
decimal.getcontext().prec = 300_000
while True:
    decimal.Decimal(3).sqrt()
#: fractions
from fractions import Fraction
x = Fraction(1, 3)
while True:
    x = x * x + 1
    if x.denominator > 1 << 100000:
        x = Fraction(1, 3)
#: regular expression
import re
re.match('(b+)+$', 'b' * 45 + 'c')
#: substitution
import re
while True:
    re.sub('x*', '-', 'x' * 200_000)
#: sort
import random
values = [random.random() for _ in range(300_000)]
while True:
    sorted(values)
#: sort by a key
sorted(range(3_000_000), key=lambda x: (x * 7919) % 104729)
while True:
    sorted(range(100_000), key=lambda x: -x)
#: maximum
import itertools
max(itertools.count())
#: deque
import collections, itertools
collections.deque(itertools.count(), maxlen=0)
#: any
import itertools
any(itertools.repeat(False))
#: search in an iterator
import itertools
7 in itertools.repeat(8)
#: product
import collections, itertools
collections.deque(itertools.product(range(10), repeat=14), maxlen=0)
#: map in map
import itertools
it = itertools.repeat(0)
for _ in range(50):
    it = map(abs, it)
sum(it)
#: bytes
while True:
    bytes([7]) * (40 << 20)
#: bytearray
target, source = bytearray(30 << 20), bytes(30 << 20)
while True:
    target[:] = source
#: find
text = b'a' * (40 << 20)
while True:
    text.find(b'z')
#: find a long text
text = 'ab' * (5 << 20)
while True:
    text.find('aba' * 500 + 'c')
#: replace
text = 'q' * (2 << 20)
while True:
    text.replace('q', 'qq')
#: count
values = [0] * 10 ** 7
while True:
    values.count(1)
#: split and join
text = 'a ' * 1_000_000
while True:
    ' '.join(text.split())
#: comparison of what is nested
a = b = ()
for _ in range(64):
    a, b = (a, a), (b, b)
a == b
#: hash of what is nested
a = ()
for _ in range(64):
    a = (a, a)
hash(a)
#: representation of what is nested
a = ()
for _ in range(64):
    a = (a, a)
repr(a)
#: instance of what is nested
a = ()
for _ in range(64):
    a = (a, a)
isinstance(1, a)
#: collisions in a set
class H(int):
    def __hash__(self):
        return 5
values = [H(i) for i in range(4000)]
while True:
    set(values)
#: collisions in a dictionary
while True:
    {i * ((1 << 61) - 1): 0 for i in range(1, 50000)}
#: garbage
import gc
kept = [[] for _ in range(500_000)]
while True:
    gc.collect()
#: hash of much
import hashlib
data = b'a' * (20 << 20)
while True:
    hashlib.sha3_512(data)
#: derivation of a key
import hashlib
hashlib.pbkdf2_hmac('sha256', b'p', b's', 10 ** 8)
#: zlib
import zlib
data = bytes(range(256)) * (1 << 16)
while True:
    zlib.compress(data, 9)
#: lzma
import lzma
data = bytes(range(256)) * (1 << 13)
while True:
    lzma.compress(data, preset=1)
#: bz2
import bz2
data = bytes(range(256)) * (1 << 13)
while True:
    bz2.compress(data)
#: sqlite
import sqlite3
sqlite3.connect(':memory:').execute(
    'with recursive n(x) as (values(1) union all select x + 1 from n) select sum(x) from n').fetchall()
#: json
import json
text = '[' * 400 + ']' * 400
while True:
    json.loads(text)
#: pickle
import pickle
data = pickle.dumps([[i] for i in range(50_000)])
while True:
    pickle.loads(data)
#: normalisation
import unicodedata
text = '\u0344' * 300_000
while True:
    unicodedata.normalize('NFD', text)
#: parser
import ast
text = '(' * 100 + '1' + ')' * 100
while True:
    ast.parse(text)
#: tokenizer
import io, tokenize
while True:
    list(tokenize.generate_tokens(io.StringIO('x = 1\n' * 5000).readline))
#: difference
import difflib
while True:
    difflib.SequenceMatcher(None, 'ab' * 2000, 'ba' * 2000).ratio()
#: xml
import xml.etree.ElementTree as tree
text = '<a>' + '<b c="d"/>' * 20_000 + '</a>'
while True:
    tree.fromstring(text)
#: sleep
import time
while True:
    time.sleep(0.001)
#: sleeps long
import time
while True:
    try:
        time.sleep(1000)
    except BaseException:
        pass
#: clock
import time
while True:
    time.monotonic()
#: random bytes
import os
while True:
    os.urandom(4096)
#: writes
import os
while True:
    os.write(2, b'')
#: files
while True:
    with open('loop.txt', 'w+') as f:
        f.write('x' * 10_000)
        f.seek(0)
        f.read()
#: folders
import os
while True:
    os.mkdir('d')
    os.rename('d', 'e')
    os.listdir('.')
    os.rmdir('e')
#: devices
f = open('/dev/zero', 'rb', buffering=0)
while True:
    f.read(1 << 20)
#: select
import select
while True:
    select.select([], [], [], 0.0001)
#: lock
import threading
lock = threading.Lock()
lock.acquire()
while True:
    try:
        lock.acquire()
    except BaseException:
        pass
#: import
import importlib, sys
while True:
    sys.modules.pop('colorsys', None)
    importlib.import_module('colorsys')
#: exit function
import atexit
@atexit.register
def last():
    while True:
        pass
while True:
    pass
#: finalizer
class Stays:
    def __del__(self):
        while True:
            pass
Stays()
#: trace
import sys
def trace(frame, event, argument):
    while True:
        pass
sys.settrace(trace)
(lambda: 0)()
