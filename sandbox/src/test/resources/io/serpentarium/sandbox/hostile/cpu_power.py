# attacks: one multiplication of numbers without end
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
10 ** 10**8
