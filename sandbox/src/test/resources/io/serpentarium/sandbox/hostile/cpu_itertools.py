# attacks: an endless iterator that C consumes
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
import itertools

max(itertools.count())
