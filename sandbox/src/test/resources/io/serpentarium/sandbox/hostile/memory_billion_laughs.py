# attacks: the printing of a value that is small in memory and endless on paper
# expect: raised MemoryError
# limits: memory_mb=32
laugh = ["ha"]
for _ in range(40):
    laugh = [laugh, laugh]
repr(laugh)
