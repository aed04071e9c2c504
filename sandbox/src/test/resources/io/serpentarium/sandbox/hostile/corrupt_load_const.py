# attacks: the interpreter with a constant beyond the constants
# expect: any
# limits: wall_ms=500
# session: any
import dis


def f():
    pass


def op(name, argument):
    return bytes([dis.opmap[name], argument])


for index in range(1, 256):
    f.__code__ = f.__code__.replace(
        co_code=op("RESUME", 0) + op("LOAD_CONST", index) + op("RETURN_VALUE", 0)
    )
    repr(f())
