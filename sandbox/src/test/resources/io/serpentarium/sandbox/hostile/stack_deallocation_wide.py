# attacks: the release of a list of ten million objects, at the most memory that there is
# expect: completed 10000000
# limits: memory_mb=256 cpu_ms=60000
x = [object() for _ in range(10_000_000)]
n = len(x)
del x
n
