# attacks: the stack with the interpreter's own limit taken off
# expect: raised MemoryError | raised RecursionError | limit_exceeded wall_time
# limits: memory_mb=32 wall_ms=1000
# session: any
import sys

sys.setrecursionlimit(2**31 - 1)


def f():
    f()


f()
