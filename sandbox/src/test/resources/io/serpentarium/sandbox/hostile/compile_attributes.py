# attacks: the compiler's stack with a chain of attributes
# expect: completed | raised RecursionError | raised MemoryError
# limits: memory_mb=96
compile("x" + ".a" * 100_000, "f", "eval")
