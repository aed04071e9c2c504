# attacks: the limit of the module itself, where the session's is higher
# expect: raised MemoryError
# limits: memory_mb=4096
bytearray(900_000_000)
