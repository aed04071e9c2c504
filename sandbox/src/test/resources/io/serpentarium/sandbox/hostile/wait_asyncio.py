# attacks: a guest with an event loop that never ends
# expect: limit_exceeded wall_time
# limits: wall_ms=500
# session: any
import asyncio

asyncio.run(asyncio.sleep(10**6))
