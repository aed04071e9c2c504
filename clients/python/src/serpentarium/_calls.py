"""Requests as values, so that the blocking and the asynchronous client differ only in how they send them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx

from serpentarium._errors import ApiError
from serpentarium._grading import GradedSubmission, Grading, Plan, Submission, Test, batch_body, batch_of
from serpentarium._values import (
    Execution,
    FileEntry,
    Files,
    Json,
    Limits,
    SessionInfo,
    SnapshotInfo,
    files_body,
    given,
    to_bytes,
)

T = TypeVar("T")
Tests = Iterable[Test]

LOCAL = "http://127.0.0.1:8080"
CONNECT_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 60.0
REFUSED_FOR_NOW = (429, 503)
RETRIED = frozenset(("/v1/executions", "/v1/gradings", "/v1/grading-batches"))


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request, and how its answer is read."""

    method: str
    path: str
    read: Callable[[httpx.Response], T]
    json: Json | None = None
    content: bytes | None = None

    def headers(self) -> dict[str, str]:
        """A key by which the service knows a request that is sent again."""
        return {"idempotency-key": uuid4().hex} if self.path in RETRIED else {}

    def pause(self, attempt: int, error: Exception) -> float | None:
        """Seconds to wait before the request is sent again; None where it is not to be."""
        if isinstance(error, ApiError):
            wait = error.retry_after if error.status in REFUSED_FOR_NOW else None
            return wait if wait is not None and wait <= LONGEST_PAUSE_SECONDS else None
        lost = isinstance(error, httpx.ReadError | httpx.RemoteProtocolError | httpx.WriteError)
        return 2.0**attempt / 2 if lost and self.path in RETRIED else None


def client_options(url: str | None, key: str | None) -> dict[str, Any]:
    """Options for httpx. An answer may take as long as the program does, so reading has no limit."""
    bearer = key or os.environ.get("SERPENTARIUM_KEY")
    return {
        "base_url": url or os.environ.get("SERPENTARIUM_URL", LOCAL),
        "headers": {"authorization": f"Bearer {bearer}"} if bearer else {},
        "timeout": httpx.Timeout(None, connect=CONNECT_SECONDS),
    }


def run(
    code: str,
    stdin: str | None,
    args: Sequence[str],
    files: Files,
    limits: Limits | None,
    return_files: Sequence[str],
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
    return Call("POST", "/v1/executions", _execution, body)


def grade(code: str, plan: Plan | Json) -> Call[Grading]:
    """Grades a submission."""
    body = {"code": code, **plan_body(plan)}
    return Call("POST", "/v1/gradings", lambda response: Grading.of(response.json()), body)


def grade_all(plan: Plan, submissions: Iterable[Submission]) -> Call[list[GradedSubmission]]:
    """Grades many submissions."""
    body = batch_body(plan, submissions)
    return Call("POST", "/v1/grading-batches", lambda response: batch_of(response.json()), body)


def plan_body(plan: Plan | Json) -> Json:
    """A plan as a request has it."""
    return plan.body() if isinstance(plan, Plan) else plan


def open_session(
    files: Files, limits: Limits | None, idle_timeout_ms: int | None, snapshot_id: str | None
) -> Call[SessionInfo]:
    """Creates a session."""
    body = given(
        files=files_body(files),
        limits=_limits(limits),
        idle_timeout_ms=idle_timeout_ms,
        snapshot_id=snapshot_id,
    )
    return Call("POST", "/v1/sessions", _session, body)


def show(session: str) -> Call[SessionInfo]:
    """Shows a session."""
    return Call("GET", f"/v1/sessions/{session}", _session)


def close(session: str) -> Call[None]:
    """Ends a session."""
    return Call("DELETE", f"/v1/sessions/{session}", _nothing)


def execute(
    session: str, code: str, stdin: str | None, stdin_open: bool, limits: Limits | None
) -> Call[Execution]:
    """Executes code in a session."""
    body = given(code=code, stdin=stdin, stdin_open=stdin_open or None, limits=_limits(limits))
    return Call("POST", f"/v1/sessions/{session}/executions", _execution, body)


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


def write_file(session: str, path: str, content: str | bytes) -> Call[None]:
    """Writes a file."""
    return Call("PUT", _file(session, path), _nothing, content=to_bytes(content))


def read_file(session: str, path: str) -> Call[bytes]:
    """Reads a file."""
    return Call("GET", _file(session, path), lambda response: response.content)


def delete_file(session: str, path: str) -> Call[None]:
    """Deletes a file."""
    return Call("DELETE", _file(session, path), _nothing)


def list_files(session: str, cursor: str | None) -> Call[tuple[list[FileEntry], str | None]]:
    """Lists a page of files; the second value is the cursor of the next page."""
    query = f"?cursor={quote(cursor)}" if cursor else ""
    return Call("GET", f"/v1/sessions/{session}/files{query}", _page_of_files)


def _page_of_files(response: httpx.Response) -> tuple[list[FileEntry], str | None]:
    page = response.json()
    return [FileEntry.of(item) for item in page["items"]], page.get("next_cursor")


def snapshot(session: str) -> Call[SnapshotInfo]:
    """Takes a snapshot of a session."""
    return Call(
        "POST", f"/v1/sessions/{session}/snapshots", lambda response: SnapshotInfo.of(response.json())
    )


def restore(session: str, snapshot_id: str) -> Call[SessionInfo]:
    """Restores a snapshot."""
    return Call("POST", f"/v1/sessions/{session}/restore", _session, {"snapshot_id": snapshot_id})


def fork(session: str, count: int) -> Call[list[SessionInfo]]:
    """Copies a session."""
    return Call(
        "POST",
        f"/v1/sessions/{session}/fork",
        lambda response: [SessionInfo.of(item) for item in response.json()["items"]],
        {"count": count},
    )


def delete_snapshot(snapshot_id: str) -> Call[None]:
    """Deletes a snapshot."""
    return Call("DELETE", f"/v1/snapshots/{snapshot_id}", _nothing)


def _execution(response: httpx.Response) -> Execution:
    return Execution.of(response.json())


def _session(response: httpx.Response) -> SessionInfo:
    return SessionInfo.of(response.json())


def _nothing(response: httpx.Response) -> None:
    del response


def _file(session: str, path: str) -> str:
    return f"/v1/sessions/{session}/files/{quote(path)}"


def _limits(limits: Limits | None) -> Json | None:
    return limits.body() if limits else None
