# attacks: the C stack with a chain of __eq__ over linked objects
# expect: raised RecursionError
# limits: memory_mb=128
import dataclasses


@dataclasses.dataclass
class Link:
    next: object


a = b = None
for _ in range(100_000):
    a, b = Link(a), Link(b)
a == b
