# attacks: the C stack with a deep value for marshal
# expect: raised ValueError
import marshal

x = []
for _ in range(100_000):
    x = [x]
marshal.dumps(x)
