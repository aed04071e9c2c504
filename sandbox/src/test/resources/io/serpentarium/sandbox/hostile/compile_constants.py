# attacks: the constant folder
# expect: raised MemoryError | raised OverflowError | completed
# limits: memory_mb=64
compile("'x' * 10**9, (0,) * 10**9, 1 << 10**10, 10**10**10", "f", "eval")
