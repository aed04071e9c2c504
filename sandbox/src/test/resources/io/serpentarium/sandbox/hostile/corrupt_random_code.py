# attacks: the interpreter with bytecode made of entropy
# expect: any
# limits: wall_ms=500
# session: any
import os


def f(a=1, *b, c=2, **d):
    return [a, b, c, d]


while True:
    f.__code__ = f.__code__.replace(co_code=b"\x95\x00" + os.urandom(64), co_stacksize=50)
    try:
        f()
    except Exception:
        pass
