# attacks: an endless cycle that never answers
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
import itertools

any(itertools.cycle([0, 0]))
