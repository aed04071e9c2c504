# attacks: the host with sleeps of a nanosecond
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
import time

while True:
    time.sleep(1e-9)
