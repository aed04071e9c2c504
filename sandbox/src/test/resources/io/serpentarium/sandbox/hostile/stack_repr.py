# attacks: the C stack with the repr of a deep list
# expect: raised RecursionError
x = []
for _ in range(100_000):
    x = [x]
repr(x)
