total = 0
for i in range(4_000_000):
    total += i & 7
assert total == 14_000_000
