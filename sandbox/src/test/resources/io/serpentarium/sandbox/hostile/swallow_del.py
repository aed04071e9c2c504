# attacks: the wall limit in a finaliser, where exceptions are ignored
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
class Hide:
    def __del__(self):
        while True:
            pass


while True:
    Hide()
