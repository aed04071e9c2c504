# attacks: MemoryError, by ignoring it for ever
# expect: limit_exceeded wall_time
# session: any
# limits: memory_mb=48 wall_ms=400
x = []
while True:
    try:
        x.append(bytearray(100_000))
    except MemoryError:
        pass
