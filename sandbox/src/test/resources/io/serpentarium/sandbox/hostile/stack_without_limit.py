# attacks: the stack with the interpreter's own limit taken off
# expect: raised MemoryError | raised RecursionError | raised SystemError
# limits: memory_mb=32
# session: any
import sys

sys.setrecursionlimit(2**31 - 1)


def f():
    f()


f()
