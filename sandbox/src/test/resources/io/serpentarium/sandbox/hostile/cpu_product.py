# attacks: a cartesian product without end
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
import itertools

sum(1 for _ in ()) or len(set(map(len, itertools.product(range(10), repeat=12))))
