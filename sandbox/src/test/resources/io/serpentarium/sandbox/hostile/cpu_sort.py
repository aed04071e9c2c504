# attacks: a sort of ten million in C
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=300 memory_mb=160
([3, 1, 2, 5, 4, 7, 6] * 1_500_000).sort()
