# attacks: the C stack with iterators over iterators, which CPython does not guard
# expect: crashed | raised RecursionError
# session: any
# limits: memory_mb=128
import itertools

x = iter([1])
for _ in range(200_000):
    x = itertools.chain(x)
next(x)
