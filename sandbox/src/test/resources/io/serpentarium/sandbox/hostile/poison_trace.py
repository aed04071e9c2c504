# attacks: every line of the session with a trace function
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
import sys


def trace(*arguments):
    while True:
        pass


def f():
    pass


sys.settrace(trace)
f()
