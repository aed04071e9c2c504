# attacks: the garbage collector's callbacks and thresholds
# expect: completed
# limits: memory_mb=64
import gc

gc.callbacks.append(lambda *a: gc.collect())
gc.set_threshold(1, 1, 1)
x = []
for _ in range(500):
    y = [x]
    y.append(y)
gc.callbacks.clear()
