# attacks: the C stack with the release of as long a chain as the memory holds
# expect: completed 'released'
# limits: memory_mb=256 cpu_ms=60000
x = None
try:
    while True:
        x = (x,)
except MemoryError:
    x = None
"released"
