"""The blocking client."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, suppress
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
from serpentarium._interrupts import BETWEEN_INTERRUPTS_SECONDS, CtrlC
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
Input = Callable[[str], str | None]
Heard = Callable[[str], object]


class Serpentarium:
    """A connection to a service, which threads may share. The caller closes it.

    `url` and `key` default to the variables SERPENTARIUM_URL and SERPENTARIUM_KEY, and then to a local
    service without a key. A request that the service refuses for now is sent again, `retries` times and
    after as long as it asks for; so is one whose connection broke, where that cannot do things twice, and
    a stream goes on where it broke off. `timeout` is how many seconds to wait for an answer, which comes
    when the program has ended: None for as long as that takes.
    """

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
            self._http = httpx.Client(**calls.client_options(url, key, timeout))

    def info(self) -> ServiceInfo:
        """Describes the service."""
        return self._do(calls.info())

    def run(
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

        Leaving ends the program, unless there is an `idempotency_key`: then it goes on, and a call with the
        same key gets the same answer.
        """
        return self._do(calls.run(code, stdin, args, files or {}, limits, return_files, idempotency_key))

    def grade(
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
            return self._do(call)
        with closing(self._stream(call)) as events:
            for name, data, _ in events:
                match grading_event(name, data):
                    case TestResult() as test:
                        on_test(test)
                    case Grading() as grading:
                        return grading
        raise SerpentariumError("the service's answer ended too early")

    def grade_all(
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
            return self._do(call)
        done: list[GradedSubmission] = []
        with closing(self._stream(call)) as events:
            for name, data, _ in events:
                graded = batch_event(name, data)
                if graded is None:
                    return done
                on_submission(graded)
                done.append(graded)
        raise SerpentariumError("the service's answer ended too early")

    def session(
        self,
        *,
        files: Files | None = None,
        limits: Limits | None = None,
        idle_timeout_ms: int | None = None,
        snapshot_id: str | None = None,
        history: int | None = None,
        idempotency_key: str | None = None,
    ) -> Session:
        """Creates a session, which lives until it is closed or unused for its idle timeout.

        `history` is how many executions it can undo.
        """
        info = self._do(
            calls.open_session(files or {}, limits, idle_timeout_ms, snapshot_id, history, idempotency_key)
        )
        return Session(self, info.id)

    def sessions(self) -> Iterator[SessionInfo]:
        """Iterates over the tenant's sessions, oldest first, page by page."""
        page, cursor = self._do(calls.list_sessions(None))
        yield from page
        while cursor:
            page, cursor = self._do(calls.list_sessions(cursor))
            yield from page

    def attach(self, session_id: str) -> Session:
        """Returns an existing session."""
        return Session(self, self._do(calls.show(session_id)).id)

    def snapshot(self, snapshot_id: str) -> SnapshotInfo:
        """Shows a snapshot."""
        return self._do(calls.show_snapshot(snapshot_id))

    def export_snapshot(self, snapshot_id: str) -> bytes:
        """Downloads a snapshot, for any service with the same Python."""
        return self._do(calls.export_snapshot(snapshot_id))

    def import_snapshot(self, content: bytes) -> SnapshotInfo:
        """Stores a snapshot that was downloaded from this service or another one."""
        return self._do(calls.import_snapshot(content))

    def delete_snapshot(self, snapshot_id: str) -> None:
        """Deletes a snapshot."""
        self._do(calls.delete_snapshot(snapshot_id))

    def close(self) -> None:
        """Closes the connections; sessions continue to exist."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _do(self, call: Call[T]) -> T:
        return self._retried(call, lambda: self._send(call))

    def _retried(self, call: Call[T], attempt: Callable[[], R]) -> R:
        for number in range(self._retries + 1):
            try:
                return attempt()
            except SerpentariumError as error:
                pause = call.pause(number, error, self._reached)
                if pause is None or number == self._retries:
                    raise
                time.sleep(pause)
        raise AssertionError("the last attempt returns or raises")

    def _send(self, call: Call[T]) -> T:
        with failures(self._http.base_url):
            response = self._http.request(
                call.method, call.path, json=call.json, content=call.content, headers=call.headers()
            )
        self._reached = True
        if response.is_error:
            raise error_of(response)
        return call.answer(response)

    def _socket(self, path: str) -> tuple[str, dict[str, str]]:
        url = self._http.base_url.join(path)
        secure = "wss" if url.scheme == "https" else "ws"
        key = self._http.headers.get("authorization")
        return str(url.copy_with(scheme=secure)), {"authorization": key} if key else {}

    def _stream(
        self, call: Call[T], silence: float = calls.SILENCE_SECONDS
    ) -> Generator[SentEvent, None, None]:
        response = self._retried(call, lambda: self._open(call, silence))
        with closing(response), failures(self._http.base_url, streaming=True):
            parser = EventParser()
            for line in response.iter_lines():
                yield from parser.feed(line)

    def _open(self, call: Call[T], silence: float) -> httpx.Response:
        headers = {**call.headers(), "accept": calls.EVENTS}
        timeout = httpx.Timeout(None, connect=calls.CONNECT_SECONDS, read=silence)
        request = self._http.build_request(
            call.method, call.path, json=call.json, headers=headers, timeout=timeout
        )
        with failures(self._http.base_url, streaming=True):
            response = self._http.send(request, stream=True)
            self._reached = True
            if response.is_error:
                with closing(response):
                    response.read()
                raise error_of(response)
        return response

    def _execute(self, call: Call[Execution], progress: Progress) -> Generator[SentEvent, None, None]:
        """Yields all events of an execution, over as many connections as it takes."""
        attempts = 0
        while True:
            lost: SerpentariumError = SerpentariumError("the service's answer ended too early")
            try:
                with closing(self._stream(call)) as events:
                    for sent in events:
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
            time.sleep(calls.reconnection_pause(attempts))
            call = progress.rest()


class Session:
    """A Python interpreter with its state. As a context manager, it is deleted at the end of the block."""

    def __init__(self, service: Serpentarium, session_id: str) -> None:
        self.id = session_id
        self.files = SessionFiles(service, session_id)
        self._service = service

    def execute(
        self,
        code: str,
        *,
        stdin: str | Input | None = None,
        limits: Limits | None = None,
        queue: bool = False,
        on_stdout: Heard | None = None,
        on_stderr: Heard | None = None,
    ) -> Execution:
        """Executes code and waits for its end.

        `stdin` is all the input, or is asked for each line, with the prompt, and gives None at the end.
        With `queue` it waits for its turn while the session is busy.
        Ctrl-C interrupts the program, whose execution then is `interrupted`; a second one is raised here.
        """
        given = None if callable(stdin) else stdin
        events = self.stream(code, stdin=given, stdin_open=callable(stdin), limits=limits, queue=queue)
        with CtrlC(self.interrupt) as ctrl_c, closing(events):
            for event in events:
                match event:
                    case Stdout(data) if on_stdout:
                        on_stdout(data)
                    case Stderr(data) if on_stderr:
                        on_stderr(data)
                    case InputRequest(prompt) if callable(stdin):
                        with ctrl_c.suspended():
                            self._answer(stdin, prompt)
                    case Result(execution):
                        return execution
        raise SerpentariumError("the service's answer ended too early")

    def stream(
        self,
        code: str,
        *,
        stdin: str | None = None,
        stdin_open: bool = False,
        limits: Limits | None = None,
        queue: bool = False,
    ) -> Generator[Event, None, None]:
        """Executes code and yields its events, last a Result. Leaving early interrupts the program.

        With `stdin_open` an InputRequest is to be answered by `write_stdin` or `end_stdin`.
        """
        call = calls.execute(self.id, code, stdin, stdin_open, limits, queue)
        progress = Progress(self.id)
        opened = False
        try:
            with closing(self._service._execute(call, progress)) as events:
                for name, data, _ in events:
                    opened = True
                    yield execution_event(name, data)
        except KeyboardInterrupt:
            if not opened:
                self._interrupt_soon()
            raise
        finally:
            if progress.started and not progress.ended:
                self._leave(progress)

    def _leave(self, progress: Progress) -> None:
        """Interrupts a program that nobody follows any more, and waits briefly for it to end."""
        with suppress(SerpentariumError):
            self.interrupt()
            rest = self._service._stream(progress.rest(), silence=calls.GRACE_SECONDS)
            end = time.monotonic() + calls.GRACE_SECONDS
            with closing(rest) as events:
                for sent in events:
                    progress.note(sent)
                    if progress.ended or time.monotonic() > end:
                        return

    def _interrupt_soon(self) -> None:
        """Interrupts a program whose request is on its way."""
        end = time.monotonic() + calls.GRACE_SECONDS / 4
        with suppress(SerpentariumError):
            while not self.interrupt() and time.monotonic() < end:
                time.sleep(BETWEEN_INTERRUPTS_SECONDS)

    def write_stdin(self, data: str) -> None:
        """Appends to the stdin of the running program."""
        self._do(calls.write_stdin(self.id, data))

    def end_stdin(self) -> None:
        """Ends the stdin of the running program."""
        self._do(calls.end_stdin(self.id))

    def interrupt(self) -> bool:
        """Sends Ctrl-C; returns whether a program was running. Variables are kept."""
        return self._do(calls.interrupt(self.id))

    def complete(self, code: str, cursor: int | None = None) -> Completion:
        """Returns the possible completions of the name before the cursor (default: the end of the code)."""
        return self._do(calls.complete(self.id, code, len(code) if cursor is None else cursor))

    def inspect(self, code: str, cursor: int | None = None, *, detail: int = 0) -> Inspection:
        """Describes the name at the cursor (default: the end of the code); with its source if detail is 1."""
        return self._do(calls.inspect(self.id, code, len(code) if cursor is None else cursor, detail))

    def info(self) -> SessionInfo:
        """Returns the session's present state and figures."""
        return self._do(calls.show(self.id))

    def snapshot(self) -> SnapshotInfo:
        """Takes a snapshot."""
        return self._do(calls.snapshot(self.id))

    def restore(self, snapshot_id: str) -> None:
        """Replaces the session's state with that of a snapshot."""
        self._do(calls.restore(self.id, snapshot_id))

    def undo(self, executions: int = 1) -> None:
        """Undoes the last executions, as many as the session's `history` remembers."""
        self._do(calls.undo(self.id, executions))

    def fork(self, count: int = 1) -> list[Session]:
        """Creates independent copies of the live session."""
        return [Session(self._service, copy.id) for copy in self._do(calls.fork(self.id, count))]

    def ticket(self) -> Ticket:
        """Issues a ticket that opens one WebSocket of the session and expires within seconds."""
        return self._do(calls.ticket(self.id))

    def terminal(self) -> tuple[str, dict[str, str]]:
        """Returns address and headers of a WebSocket to the session's REPL, valid once and shortly."""
        return self._service._socket(f"/v1/sessions/{self.id}/terminal")

    def close(self) -> None:
        """Deletes the session and stops whatever runs in it."""
        self._do(calls.close(self.id))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _answer(self, ask: Input, prompt: str) -> None:
        try:
            line = ask(prompt)
            if line is None:
                self.end_stdin()
            else:
                self.write_stdin(line if line.endswith("\n") else line + "\n")
        except KeyboardInterrupt:
            self.interrupt()
        except ApiError as error:
            if error.code != "not_running":
                raise

    def _do(self, call: Call[T]) -> T:
        return self._service._do(call)


class SessionFiles:
    """The files of a session, by paths below /sandbox."""

    def __init__(self, service: Serpentarium, session_id: str) -> None:
        self._service = service
        self._session = session_id

    def write(self, path: str, content: str | bytes) -> None:
        """Writes a whole file."""
        self._service._do(calls.write_file(self._session, path, content))

    def read(self, path: str) -> bytes:
        """Reads a whole file."""
        return self._service._do(calls.read_file(self._session, path))

    def delete(self, path: str) -> None:
        """Deletes a file."""
        self._service._do(calls.delete_file(self._session, path))

    def list(self, prefix: str | None = None) -> list[FileEntry]:
        """Returns all files, or those whose paths begin with `prefix`."""
        entries, cursor = self._service._do(calls.list_files(self._session, prefix, None))
        while cursor:
            page, cursor = self._service._do(calls.list_files(self._session, prefix, cursor))
            entries += page
        return entries

    def pull(self, pattern: str = "*") -> dict[str, bytes]:
        """Reads all files whose paths match a pattern such as `*.png` or `out/*`, by their paths."""
        return {
            entry.path: self.read(entry.path)
            for entry in self.list()
            if entry.type == "file" and fnmatchcase(entry.path, pattern)
        }
