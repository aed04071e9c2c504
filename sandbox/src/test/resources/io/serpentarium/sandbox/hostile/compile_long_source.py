# attacks: memory with a source of 100 MB
# expect: raised MemoryError
# limits: memory_mb=200
exec("x = 1\n" * 17_000_000)
