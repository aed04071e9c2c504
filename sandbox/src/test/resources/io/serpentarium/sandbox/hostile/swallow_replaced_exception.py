# attacks: the telling of an interrupt from an error
# expect: limit_exceeded wall_time
# limits: wall_ms=200
# follow-up: kept == 'before'
try:
    while True:
        pass
except KeyboardInterrupt:
    raise ValueError("not me") from None
