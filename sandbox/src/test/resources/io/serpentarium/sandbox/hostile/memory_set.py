# attacks: memory with a set built in C
# expect: raised MemoryError
# limits: memory_mb=48
set(range(10**9))
