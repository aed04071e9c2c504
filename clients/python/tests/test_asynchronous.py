from __future__ import annotations

import asyncio

from serpentarium import AsyncSerpentarium, CheckTest, InputRequest, Result, Stdout


def test_session_streams_files_and_grades(url: str) -> None:
    asyncio.run(_use(url))


async def _use(url: str) -> None:
    async with AsyncSerpentarium(url) as service, await service.session() as session:
        await session.files.write("in", "7")
        assert [entry.path for entry in await session.files.list()] == ["in"]
        assert (await session.execute("x = int(open('in').read()); x")).result == "7"
        assert await session.files.read("in") == b"7"
        await session.files.delete("in")

        events = [event async for event in session.stream("print(input('? '))", stdin="a\n")]
        assert "".join(event.data for event in events if isinstance(event, Stdout)) == "? a\n"
        assert isinstance(events[-1], Result)

        async def ask(prompt: str) -> str | None:
            await asyncio.sleep(0)
            return prompt.upper()

        assert (await session.execute("input('name')", stdin=ask)).result == "'NAME'"

        (copy,) = await session.fork()
        async with copy:
            assert (await copy.execute("x")).result == "7"

        grading = await service.grade("y = 1", [CheckTest("a", "assert y == 1")])
        assert grading.verdict == "passed"
        assert (await service.run("1 + 1")).result == "2"


def test_cancelling_interrupts(url: str) -> None:
    asyncio.run(_cancel(url))


async def _cancel(url: str) -> None:
    async with AsyncSerpentarium(url) as service, await service.session() as session:
        started = asyncio.Event()
        running = asyncio.create_task(
            session.execute("x = 1\nprint('on')\nwhile True: pass", on_stdout=lambda _: started.set())
        )
        await started.wait()
        running.cancel()
        while (await session.info()).state == "busy":
            await asyncio.sleep(0.01)
        assert (await session.execute("x")).result == "1"


def test_an_interrupt_from_elsewhere(url: str) -> None:
    asyncio.run(_interrupt(url))


async def _interrupt(url: str) -> None:
    async with AsyncSerpentarium(url) as service, await service.session() as session:
        async for event in session.stream("input('? ')", stdin_open=True):
            if isinstance(event, InputRequest):
                assert await session.interrupt()
            if isinstance(event, Result):
                assert event.execution.status == "interrupted"
