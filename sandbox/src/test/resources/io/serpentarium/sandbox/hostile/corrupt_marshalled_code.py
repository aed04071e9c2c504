# attacks: the interpreter with a code object whose bytes were changed
# expect: any
# limits: wall_ms=500
# session: any
import marshal, random

random.seed(42)
good = marshal.dumps(compile("def f(a, b=[1, {2: 3}]):\n  return [x for x in a] + b\nf([1])", "f", "exec"))
for _ in range(300):
    data = bytearray(good)
    data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    try:
        exec(marshal.loads(bytes(data)), {})
    except Exception:
        pass
