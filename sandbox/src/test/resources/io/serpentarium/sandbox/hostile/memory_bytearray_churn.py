# attacks: the allocator, by growing and shrinking
# expect: completed 400
# limits: memory_mb=64
b = bytearray()
for i in range(400):
    b.extend(bytes(i * 500 % 99_991))
    del b[: len(b) // 2]
400
