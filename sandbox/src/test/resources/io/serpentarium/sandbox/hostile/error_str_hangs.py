# attacks: the answer with an exception that never says what it is
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
class Bad(Exception):
    def __str__(self):
        while True:
            pass


raise Bad
