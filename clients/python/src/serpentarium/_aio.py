"""The asynchronous client; cancelling a call interrupts its program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing, asynccontextmanager
from types import TracebackType
from typing import Self, TypeVar

import httpx

from serpentarium import _calls as calls
from serpentarium._calls import Call, Tests
from serpentarium._errors import ApiError, SerpentariumError, error_of
from serpentarium._events import EventParser, batch_event, execution_event, grading_event
from serpentarium._grading import GradedSubmission, Grading, Plan, Setup, Submission, TestResult
from serpentarium._values import (
    Event,
    Execution,
    FileEntry,
    Files,
    InputRequest,
    Json,
    Limits,
    Result,
    SessionInfo,
    SnapshotInfo,
    Stderr,
    Stdout,
)

T = TypeVar("T")
AsyncInput = Callable[[str], Awaitable[str | None]]
Heard = Callable[[str], object]


class AsyncSerpentarium:
    """A connection to a service, which the caller closes; `url` and `key` are as for Serpentarium."""

    def __init__(self, url: str | None = None, key: str | None = None, *, retries: int = 5) -> None:
        self._retries = retries
        self._http = httpx.AsyncClient(**calls.client_options(url, key))

    async def run(
        self,
        code: str,
        *,
        stdin: str | None = None,
        args: Sequence[str] = (),
        files: Files | None = None,
        limits: Limits | None = None,
        return_files: Sequence[str] = (),
    ) -> Execution:
        """Runs a program once, in an interpreter of its own."""
        return await self._do(calls.run(code, stdin, args, files or {}, limits, return_files))

    async def grade(
        self,
        code: str,
        tests: Tests,
        *,
        module: str | None = None,
        setup: Setup | None = None,
        files: Files | None = None,
        stop_on_failure: bool = False,
        limits: Limits | None = None,
        on_test: Callable[[TestResult], object] | None = None,
    ) -> Grading:
        """Grades a submission; `on_test` is called with each test as it ends."""
        call = calls.grade(code, Plan(tuple(tests), module, setup, files, stop_on_failure, limits))
        if on_test is None:
            return await self._do(call)
        async with self._stream(call) as events:
            async for name, data in events:
                match grading_event(name, data):
                    case TestResult() as test:
                        on_test(test)
                    case Grading() as grading:
                        return grading
        raise SerpentariumError("the service's answer ended too early")

    async def grade_all(
        self,
        plan: Plan,
        submissions: Iterable[Submission],
        *,
        on_submission: Callable[[GradedSubmission], object] | None = None,
    ) -> list[GradedSubmission]:
        """Grades many submissions in one request; `on_submission` hears of each as it ends, and then
        they come in that order.
        """
        call = calls.grade_all(plan, submissions)
        if on_submission is None:
            return await self._do(call)
        done: list[GradedSubmission] = []
        async with self._stream(call) as events:
            async for name, data in events:
                graded = batch_event(name, data)
                if graded is None:
                    return done
                on_submission(graded)
                done.append(graded)
        raise SerpentariumError("the service's answer ended too early")

    async def session(
        self,
        *,
        files: Files | None = None,
        limits: Limits | None = None,
        idle_timeout_ms: int | None = None,
        snapshot_id: str | None = None,
    ) -> AsyncSession:
        """Creates a session, which lives until it is closed or unused for its idle timeout."""
        info = await self._do(calls.open_session(files or {}, limits, idle_timeout_ms, snapshot_id))
        return AsyncSession(self, info.id)

    async def attach(self, session_id: str) -> AsyncSession:
        """Returns an existing session."""
        return AsyncSession(self, (await self._do(calls.show(session_id))).id)

    async def delete_snapshot(self, snapshot_id: str) -> None:
        """Deletes a snapshot."""
        await self._do(calls.delete_snapshot(snapshot_id))

    async def close(self) -> None:
        """Closes the connections; sessions live on."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _do(self, call: Call[T]) -> T:
        headers = call.headers()
        for attempt in range(self._retries + 1):
            try:
                return await self._send(call, headers)
            except (ApiError, httpx.TransportError) as error:
                pause = call.pause(attempt, error)
                if pause is None or attempt == self._retries:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    async def _send(self, call: Call[T], headers: dict[str, str]) -> T:
        response = await self._http.request(
            call.method, call.path, json=call.json, content=call.content, headers=headers
        )
        if response.is_error:
            raise error_of(response)
        return call.read(response)

    @asynccontextmanager
    async def _stream(self, call: Call[T]) -> AsyncIterator[AsyncIterator[tuple[str, Json]]]:
        headers = {"accept": "text/event-stream"}
        async with self._http.stream(call.method, call.path, json=call.json, headers=headers) as response:
            if response.is_error:
                await response.aread()
                raise error_of(response)
            yield _parsed(response)


async def _parsed(response: httpx.Response) -> AsyncIterator[tuple[str, Json]]:
    parser = EventParser()
    async for line in response.aiter_lines():
        for event in parser.feed(line):
            yield event


class AsyncSession:
    """A Python interpreter with its state. As a context manager, it is deleted at the end of the block."""

    def __init__(self, service: AsyncSerpentarium, session_id: str) -> None:
        self.id = session_id
        self.files = AsyncSessionFiles(service, session_id)
        self._service = service

    async def execute(
        self,
        code: str,
        *,
        stdin: str | AsyncInput | None = None,
        limits: Limits | None = None,
        on_stdout: Heard | None = None,
        on_stderr: Heard | None = None,
    ) -> Execution:
        """Executes code and waits for its end.

        `stdin` is all the input, or is awaited for each line, with the prompt, and gives None at the end.
        """
        given = None if callable(stdin) else stdin
        async with aclosing(
            self.stream(code, stdin=given, stdin_open=callable(stdin), limits=limits)
        ) as events:
            async for event in events:
                match event:
                    case Stdout(data) if on_stdout:
                        on_stdout(data)
                    case Stderr(data) if on_stderr:
                        on_stderr(data)
                    case InputRequest(prompt) if callable(stdin):
                        await self._answer(stdin, prompt)
                    case Result(execution):
                        return execution
        raise SerpentariumError("the service's answer ended too early")

    async def stream(
        self, code: str, *, stdin: str | None = None, stdin_open: bool = False, limits: Limits | None = None
    ) -> AsyncGenerator[Event, None]:
        """Executes code and yields its events, last a Result. Leaving early interrupts the program."""
        call = calls.execute(self.id, code, stdin, stdin_open, limits)
        async with self._service._stream(call) as events:
            async for name, data in events:
                yield execution_event(name, data)

    async def write_stdin(self, data: str) -> None:
        """Appends to the stdin of the running program."""
        await self._do(calls.write_stdin(self.id, data))

    async def end_stdin(self) -> None:
        """Ends the stdin of the running program."""
        await self._do(calls.end_stdin(self.id))

    async def interrupt(self) -> bool:
        """Sends Ctrl-C; returns whether a program was running. Variables are kept."""
        return await self._do(calls.interrupt(self.id))

    async def info(self) -> SessionInfo:
        """Returns the session's present state and figures."""
        return await self._do(calls.show(self.id))

    async def snapshot(self) -> SnapshotInfo:
        """Takes a snapshot."""
        return await self._do(calls.snapshot(self.id))

    async def restore(self, snapshot_id: str) -> None:
        """Replaces the session's state by a snapshot's."""
        await self._do(calls.restore(self.id, snapshot_id))

    async def fork(self, count: int = 1) -> list[AsyncSession]:
        """Creates independent copies of the live session."""
        return [AsyncSession(self._service, copy.id) for copy in await self._do(calls.fork(self.id, count))]

    async def close(self) -> None:
        """Deletes the session and stops what runs in it."""
        await self._do(calls.close(self.id))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _answer(self, ask: AsyncInput, prompt: str) -> None:
        try:
            line = await ask(prompt)
            if line is None:
                await self.end_stdin()
            else:
                await self.write_stdin(line if line.endswith("\n") else line + "\n")
        except ApiError as error:
            if error.code != "not_running":
                raise

    async def _do(self, call: Call[T]) -> T:
        return await self._service._do(call)


class AsyncSessionFiles:
    """The files of a session, by paths below /sandbox."""

    def __init__(self, service: AsyncSerpentarium, session_id: str) -> None:
        self._service = service
        self._session = session_id

    async def write(self, path: str, content: str | bytes) -> None:
        """Writes a whole file."""
        await self._service._do(calls.write_file(self._session, path, content))

    async def read(self, path: str) -> bytes:
        """Reads a whole file."""
        return await self._service._do(calls.read_file(self._session, path))

    async def delete(self, path: str) -> None:
        """Deletes a file."""
        await self._service._do(calls.delete_file(self._session, path))

    async def list(self) -> list[FileEntry]:
        """Iterates over all files, page by page."""
        entries, cursor = await self._service._do(calls.list_files(self._session, None))
        while cursor:
            page, cursor = await self._service._do(calls.list_files(self._session, cursor))
            entries += page
        return entries
