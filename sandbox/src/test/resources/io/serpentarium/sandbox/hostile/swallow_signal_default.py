# attacks: the interpreter with SIGINT's default action
# expect: any
# session: any
# limits: wall_ms=200
import signal

signal.signal(signal.SIGINT, signal.SIG_DFL)
while True:
    pass
