# attacks: the wall limit, by going back to sleep
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
import time

while True:
    try:
        time.sleep(100)
    except BaseException:
        pass
