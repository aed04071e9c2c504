# attacks: the wall limit with a context manager that denies it
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
class Deny:
    def __enter__(self):
        pass

    def __exit__(self, *error):
        return True


while True:
    with Deny():
        while True:
            pass
