# attacks: an event loop that is asleep, against Ctrl-C
# expect: interrupted
# interrupt: ready
# follow-up: kept == 'before'
import asyncio


async def main():
    print("ready")
    await asyncio.sleep(10**6)


asyncio.run(main())
