"""The asynchronous client; cancelling a call interrupts its program."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing, suppress
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Self, TypeVar

import httpx

from serpentarium import _calls as calls
from serpentarium._calls import Call, Tests, failures
from serpentarium._errors import ApiError, SerpentariumError, UnreachableError, error_of
from serpentarium._events import (
    EventParser,
    Progress,
    SentEvent,
    batch_event,
    execution_event,
    grading_event,
)
from serpentarium._grading import GradedSubmission, Grading, Plan, Setup, Submission, TestResult
from serpentarium._values import (
    Completion,
    Event,
    Execution,
    FileEntry,
    Files,
    InputRequest,
    Inspection,
    Limits,
    Result,
    ServiceInfo,
    SessionInfo,
    SnapshotInfo,
    Stderr,
    Stdout,
    Ticket,
)

R = TypeVar("R")
T = TypeVar("T")
AsyncInput = Callable[[str], Awaitable[str | None]]
Heard = Callable[[str], object]


class AsyncSerpentarium:
    """A connection to a service, which the caller closes; its options are as for Serpentarium."""

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        retries: int = 5,
        timeout: float | None = None,
    ) -> None:
        self._retries = retries
        self._reached = False
        with failures(url):
            self._http = httpx.AsyncClient(**calls.client_options(url, key, timeout))

    async def info(self) -> ServiceInfo:
        """Describes the service."""
        return await self._do(calls.info())

    async def run(
        self,
        code: str,
        *,
        stdin: str | None = None,
        args: Sequence[str] = (),
        files: Files | None = None,
        limits: Limits | None = None,
        return_files: Sequence[str] = (),
        idempotency_key: str | None = None,
    ) -> Execution:
        """Runs a program once, in an interpreter of its own.

        Cancelling ends the program, unless there is an `idempotency_key`: then it goes on, and a call with
        the same key gets the same answer.
        """
        return await self._do(
            calls.run(code, stdin, args, files or {}, limits, return_files, idempotency_key)
        )

    async def grade(
        self,
        code: str,
        tests: Tests,
        *,
        module: str | None = None,
        template: str | None = None,
        setup: Setup | None = None,
        files: Files | None = None,
        stop_on_failure: bool = False,
        limits: Limits | None = None,
        on_test: Callable[[TestResult], object] | None = None,
        idempotency_key: str | None = None,
    ) -> Grading:
        """Grades a submission; `on_test` is called with each test as it ends.

        `template` names the template to start from; by default it is chosen by the submission's imports.
        """
        plan = Plan(tuple(tests), module, setup, files, stop_on_failure, limits, template)
        call = calls.grade(code, plan, idempotency_key)
        if on_test is None:
            return await self._do(call)
        async with aclosing(self._stream(call)) as events:
            async for name, data, _ in events:
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
        idempotency_key: str | None = None,
    ) -> list[GradedSubmission]:
        """Grades many submissions in one request; `on_submission` is called with each as it
        ends, and they are then returned in that order.
        """
        call = calls.grade_all(plan, submissions, idempotency_key)
        if on_submission is None:
            return await self._do(call)
        done: list[GradedSubmission] = []
        async with aclosing(self._stream(call)) as events:
            async for name, data, _ in events:
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
        history: int | None = None,
        idempotency_key: str | None = None,
    ) -> AsyncSession:
        """Creates a session, which lives until it is closed or unused for its idle timeout.

        `history` is how many executions it can undo.
        """
        info = await self._do(
            calls.open_session(files or {}, limits, idle_timeout_ms, snapshot_id, history, idempotency_key)
        )
        return AsyncSession(self, info.id)

    async def sessions(self) -> AsyncIterator[SessionInfo]:
        """Iterates over the tenant's sessions, oldest first, page by page."""
        cursor = None
        while True:
            page, cursor = await self._do(calls.list_sessions(cursor))
            for info in page:
                yield info
            if not cursor:
                return

    async def attach(self, session_id: str) -> AsyncSession:
        """Returns an existing session."""
        return AsyncSession(self, (await self._do(calls.show(session_id))).id)

    async def snapshot(self, snapshot_id: str) -> SnapshotInfo:
        """Shows a snapshot."""
        return await self._do(calls.show_snapshot(snapshot_id))

    async def export_snapshot(self, snapshot_id: str) -> bytes:
        """Downloads a snapshot, for any service with the same Python."""
        return await self._do(calls.export_snapshot(snapshot_id))

    async def import_snapshot(self, content: bytes) -> SnapshotInfo:
        """Stores a snapshot that was downloaded from this service or another one."""
        return await self._do(calls.import_snapshot(content))

    async def delete_snapshot(self, snapshot_id: str) -> None:
        """Deletes a snapshot."""
        await self._do(calls.delete_snapshot(snapshot_id))

    async def close(self) -> None:
        """Closes the connections; sessions continue to exist."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _do(self, call: Call[T]) -> T:
        return await self._retried(call, lambda: self._send(call))

    async def _retried(self, call: Call[T], attempt: Callable[[], Awaitable[R]]) -> R:
        for number in range(self._retries + 1):
            try:
                return await attempt()
            except SerpentariumError as error:
                pause = call.pause(number, error, self._reached)
                if pause is None or number == self._retries:
                    raise
                await asyncio.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    async def _send(self, call: Call[T]) -> T:
        with failures(self._http.base_url):
            response = await self._http.request(
                call.method, call.path, json=call.json, content=call.content, headers=call.headers()
            )
        self._reached = True
        if response.is_error:
            raise error_of(response)
        return call.answer(response)

    async def _stream(
        self, call: Call[T], progress: Progress | None = None
    ) -> AsyncGenerator[SentEvent, None]:
        response = await self._retried(call, lambda: self._open(call, progress))
        with failures(self._http.base_url, streaming=True):
            async with aclosing(response), aclosing(_parsed(response)) as events:
                async for sent in events:
                    yield sent

    async def _open(self, call: Call[T], progress: Progress | None) -> httpx.Response:
        headers = {**call.headers(), "accept": calls.EVENTS}
        timeout = httpx.Timeout(None, connect=calls.CONNECT_SECONDS, read=calls.SILENCE_SECONDS)
        request = self._http.build_request(
            call.method, call.path, json=call.json, headers=headers, timeout=timeout
        )
        with failures(self._http.base_url, streaming=True):
            response = await self._opened(request, progress)
            self._reached = True
            if response.is_error:
                async with aclosing(response):
                    await response.aread()
                raise error_of(response)
        return response

    async def _opened(self, request: httpx.Request, progress: Progress | None) -> httpx.Response:
        """Sends a request. If it is cancelled meanwhile, the execution that it starts is noted first."""
        sending = asyncio.ensure_future(self._http.send(request, stream=True))
        try:
            return await asyncio.shield(sending)
        except asyncio.CancelledError:
            if progress is not None and not progress.started:
                await asyncio.wait((sending,), timeout=calls.GRACE_SECONDS)
            await _abandon(sending, progress)
            raise

    async def _execute(self, call: Call[Execution], progress: Progress) -> AsyncGenerator[SentEvent, None]:
        """Yields all events of an execution, over as many connections as it takes."""
        attempts = 0
        while True:
            lost: SerpentariumError = SerpentariumError("the service's answer ended too early")
            try:
                async with aclosing(self._stream(call, progress)) as events:
                    async for sent in events:
                        attempts = 0
                        progress.note(sent)
                        yield sent
            except UnreachableError as error:
                lost = error
            if progress.ended:
                return
            attempts += 1
            if not progress.started or attempts > self._retries:
                raise lost
            await asyncio.sleep(calls.reconnection_pause(attempts))
            call = progress.rest()


async def _abandon(sending: asyncio.Future[httpx.Response], progress: Progress | None) -> None:
    """Ends a request whose caller has left, and notes the execution that it may have started."""
    if not sending.done():
        sending.cancel()
    elif not sending.exception():
        response = sending.result()
        with suppress(httpx.HTTPError, TimeoutError):
            async with aclosing(response), asyncio.timeout(calls.GRACE_SECONDS):
                if progress is not None and response.is_success:
                    async with aclosing(_parsed(response)) as events:
                        progress.note(await anext(events))


async def _parsed(response: httpx.Response) -> AsyncGenerator[SentEvent, None]:
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
        queue: bool = False,
        on_stdout: Heard | None = None,
        on_stderr: Heard | None = None,
    ) -> Execution:
        """Executes code and waits for its end.

        `stdin` is all the input, or is awaited for each line, with the prompt, and gives None at the end.
        With `queue` it waits for its turn while the session is busy.
        """
        given = None if callable(stdin) else stdin
        async with aclosing(
            self.stream(code, stdin=given, stdin_open=callable(stdin), limits=limits, queue=queue)
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
        self,
        code: str,
        *,
        stdin: str | None = None,
        stdin_open: bool = False,
        limits: Limits | None = None,
        queue: bool = False,
    ) -> AsyncGenerator[Event, None]:
        """Executes code and yields its events, last a Result. Leaving early interrupts the program."""
        call = calls.execute(self.id, code, stdin, stdin_open, limits, queue)
        progress = Progress(self.id)
        try:
            async with aclosing(self._service._execute(call, progress)) as events:
                async for name, data, _ in events:
                    yield execution_event(name, data)
        finally:
            if progress.started and not progress.ended:
                await self._leave(progress)

    async def _leave(self, progress: Progress) -> None:
        """Interrupts a program that nobody follows any more, and waits briefly for it to end."""
        with suppress(SerpentariumError, TimeoutError):
            async with asyncio.timeout(calls.GRACE_SECONDS):
                await self.interrupt()
                async with aclosing(self._service._stream(progress.rest())) as events:
                    async for sent in events:
                        progress.note(sent)
                        if progress.ended:
                            return

    async def write_stdin(self, data: str) -> None:
        """Appends to the stdin of the running program."""
        await self._do(calls.write_stdin(self.id, data))

    async def end_stdin(self) -> None:
        """Ends the stdin of the running program."""
        await self._do(calls.end_stdin(self.id))

    async def interrupt(self) -> bool:
        """Sends Ctrl-C; returns whether a program was running. Variables are kept."""
        return await self._do(calls.interrupt(self.id))

    async def complete(self, code: str, cursor: int | None = None) -> Completion:
        """Returns the possible completions of the name before the cursor (default: the end of the code)."""
        return await self._do(calls.complete(self.id, code, len(code) if cursor is None else cursor))

    async def inspect(self, code: str, cursor: int | None = None, *, detail: int = 0) -> Inspection:
        """Describes the name at the cursor (default: the end of the code); with its source if detail is 1."""
        return await self._do(calls.inspect(self.id, code, len(code) if cursor is None else cursor, detail))

    async def info(self) -> SessionInfo:
        """Returns the session's present state and figures."""
        return await self._do(calls.show(self.id))

    async def snapshot(self) -> SnapshotInfo:
        """Takes a snapshot."""
        return await self._do(calls.snapshot(self.id))

    async def restore(self, snapshot_id: str) -> None:
        """Replaces the session's state with that of a snapshot."""
        await self._do(calls.restore(self.id, snapshot_id))

    async def undo(self, executions: int = 1) -> None:
        """Undoes the last executions, as many as the session's `history` remembers."""
        await self._do(calls.undo(self.id, executions))

    async def ticket(self) -> Ticket:
        """Issues a ticket that opens one WebSocket of the session and expires within seconds."""
        return await self._do(calls.ticket(self.id))

    async def fork(self, count: int = 1) -> list[AsyncSession]:
        """Creates independent copies of the live session."""
        return [AsyncSession(self._service, copy.id) for copy in await self._do(calls.fork(self.id, count))]

    async def close(self) -> None:
        """Deletes the session and stops whatever runs in it."""
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

    async def list(self, prefix: str | None = None) -> list[FileEntry]:
        """Returns all files, or those whose paths begin with `prefix`."""
        entries, cursor = await self._service._do(calls.list_files(self._session, prefix, None))
        while cursor:
            page, cursor = await self._service._do(calls.list_files(self._session, prefix, cursor))
            entries += page
        return entries

    async def pull(self, pattern: str = "*") -> dict[str, bytes]:
        """Reads all files whose paths match a pattern such as `*.png` or `out/*`, by their paths."""
        return {
            entry.path: await self.read(entry.path)
            for entry in await self.list()
            if entry.type == "file" and fnmatchcase(entry.path, pattern)
        }
