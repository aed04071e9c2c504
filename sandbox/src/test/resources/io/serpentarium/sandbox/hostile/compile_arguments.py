# attacks: the compiler with a function of 20,000 parameters
# expect: completed | raised SyntaxError | raised MemoryError
# limits: memory_mb=96
exec("def f(" + ",".join(f"a{i}" for i in range(20_000)) + "): pass")
