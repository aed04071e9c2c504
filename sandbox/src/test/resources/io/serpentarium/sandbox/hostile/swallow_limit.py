# attacks: the wall limit, by catching its interrupt for ever
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
