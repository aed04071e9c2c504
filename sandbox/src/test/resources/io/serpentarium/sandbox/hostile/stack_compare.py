# attacks: the C stack with the comparison of two deep lists
# expect: raised RecursionError
a, b = [], []
for _ in range(100_000):
    a, b = [a], [b]
a == b
