# attacks: a guest thread with a sleep that does not end
# expect: limit_exceeded wall_time
# limits: wall_ms=200
# follow-up: kept == 'before'
import time

time.sleep(10**6)
