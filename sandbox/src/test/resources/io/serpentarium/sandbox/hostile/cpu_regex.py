# attacks: a regular expression that backtracks for ever
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
import re

re.match("(a+)+$", "a" * 40 + "b")
