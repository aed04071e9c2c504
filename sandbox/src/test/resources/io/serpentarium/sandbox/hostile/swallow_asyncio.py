# attacks: the wall limit with a task that refuses to be cancelled
# expect: limit_exceeded wall_time
# session: any
# limits: wall_ms=500
import asyncio


async def stubborn():
    while True:
        try:
            await asyncio.sleep(0.001)
        except BaseException:
            pass


asyncio.run(stubborn())
