# attacks: a replacement that multiplies its text
# expect: raised MemoryError | raised OverflowError
s = "a" * 10_000_000
s.replace("a", "b" * 1000)
