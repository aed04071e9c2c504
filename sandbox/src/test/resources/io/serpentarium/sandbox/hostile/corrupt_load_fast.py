# attacks: the interpreter with a local variable that the frame has not
# expect: any
# limits: wall_ms=500
# session: any
import dis


def f():
    pass


def op(name, argument):
    return bytes([dis.opmap[name], argument])


f.__code__ = f.__code__.replace(co_code=op("RESUME", 0) + op("LOAD_FAST", 200) + op("RETURN_VALUE", 0))
print(f())
