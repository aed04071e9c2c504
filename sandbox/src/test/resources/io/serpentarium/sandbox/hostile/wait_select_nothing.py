# attacks: poll with nothing to wait for
# expect: limit_exceeded wall_time | raised OSError | completed ([], [], [])
# limits: wall_ms=200
import select

select.select([], [], [])
