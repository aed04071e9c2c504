# attacks: a dict whose keys all have one hash
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
d = {}
for i in range(10**6):
    d[i * (2**61 - 1)] = i
