# attacks: the stack of json's own encoder with a deep value and no limit of the interpreter's
# expect: raised RecursionError | raised MemoryError | crashed
# limits: memory_mb=128
# session: any
import json
import sys

sys.setrecursionlimit(10**6)
x = {}
for _ in range(50_000):
    x = {"": x}
json.dumps(x, indent=1)
