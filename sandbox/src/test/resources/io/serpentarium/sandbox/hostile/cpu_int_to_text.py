# attacks: decimal digits of a huge int, with the interpreter's own guard taken off
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=200
import sys

sys.set_int_max_str_digits(0)
str(1 << 40_000_000)
