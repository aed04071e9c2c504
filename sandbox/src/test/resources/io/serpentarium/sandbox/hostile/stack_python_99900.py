# attacks: nothing; plain recursion of 99,900 calls is a program's right
# expect: completed 99900
# limits: memory_mb=128 cpu_ms=30000
import sys

sys.setrecursionlimit(10**6)


def f(n):
    return 1 + f(n - 1) if n else 0


f(99_900)
