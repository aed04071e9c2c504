# attacks: the compiler's stack with 1+1+1+…
# expect: completed | raised RecursionError | raised MemoryError
# limits: memory_mb=96
# follow-up: kept == 'before'
code = compile("+".join(["x"] * 100_000), "f", "eval")
