# attacks: the interpreter with a jump out of the code
# expect: any
# limits: wall_ms=300
# session: any
import dis


def f():
    pass


def op(name, argument):
    return bytes([dis.opmap[name], argument])


f.__code__ = f.__code__.replace(co_code=op("RESUME", 0) + op("JUMP_FORWARD", 255) * 4)
f()
