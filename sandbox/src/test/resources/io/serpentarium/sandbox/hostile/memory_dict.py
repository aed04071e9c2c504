# attacks: memory with a dict
# expect: raised MemoryError
# limits: memory_mb=48
d = {}
for i in range(10**9):
    d[i] = i
