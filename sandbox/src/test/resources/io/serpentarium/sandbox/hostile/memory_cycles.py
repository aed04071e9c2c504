# attacks: the garbage collector, with cycles only it can free
# expect: completed 'collected'
# limits: memory_mb=64
class Node:
    pass


for _ in range(60_000):
    a, b = Node(), Node()
    a.other, b.other, a.load = b, a, bytearray(2000)
"collected"
