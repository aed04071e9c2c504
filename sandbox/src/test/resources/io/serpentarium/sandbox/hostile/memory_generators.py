# attacks: memory with suspended generators
# expect: raised MemoryError
# limits: memory_mb=32
def g():
    yield bytearray(1000)


live = []
while True:
    live.append(g())
    next(live[-1])
