# attacks: the host with polls that return at once
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
import select

while True:
    select.select([0] * 500, [1] * 500, [], 0)
