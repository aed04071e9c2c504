# attacks: memory with a field width
# expect: raised MemoryError | raised OverflowError | raised ValueError
f"{1:>{2_000_000_000}}"
