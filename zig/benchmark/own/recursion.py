"""Recursion of Python functions, a thousand frames deep."""
import sys

import pyperf


def depth(n):
    return 0 if n == 0 else depth(n - 1) + 1


def ackermann(m, n):
    if m == 0:
        return n + 1
    return ackermann(m - 1, 1 if n == 0 else ackermann(m, n - 1))


def measured():
    for _ in range(100):
        depth(2000)
    ackermann(2, 300)


sys.setrecursionlimit(10000)
pyperf.Runner().bench_func('recursion', measured)
