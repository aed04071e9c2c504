# attacks: CPU time where only that limit is near
# expect: limit_exceeded cpu_time
# limits: cpu_ms=200
# follow-up: kept == 'before'
n = 0
while True:
    n += 1
