# attacks: the wall limit, by hiding in finally
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
try:
    while True:
        pass
finally:
    while True:
        pass
