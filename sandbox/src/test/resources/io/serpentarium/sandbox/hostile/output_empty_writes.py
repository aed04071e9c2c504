# attacks: the host with writes of nothing, which no output limit counts
# expect: limit_exceeded wall_time
# limits: wall_ms=300
# session: any
import os

while True:
    os.write(1, b"")
