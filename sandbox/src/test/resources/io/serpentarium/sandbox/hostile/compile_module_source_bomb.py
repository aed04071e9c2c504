# attacks: memory by importing a module that computes itself
# expect: raised MemoryError | raised RecursionError
# limits: memory_mb=64
open("grows.py", "w").write("import grows\nx = 'x' * 60_000_000\ny = x + x\n")
import grows
