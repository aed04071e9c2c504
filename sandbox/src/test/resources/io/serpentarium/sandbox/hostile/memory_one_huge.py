# attacks: one allocation beyond the address space
# expect: raised OverflowError | raised MemoryError
bytearray(1 << 40)
