# attacks: the interpreter with pops from an empty stack
# expect: any
# limits: wall_ms=500
# session: any
import dis


def f():
    pass


def op(name, argument):
    return bytes([dis.opmap[name], argument])


f.__code__ = f.__code__.replace(
    co_code=op("RESUME", 0) + op("POP_TOP", 0) * 5000 + op("RETURN_VALUE", 0)
)
f()
