# attacks: the end of a program with a callback that never ends
# expect: limit_exceeded wall_time
# kind: program
# limits: wall_ms=300
# session: any
import atexit


@atexit.register
def forever():
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
