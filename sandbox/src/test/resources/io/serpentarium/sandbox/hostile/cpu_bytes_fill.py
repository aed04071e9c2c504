# attacks: fills of 150 MB, one after the other
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=300 memory_mb=240
while True:
    b"x" * 150_000_000
