# attacks: the square of a number of six megabytes
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
x = (1 << 50_000_000) - 1
x * x
