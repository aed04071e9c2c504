# attacks: the compiler with an elif for each number
# expect: completed | raised RecursionError | raised MemoryError | raised SyntaxError
# limits: memory_mb=96
source = "if x: pass\n" + "".join(f"elif x == {i}: pass\n" for i in range(4000))
compile(source, "f", "exec")
