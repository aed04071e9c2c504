# attacks: an endless iterator swallowed without any memory
# expect: limit_exceeded wall_time
# session: rolled_back
# limits: wall_ms=200
import collections, itertools

collections.deque(itertools.repeat(0), maxlen=0)
