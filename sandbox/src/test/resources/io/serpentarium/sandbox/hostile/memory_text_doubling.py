# attacks: a text that doubles
# expect: raised MemoryError | raised OverflowError
# limits: memory_mb=64
# follow-up: kept == 'before'
s = "x"
while True:
    s += s
