# attacks: the type system with a hierarchy of thousands of classes
# expect: completed True | raised RecursionError | raised MemoryError | limit_exceeded wall_time
# session: any
# limits: memory_mb=96 wall_ms=400
C = type("C", (), {})
for _ in range(2000):
    C = type("C", (C,), {})
isinstance(C(), object)
