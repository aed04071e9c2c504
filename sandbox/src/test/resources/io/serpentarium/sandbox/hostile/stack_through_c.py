# attacks: the C stack by calls that pass through C, without the interpreter's limit
# expect: raised RecursionError | crashed
# session: any
import sys

sys.setrecursionlimit(2**31 - 1)


class A:
    def __getattr__(self, name):
        return getattr(self, name + "x")


A().x
