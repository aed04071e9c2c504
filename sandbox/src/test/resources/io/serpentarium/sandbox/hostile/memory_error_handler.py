# attacks: MemoryError itself, by asking for more while handling it
# expect: raised MemoryError
# limits: memory_mb=48
x = []
try:
    while True:
        x.append(bytearray(100_000))
except MemoryError:
    x.append(bytearray(50_000_000))
