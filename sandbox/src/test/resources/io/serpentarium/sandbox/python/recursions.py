## calls of Python functions
def f(n):
    if n:
        f(n - 1)
f(N)
## `json.loads` of lists
import json
json.loads('[' * N + ']' * N)
## `json.dumps` of lists
import json
x = []
for _ in range(N): x = [x]
json.dumps(x)
## `json.dumps(indent=1)`
import json
x = []
for _ in range(N): x = [x]
json.dumps(x, indent=1)
## `repr` of lists
x = []
for _ in range(N): x = [x]
repr(x)
## `==` of lists
x, y = [], []
for _ in range(N): x, y = [x], [y]
x == y
## `hash` of tuples
x = ()
for _ in range(N): x = (x,)
hash(x)
## `pickle.dumps` of lists
import pickle
x = []
for _ in range(N): x = [x]
pickle.dumps(x)
## `pickle.loads` of tuples
import pickle
pickle.loads(b'\x80\x04)' + b'\x85' * N + b'.')
## `copy.deepcopy` of lists
import copy
x = []
for _ in range(N): x = [x]
copy.deepcopy(x)
## `ast.literal_eval` of lists
import ast
ast.literal_eval('[' * N + ']' * N)
## `eval` of parentheses
eval('(' * N + '1' + ')' * N)
## `re.compile` of groups
import re
re.compile('(' * N + ')' * N)
## `re.match` of a repeated group
import re
re.match('(?:(a)|b)*c', 'ab' * N)
## own `__eq__`
class Link:
    def __init__(self, next): self.next = next
    def __eq__(self, other): return self.next == other.next
a = b = None
for _ in range(N): a, b = Link(a), Link(b)
a == b
## own `__repr__`
class Link:
    def __init__(self, next): self.next = next
    def __repr__(self): return repr(self.next)
a = None
for _ in range(N): a = Link(a)
repr(a)
## iterators over iterators
x = iter([1])
for _ in range(N): x = map(abs, x)
next(x)
## generators that delegate
def g(n):
    if n:
        yield from g(n - 1)
list(g(N))
## release of nested tuples
x = ()
for _ in range(N): x = (x,)
x = None
## release of linked objects
class Link:
    def __init__(self, next): self.next = next
a = None
for _ in range(N): a = Link(a)
a = None
## release of a list of objects
x = [object() for _ in range(N)]
x = None
