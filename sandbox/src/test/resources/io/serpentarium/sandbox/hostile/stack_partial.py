# attacks: the C stack with partials of partials
# expect: raised RecursionError | crashed
# session: any
import functools


class P(functools.partial):
    pass


p = print
for _ in range(100_000):
    p = P(p)
    p.x = 1
repr(p)
p()
