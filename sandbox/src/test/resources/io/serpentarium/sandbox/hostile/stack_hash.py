# attacks: the C stack with the hash of a deep tuple, which CPython does not guard
# expect: crashed | raised RecursionError
# session: any
x = ()
for _ in range(200_000):
    x = (x,)
hash(x)
