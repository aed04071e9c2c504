"""What the profile is taken of: a bit of everything that programs do, none of it from the benchmark set."""
import bisect
import collections
import csv
import dataclasses
import datetime
import decimal
import functools
import heapq
import io
import itertools
import json
import math
import operator
import pickle
import random
import re
import string
import struct
import xml.etree.ElementTree as ElementTree

random.seed(7)

class Node:
    def __init__(self, key, value):
        self.key, self.value, self.left, self.right = key, value, None, None
    def __repr__(self):
        return f'Node({self.key!r})'

class Tree:
    def __init__(self):
        self.root, self.count = None, 0
    def insert(self, key, value):
        self.count += 1
        if self.root is None:
            self.root = Node(key, value)
            return
        node = self.root
        while True:
            if key < node.key:
                if node.left is None:
                    node.left = Node(key, value)
                    return
                node = node.left
            elif key > node.key:
                if node.right is None:
                    node.right = Node(key, value)
                    return
                node = node.right
            else:
                node.value = value
                return
    def walk(self, node=None):
        if node is not None:
            yield from self.walk(node.left)
            yield node.key, node.value
            yield from self.walk(node.right)

class Shape:
    __slots__ = ('x', 'y')
    def __init__(self, x, y):
        self.x, self.y = x, y
    def area(self):
        return 0.0
    @property
    def center(self):
        return self.x, self.y
class Circle(Shape):
    __slots__ = ('r',)
    def __init__(self, x, y, r):
        super().__init__(x, y)
        self.r = r
    def area(self):
        return math.pi * self.r ** 2
class Square(Shape):
    def __init__(self, x, y, a):
        super().__init__(x, y)
        self.a = a
    def area(self):
        return self.a * self.a

@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int
    def plus(self, other):
        return Point(self.x + other.x, self.y + other.y)

def primes(n):
    sieve = bytearray([1]) * (n + 1)
    for i in range(2, int(n ** .5) + 1):
        if sieve[i]:
            for j in range(i * i, n + 1, i):
                sieve[j] = 0
    return [i for i in range(2, n + 1) if sieve[i]]

def binomials(n):
    row = [1]
    for _ in range(n):
        row = [1, *[a + b for a, b in zip(row, row[1:])], 1]
    return row

def collatz(limit):
    best = 0
    for n in range(1, limit):
        length, m = 0, n
        while m != 1:
            m = m // 2 if m % 2 == 0 else 3 * m + 1
            length += 1
        if length > best:
            best = length
    return best

def matmul(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]

def mandel(size):
    total = 0
    for py in range(size):
        for px in range(size):
            zr = zi = 0.0
            cr, ci = 3.0 * px / size - 2.0, 2.0 * py / size - 1.0
            n = 0
            while n < 40 and zr * zr + zi * zi < 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                n += 1
            total += n
    return total

def hanoi(n, a, b, c):
    return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)

@functools.lru_cache(None)
def ways(n, k):
    return 1 if n == 0 else 0 if n < 0 or k == 0 else ways(n - k, k) + ways(n, k - 1)

TEXT = ('It is a truth universally acknowledged, that a single man in possession of a good fortune, must be in want of a '
        'wife. However little known the feelings or views of such a man may be on his first entering a neighbourhood. ') * 12

def words():
    counts = collections.Counter(w.strip('.,').lower() for w in TEXT.split())
    longest = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:10]
    return ', '.join(f'{w}: {n:>4d}' for w, n in longest), TEXT.replace('man', 'cat').upper().find('CAT'), '%s-%05d' % ('a', 7)

def regexes():
    n = 0
    for m in re.finditer(r'\b(\w+)ing\b|([a-z]{3,5})\s', TEXT):
        n += len(m.group(0))
    return n, re.sub(r'(\w)(\w+)', lambda m: m[2] + m[1], TEXT)[:20]

def exceptions(n):
    caught = 0
    for i in range(n):
        try:
            if i % 3 == 0:
                raise ValueError(i)
            {}[i]
        except KeyError:
            caught += 1
        except ValueError as e:
            caught += len(e.args)
        finally:
            caught += 0
    return caught

def search(size):
    grid = [[random.random() < .25 for _ in range(size)] for _ in range(size)]
    grid[0][0] = False
    queue, seen = collections.deque([(0, 0)]), {(0, 0)}
    while queue:
        x, y = queue.popleft()
        for dx, dy in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            step = nx, ny = x + dx, y + dy
            if 0 <= nx < size and 0 <= ny < size and not grid[nx][ny] and step not in seen:
                seen.add(step)
                queue.append(step)
    return len(seen)

def dijkstra(n):
    graph = {i: [((i * 7 + k) % n, (i * k) % 13 + 1) for k in range(1, 6)] for i in range(n)}
    distance, heap = {0: 0}, [(0, 0)]
    while heap:
        d, u = heapq.heappop(heap)
        if d > distance.get(u, math.inf):
            continue
        for v, w in graph[u]:
            if d + w < distance.get(v, 1 << 30):
                distance[v] = d + w
                heapq.heappush(heap, (d + w, v))
    return sum(distance.values())

def records():
    rows = [Point(i, -i) for i in range(200)], {str(i): (i, i / 3, None, b'x' * (i % 7)) for i in range(300)}
    pickle.loads(pickle.dumps(rows)), pickle.loads(pickle.dumps(rows, 2))
    table = io.StringIO()
    csv.writer(table).writerows((i, f'name {i}', 'a, "b"') for i in range(200))
    packed = [struct.pack('<IdH', i, i / 7, i & 255) for i in range(300)]
    return sum(len(row) for row in csv.reader(io.StringIO(table.getvalue()))), [struct.unpack('<IdH', p) for p in packed]

def amounts():
    total = decimal.Decimal(0)
    for i in range(400):
        total += (decimal.Decimal(i) * decimal.Decimal('1.195')).quantize(decimal.Decimal('.01'))
    return total, datetime.datetime(2024, 2, 29) + datetime.timedelta(days=float(total) % 1000)

def documents():
    root = ElementTree.Element('root')
    for i in range(150):
        ElementTree.SubElement(root, 'item', number=str(i)).text = f'text & <{i}>'
    tree = ElementTree.fromstring(ElementTree.tostring(root))
    return sum(int(item.get('number')) for item in tree.iter('item')), len(tree.findall('./item[@number="7"]'))

class Upper(str):
    async def later(self):
        return self.upper()

async def both(names):
    return [await Upper(name).later() for name in names]

def coroutine():
    try:
        both(['a', 'b'] * 100).send(None)
    except StopIteration as e:
        return e.value

def patterns():
    log = '\n'.join(f'2024-01-{i % 28 + 1:02d} host{i}.example.org GET /a/{i}?q={i * i} "agent (x; y)" {200 + i % 5}' for i in range(120))
    line = re.compile(r'^(\d{4})-(\d\d)-(\d\d) (\S+) (GET|POST|PUT) (/[^ ?]*)(?:\?(\S*))? "([^"]*)" (\d+)$', re.M)
    found = [m.groups() for m in line.finditer(log)]
    return (len(found), re.findall(r'(?i)HOST\d+', log)[:3], re.split(r'[\s/]+', log)[:9], re.sub(r'(\d+)\.(.*?)"', r'\2-\1', log)[:9],
            re.search(r'(?:a|b|c)+?z', 'abc' * 200), re.match(r'(.*),(.*),(.*)', 'x,' * 30), [re.compile(f'(a{i}|b{{2,{i + 3}}}|[^c-f])*$') for i in range(12)])

def run():
    for _ in range(2):
        tree = Tree()
        for i in range(3000):
            tree.insert(random.randrange(100000), str(i))
        list(tree.walk(tree.root))
        shapes = [Circle(i, i, i / 2) if i % 2 else Square(i, -i, i) for i in range(3000)]
        sum(s.area() for s in shapes), [s.center for s in shapes], [isinstance(s, Circle) for s in shapes]
        points = [Point(random.randrange(100), i) for i in range(800)]
        sorted(points), functools.reduce(Point.plus, points), max(points, key=operator.attrgetter('y'))
        primes(30000), binomials(120), collatz(1500), mandel(36), hanoi(11, 'a', 'b', 'c'), ways(60, 60)
        matmul([[i + j for j in range(25)] for i in range(25)], [[float(i - j) for j in range(25)] for i in range(25)])
        records(), amounts(), documents(), coroutine(), patterns()
        words(), regexes(), exceptions(4000), search(50), dijkstra(600)
        data = {'list': [i / 7 for i in range(300)], 'names': [f'n{i}' for i in range(300)], 'deep': [{'a': [None, True, i]} for i in range(100)]}
        for _ in range(4):
            json.loads(json.dumps(data)), json.loads(json.dumps(data, indent=1, sort_keys=True))
        2 ** 3000 // 3 ** 500 % 10 ** 50, str(7 ** 800), int('9' * 300) * 12345678901234567890
        squares = {i: i * i for i in range(3000)}
        sum(v for k, v in squares.items() if k & 1), {v % 100 for v in squares.values()}, list(map(str, squares)), sorted(squares, reverse=True)
        list(itertools.islice(itertools.chain.from_iterable(itertools.combinations(range(14), 3)), 1000)), [*zip(range(500), string.ascii_letters * 10)]
        lines = io.StringIO(TEXT.replace('. ', '.\n'))
        [line.rstrip().split(',') for line in lines for _ in range(5)]
        bytes(range(256)) * 10, bytearray(b'x' * 1000).translate(bytes(range(256))), b'a,b,c'.split(b',')
        queue = [random.random() for _ in range(2000)]
        queue.sort(), [bisect.bisect(queue, x / 100) for x in range(100)], any(x > 2 for x in queue), all(x < 2 for x in queue)
        fib = [0, 1]
        while len(fib) < 300: fib.append(fib[-1] + fib[-2])
        acc = ''
        for c in TEXT[:800]:
            acc += c if c.isalpha() else '_'
        i = 0
        while i < 30000:
            if i % 15 == 0: x = 'fizzbuzz'
            elif i % 5 == 0: x = 'buzz'
            elif i % 3 == 0: x = 'fizz'
            else: x = i
            i += 1
        a, b, *rest = range(10)
        try: compile('def f(x):\n    return [y for y in x if y]\n' * 60, 'x', 'exec')
        except SyntaxError: pass
        class Local(Point):
            def __getattr__(self, name): return len(name)
            def __eq__(self, other): return self.x == other.x
            def __hash__(self): return hash(self.x)
        len({Local(i % 10, i) for i in range(500)}), [Local(1, 2).other for _ in range(100)]

run()
