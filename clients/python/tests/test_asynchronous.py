from __future__ import annotations

import asyncio
import time
from contextlib import aclosing

import pytest

from serpentarium import AsyncSerpentarium, CheckTest, InputRequest, Result, Stdout
from serpentarium._calls import GRACE_SECONDS

PROMPT_SECONDS = 1.5
"""Far below the five seconds for which the service waits for a stream to be resumed."""


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


@pytest.mark.parametrize("code", ["while True: pass", "import time; time.sleep(60)", "input()"])
def test_cancelling_interrupts_and_frees_the_session_at_once(url: str, code: str) -> None:
    asyncio.run(_cancel(url, code))


async def _cancel(url: str, code: str) -> None:
    async with AsyncSerpentarium(url) as service, await service.session() as session:
        started = asyncio.Event()

        async def ask(prompt: str) -> str | None:
            await asyncio.Event().wait()
            return prompt

        running = asyncio.create_task(
            session.execute(f"x = 1\nprint('on')\n{code}", stdin=ask, on_stdout=lambda _: started.set())
        )
        await started.wait()
        before = time.monotonic()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert (await session.execute("x")).result == "1"
        assert time.monotonic() - before < PROMPT_SECONDS


def test_a_time_out_of_asyncio_frees_the_session_at_once(url: str) -> None:
    async def time_out() -> None:
        async with AsyncSerpentarium(url) as service, await service.session() as session:
            for seconds in (0.001, 0.003, 0.01, 0.03, 0.1):
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(session.execute("while True: pass"), seconds)
                before = time.monotonic()
                assert (await session.execute("1 + 1")).result == "2"
                assert time.monotonic() - before < PROMPT_SECONDS

    asyncio.run(time_out())


def test_leaving_a_program_that_ignores_interrupts_takes_moments(url: str) -> None:
    async def leave() -> None:
        async with AsyncSerpentarium(url) as service, await service.session() as session:
            stubborn = "print('on')\nwhile True:\n  try:\n    while True: pass\n  except BaseException: pass"
            async with aclosing(session.stream(stubborn)) as events:
                async for event in events:
                    if isinstance(event, Stdout):
                        before = time.monotonic()
                        break
            assert time.monotonic() - before < GRACE_SECONDS + PROMPT_SECONDS

    asyncio.run(leave())


def test_an_interrupt_from_elsewhere(url: str) -> None:
    asyncio.run(_interrupt(url))


async def _interrupt(url: str) -> None:
    async with AsyncSerpentarium(url) as service, await service.session() as session:
        async for event in session.stream("input('? ')", stdin_open=True):
            if isinstance(event, InputRequest):
                assert await session.interrupt()
            if isinstance(event, Result):
                assert event.execution.status == "interrupted"
