# attacks: the C stack with a pickle that nests tuples
# expect: completed 'loaded' | raised RecursionError | raised MemoryError
# limits: memory_mb=128
import pickle

x = pickle.loads(b"\x80\x04)" + b"\x85" * 300_000 + b".")
del x
"loaded"
