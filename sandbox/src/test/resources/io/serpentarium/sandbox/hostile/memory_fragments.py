# attacks: the allocator, with holes that fit nothing
# expect: raised MemoryError
# limits: memory_mb=64
# follow-up: kept == 'before'
blocks = [bytearray(5000) for _ in range(6000)]
del blocks[::2]
bytearray(30_000_000)
