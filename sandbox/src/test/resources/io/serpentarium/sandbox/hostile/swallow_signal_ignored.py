# attacks: the wall limit by ignoring SIGINT
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass
