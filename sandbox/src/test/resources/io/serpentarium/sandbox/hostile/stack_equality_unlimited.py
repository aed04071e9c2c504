# attacks: the C stack with a chain of __eq__ and no limit of the interpreter's
# expect: completed True | raised RecursionError | raised MemoryError | crashed
# limits: memory_mb=128
# session: any
import dataclasses
import sys

sys.setrecursionlimit(10**6)


@dataclasses.dataclass
class Link:
    next: object


a = b = None
for _ in range(100_000):
    a, b = Link(a), Link(b)
a == b
