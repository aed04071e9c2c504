# attacks: the execution's end with a repr that never ends
# expect: limit_exceeded wall_time
# limits: wall_ms=200
# follow-up: kept == 'before'
class Endless:
    def __repr__(self):
        while True:
            pass


Endless()
