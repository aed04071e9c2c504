# attacks: memory with an iterator that never ends
# expect: raised MemoryError
# limits: memory_mb=32
list(iter(int, 1))
