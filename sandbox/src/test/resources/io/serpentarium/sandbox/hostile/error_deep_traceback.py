# attacks: the answer with a traceback of 50,000 frames
# expect: any
# session: any
# limits: memory_mb=128 wall_ms=400
import sys

sys.setrecursionlimit(100_000)


def f(n):
    return 1 / 0 if n == 0 else f(n - 1)


f(50_000)
