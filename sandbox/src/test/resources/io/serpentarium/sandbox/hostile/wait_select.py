# attacks: a guest thread by polling what never comes
# expect: limit_exceeded wall_time
# stdin: open
# limits: wall_ms=200
# follow-up: kept == 'before'
import select, sys

select.select([sys.stdin], [], [])
