# attacks: a shift that no memory holds
# expect: raised MemoryError | raised OverflowError
1 << (1 << 40)
