# attacks: memory with a list that never stops
# expect: raised MemoryError
# limits: memory_mb=64
# follow-up: kept == 'before'
x = []
while True:
    x.append(bytearray(100_000))
