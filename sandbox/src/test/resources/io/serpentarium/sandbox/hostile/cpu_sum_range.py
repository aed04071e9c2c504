# attacks: a loop in C that looks at no signal
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
sum(range(10**12))
