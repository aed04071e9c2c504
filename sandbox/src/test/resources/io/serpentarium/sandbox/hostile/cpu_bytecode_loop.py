# attacks: CPU time with the emptiest loop there is
# expect: limit_exceeded wall_time
# limits: wall_ms=200
# follow-up: kept == 'before'
while True:
    pass
