# attacks: the C stack with a deep value for pickle
# expect: raised RecursionError
import pickle

x = []
for _ in range(100_000):
    x = [x]
pickle.dumps(x)
