# attacks: the wall limit with a generator that refuses to be closed
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
def g():
    while True:
        try:
            while True:
                yield
        except BaseException:
            pass


stubborn = g()
while True:
    try:
        for _ in stubborn:
            pass
    except BaseException:
        pass
