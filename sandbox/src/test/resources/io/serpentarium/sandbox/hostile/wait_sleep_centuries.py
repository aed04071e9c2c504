# attacks: the clock's arithmetic within what Python lets through
# expect: limit_exceeded wall_time
# limits: wall_ms=200
# follow-up: kept == 'before'
import time

time.sleep(9_200_000_000)
