# attacks: a factorial in C
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
import math

math.factorial(5_000_000)
