# attacks: the C stack with nested class tuples
# expect: completed False | raised RecursionError
t = (int,)
for _ in range(100_000):
    t = (t,)
isinstance("", t)
