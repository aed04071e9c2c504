"""Requests as values, so that the blocking and the asynchronous client differ only in how they send them."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx

from serpentarium._errors import ApiError, RequestTimeoutError, SerpentariumError, UnreachableError
from serpentarium._grading import GradedSubmission, Grading, Plan, Submission, Test, batch_body, batch_of
from serpentarium._values import (
    Completion,
    Execution,
    FileEntry,
    Files,
    Inspection,
    Json,
    Limits,
    ServiceInfo,
    SessionInfo,
    SnapshotInfo,
    Ticket,
    files_body,
    given,
    to_bytes,
)

T = TypeVar("T")
Tests = Iterable[Test]

EVENTS = "text/event-stream"
LOCAL = "http://127.0.0.1:8080"
CONNECT_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 60.0
REFUSED_FOR_NOW = (429, 503)

SILENCE_SECONDS = 60.0
"""A stream without an event or a heartbeat for so long has lost its connection."""

GRACE_SECONDS = 2.0
"""The time within which a program must end that is interrupted because its caller left."""


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request, and how its answer is read.

    One that is `repeatable` does no harm when it is done twice, as GET, PUT, and what runs in an
    interpreter of its own; one with a `key` is done once, however often it is sent.
    """

    method: str
    path: str
    read: Callable[[httpx.Response], T]
    json: Json | None = None
    content: bytes | None = None
    repeatable: bool = False
    key: str | None = None
    sent: Mapping[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        """Headers of the request."""
        return {**self.sent, **({"idempotency-key": self.key} if self.key else {})}

    def pause(self, attempt: int, error: SerpentariumError, reached: bool) -> float | None:
        """Seconds to wait before the request is sent again; None where it is not to be.

        `reached` tells whether the service has ever answered: a wrong address fails immediately.
        """
        match error:
            case ApiError(status=status, retry_after=float(wait)) if status in REFUSED_FOR_NOW:
                return _spread(wait) if wait <= LONGEST_PAUSE_SECONDS else None
            case UnreachableError(sent=False) if reached:
                return _spread(2.0**attempt / 2)
            case UnreachableError(sent=True) if self.repeatable or self.key:
                return _spread(2.0**attempt / 2)
        return None

    def answer(self, response: httpx.Response) -> T:
        """Reads the answer of a request that was not refused."""
        try:
            return self.read(response)
        except (ValueError, KeyError, TypeError) as error:
            raise SerpentariumError(
                f"{response.url} does not answer as the service does: {error!r}"
            ) from error


def _spread(seconds: float) -> float:
    """A little more, so that callers who were refused together do not come back together."""
    return seconds * random.uniform(1, 1.25)


def reconnection_pause(failures: int) -> float:
    """Seconds before a stream that broke off is resumed; the service keeps its events for some."""
    return _spread(min(0.1 * 2.0**failures, 2.0))


def failure_of(
    error: httpx.HTTPError | httpx.InvalidURL, address: object, *, streaming: bool = False
) -> SerpentariumError:
    """A failure of the connection as an exception of this package; a silent stream has lost its own."""
    late = isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout)
    if late and not streaming:
        return RequestTimeoutError(f"{address} did not answer in time")
    unsent = isinstance(
        error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol | httpx.InvalidURL
    )
    why = str(error) or type(error).__name__
    return UnreachableError(f"{address} cannot be reached: {why}", sent=not unsent)


@contextmanager
def failures(address: object, *, streaming: bool = False) -> Iterator[None]:
    """Within it, failures of the connection are exceptions of this package."""
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise failure_of(error, address, streaming=streaming) from error


def client_options(url: str | None, key: str | None, timeout: float | None) -> dict[str, Any]:
    """Options for httpx. Answers take as long as programs do, so reading has no limit of its own."""
    bearer = key or os.environ.get("SERPENTARIUM_KEY")
    address = url or os.environ.get("SERPENTARIUM_URL", LOCAL)
    return {
        "base_url": address.rstrip("/").removesuffix("/v1"),
        "headers": {"authorization": f"Bearer {bearer}"} if bearer else {},
        "timeout": httpx.Timeout(timeout, connect=CONNECT_SECONDS, pool=None),
    }


def new_key() -> str:
    """A key by which the service knows a request that is sent again."""
    return uuid4().hex


def run(
    code: str,
    stdin: str | None,
    args: Sequence[str],
    files: Files,
    limits: Limits | None,
    return_files: Sequence[str],
    key: str | None,
) -> Call[Execution]:
    """Runs a program once."""
    body = given(
        code=code,
        stdin=stdin,
        args=list(args) or None,
        files=files_body(files),
        limits=_limits(limits),
        return_files=list(return_files) or None,
    )
    return Call("POST", "/v1/executions", _execution, body, repeatable=True, key=key)


def grade(code: str, plan: Plan | Json, key: str | None = None) -> Call[Grading]:
    """Grades a submission."""
    body = {"code": code, **plan_body(plan)}
    return Call(
        "POST",
        "/v1/gradings",
        lambda response: Grading.of(response.json()),
        body,
        repeatable=True,
        key=key,
    )


def grade_all(plan: Plan, submissions: Iterable[Submission], key: str | None) -> Call[list[GradedSubmission]]:
    """Grades many submissions."""
    return Call(
        "POST",
        "/v1/grading-batches",
        lambda response: batch_of(response.json()),
        batch_body(plan, submissions),
        repeatable=True,
        key=key,
    )


def plan_body(plan: Plan | Json) -> Json:
    """A plan as a request has it."""
    return plan.body() if isinstance(plan, Plan) else plan


def open_session(
    files: Files,
    limits: Limits | None,
    idle_timeout_ms: int | None,
    snapshot_id: str | None,
    history: int | None,
    key: str | None,
) -> Call[SessionInfo]:
    """Creates a session."""
    body = given(
        files=files_body(files),
        limits=_limits(limits),
        idle_timeout_ms=idle_timeout_ms,
        snapshot_id=snapshot_id,
        history=history,
    )
    return Call("POST", "/v1/sessions", _session, body, key=key or new_key())


def list_sessions(cursor: str | None) -> Call[tuple[list[SessionInfo], str | None]]:
    """Lists a page of sessions; the second value is the cursor of the next page."""
    return _get(f"/v1/sessions{_query(cursor=cursor)}", lambda response: _page(response, SessionInfo.of))


def info() -> Call[ServiceInfo]:
    """Describes the service."""
    return _get("/v1/info", lambda response: ServiceInfo.of(response.json()))


def show(session: str) -> Call[SessionInfo]:
    """Shows a session."""
    return _get(f"/v1/sessions/{session}", _session)


def close(session: str) -> Call[None]:
    """Ends a session."""
    return Call("DELETE", f"/v1/sessions/{session}", _nothing)


def execute(
    session: str, code: str, stdin: str | None, stdin_open: bool, limits: Limits | None, queue: bool
) -> Call[Execution]:
    """Executes code in a session."""
    body = given(
        code=code, stdin=stdin, stdin_open=stdin_open or None, limits=_limits(limits), queue=queue or None
    )
    return Call("POST", f"/v1/sessions/{session}/executions", _execution, body, sent={"accept": EVENTS})


def follow(session: str, execution: str, last_event: str) -> Call[Execution]:
    """The events of an execution that follow one of them."""
    path = f"/v1/sessions/{session}/executions/{execution}/events"
    return _get(path, _execution, {"accept": EVENTS, "last-event-id": last_event})


def write_stdin(session: str, data: str) -> Call[None]:
    """Appends to the stdin of the running program."""
    return Call("POST", f"/v1/sessions/{session}/stdin", _nothing, {"data": data})


def end_stdin(session: str) -> Call[None]:
    """Ends the stdin of the running program."""
    return Call("POST", f"/v1/sessions/{session}/stdin", _nothing, {"eof": True})


def interrupt(session: str) -> Call[bool]:
    """Sends Ctrl-C."""
    return Call(
        "POST", f"/v1/sessions/{session}/interrupt", lambda response: bool(response.json()["delivered"])
    )


def complete(session: str, code: str, cursor: int) -> Call[Completion]:
    """Asks what may stand in the place of the name before the cursor."""
    body = {"code": code, "cursor": cursor}
    path = f"/v1/sessions/{session}/complete"
    return Call("POST", path, lambda response: Completion.of(response.json()), body, repeatable=True)


def inspect(session: str, code: str, cursor: int, detail: int) -> Call[Inspection]:
    """Asks what the name at the cursor stands for."""
    body = {"code": code, "cursor": cursor, "detail": detail}
    path = f"/v1/sessions/{session}/inspect"
    return Call("POST", path, lambda response: Inspection.of(response.json()), body, repeatable=True)


def write_file(session: str, path: str, content: str | bytes) -> Call[None]:
    """Writes a file."""
    return Call("PUT", _file(session, path), _nothing, content=to_bytes(content), repeatable=True)


def read_file(session: str, path: str) -> Call[bytes]:
    """Reads a file."""
    return _get(_file(session, path), lambda response: response.content)


def delete_file(session: str, path: str) -> Call[None]:
    """Deletes a file."""
    return Call("DELETE", _file(session, path), _nothing)


def list_files(
    session: str, prefix: str | None, cursor: str | None
) -> Call[tuple[list[FileEntry], str | None]]:
    """Lists a page of files; the second value is the cursor of the next page."""
    path = f"/v1/sessions/{session}/files{_query(prefix=prefix, cursor=cursor)}"
    return _get(path, lambda response: _page(response, FileEntry.of))


def ticket(session: str) -> Call[Ticket]:
    """Issues a ticket for one WebSocket."""
    return Call("POST", f"/v1/sessions/{session}/tickets", lambda response: Ticket.of(response.json()))


def snapshot(session: str) -> Call[SnapshotInfo]:
    """Takes a snapshot of a session."""
    return Call("POST", f"/v1/sessions/{session}/snapshots", _snapshot, key=new_key())


def restore(session: str, snapshot_id: str) -> Call[SessionInfo]:
    """Restores a snapshot."""
    body = {"snapshot_id": snapshot_id}
    return Call("POST", f"/v1/sessions/{session}/restore", _session, body, repeatable=True)


def undo(session: str, executions: int) -> Call[SessionInfo]:
    """Undoes executions."""
    body = {"executions": executions}
    return Call("POST", f"/v1/sessions/{session}/undo", _session, body, key=new_key())


def fork(session: str, count: int) -> Call[list[SessionInfo]]:
    """Copies a session."""
    return Call(
        "POST",
        f"/v1/sessions/{session}/fork",
        lambda response: [SessionInfo.of(item) for item in response.json()["items"]],
        {"count": count},
        key=new_key(),
    )


def show_snapshot(snapshot_id: str) -> Call[SnapshotInfo]:
    """Shows a snapshot."""
    return _get(f"/v1/snapshots/{snapshot_id}", _snapshot)


def export_snapshot(snapshot_id: str) -> Call[bytes]:
    """Downloads a snapshot."""
    return _get(f"/v1/snapshots/{snapshot_id}/content", lambda response: response.content)


def import_snapshot(content: bytes) -> Call[SnapshotInfo]:
    """Uploads a snapshot."""
    return Call(
        "POST",
        "/v1/snapshots",
        _snapshot,
        content=content,
        sent={"content-type": "application/octet-stream"},
    )


def delete_snapshot(snapshot_id: str) -> Call[None]:
    """Deletes a snapshot."""
    return Call("DELETE", f"/v1/snapshots/{snapshot_id}", _nothing)


def _get(path: str, read: Callable[[httpx.Response], T], sent: Mapping[str, str] | None = None) -> Call[T]:
    return Call("GET", path, read, repeatable=True, sent=sent or {})


def _query(**fields: str | None) -> str:
    query = urlencode(given(**fields))
    return f"?{query}" if query else ""


def _page(response: httpx.Response, read: Callable[[Json], T]) -> tuple[list[T], str | None]:
    page = response.json()
    return [read(item) for item in page["items"]], page.get("next_cursor")


def _execution(response: httpx.Response) -> Execution:
    return Execution.of(response.json())


def _session(response: httpx.Response) -> SessionInfo:
    return SessionInfo.of(response.json())


def _snapshot(response: httpx.Response) -> SnapshotInfo:
    return SnapshotInfo.of(response.json())


def _nothing(response: httpx.Response) -> None:
    del response


def _file(session: str, path: str) -> str:
    return f"/v1/sessions/{session}/files/{quote(path)}"


def _limits(limits: Limits | None) -> Json | None:
    return limits.body() if limits else None
