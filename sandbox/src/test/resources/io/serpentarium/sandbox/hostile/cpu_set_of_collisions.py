# attacks: a set built in C from keys with one hash
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=300
set(range(0, (2**61 - 1) * 200_000, 2**61 - 1))
