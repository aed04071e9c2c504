# attacks: the wall limit with a handler of its own for SIGINT
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
import signal

signal.signal(signal.SIGINT, lambda *a: None)
while True:
    pass
