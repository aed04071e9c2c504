# attacks: a guest thread with an input that nobody feeds
# expect: limit_exceeded wall_time
# stdin: open
# limits: wall_ms=200
# follow-up: kept == 'before'
input("well? ")
