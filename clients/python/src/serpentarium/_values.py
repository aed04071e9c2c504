"""Values of the contract. Sizes are bytes, durations milliseconds."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal, TypeVar, cast

V = TypeVar("V")
Json = dict[str, Any]
Files = Mapping[str, str | bytes]
Status = Literal["completed", "raised", "exited", "interrupted", "limit_exceeded", "crashed"]


def given(**fields: object) -> Json:
    """Returns the fields that are not None, as the body of a request."""
    return {name: value for name, value in fields.items() if value is not None}


def to_bytes(content: str | bytes) -> bytes:
    """The content of a file as it is sent; text is encoded in UTF-8."""
    return content.encode() if isinstance(content, str) else content


def files_body(files: Files | None) -> list[Json] | None:
    """The files in the form that requests have."""
    return [
        {"path": path, "content_base64": b64encode(to_bytes(content)).decode()}
        for path, content in (files or {}).items()
    ] or None


def read(kind: type[V], body: Json, **converted: object) -> V:
    """Creates a value from the known fields of an answer; some have been converted."""
    known = {field.name: body[field.name] for field in fields(cast(Any, kind)) if field.name not in converted}
    return kind(**known, **converted)


def _times(body: Json, *names: str) -> dict[str, datetime]:
    return {name: datetime.fromisoformat(body[name]) for name in names}


@dataclass(frozen=True)
class Limits:
    """The limits of an execution; None for the service's default."""

    wall_time_ms: int | None = None
    cpu_time_ms: int | None = None
    memory_bytes: int | None = None
    output_bytes: int | None = None
    disk_bytes: int | None = None

    def body(self) -> Json:
        """Returns the limits as part of a request."""
        return given(**asdict(self))


@dataclass(frozen=True)
class PythonError:
    """An uncaught exception of a program."""

    name: str
    message: str
    traceback: str

    @classmethod
    def of(cls, body: Json) -> PythonError:
        """Reads one from an answer."""
        return read(cls, body)


@dataclass(frozen=True)
class Usage:
    """The resources that an execution used."""

    wall_ms: float
    cpu_ms: float
    peak_memory_bytes: int
    output_bytes: int

    @classmethod
    def of(cls, body: Json) -> Usage:
        """Reads one from an answer."""
        return read(cls, body)


@dataclass(frozen=True)
class Display:
    """Displayed output by MIME type, binary in base64. An update replaces those with its `display_id`."""

    data: Mapping[str, Any]
    metadata: Mapping[str, Any]
    display_id: str | None
    update: bool = False

    @classmethod
    def of(cls, body: Json) -> Display:
        """Reads one from an answer or an event."""
        return read(cls, body, update=bool(body.get("update")))


@dataclass(frozen=True)
class Execution:
    """The end of an execution.

    `result` is the repr of the last expression's value, `result_data` that value by MIME type where it is
    richer than its repr, and `files` the files that the request asked for.
    """

    id: str
    session_id: str | None
    status: Status
    limit: str | None
    stdout: str
    stderr: str
    stdout_truncated: bool
    stderr_truncated: bool
    result: str | None
    result_data: Mapping[str, Any] | None
    displays: list[Display]
    error: PythonError | None
    exit_code: int | None
    session_state: Literal["kept", "rolled_back", "lost"]
    usage: Usage
    files: dict[str, bytes]

    @classmethod
    def of(cls, body: Json) -> Execution:
        """Reads one from an answer."""
        error = body["error"]
        return read(
            cls,
            body,
            result_data=body.get("result_data"),
            displays=[Display.of(each) for each in body.get("displays", [])],
            error=PythonError.of(error) if error else None,
            usage=Usage.of(body["usage"]),
            files={file["path"]: _content(file) for file in body.get("files", [])},
        )


@dataclass(frozen=True)
class Completion:
    """The possible replacements for `code[start:end]`."""

    matches: list[str]
    start: int
    end: int

    @classmethod
    def of(cls, body: Json) -> Completion:
        """Reads one from an answer."""
        return read(cls, body)


@dataclass(frozen=True)
class Inspection:
    """The description of a name by MIME type; empty if the name was not found."""

    found: bool
    data: Mapping[str, Any]

    @classmethod
    def of(cls, body: Json) -> Inspection:
        """Reads one from an answer."""
        return read(cls, body)


def _content(file: Json) -> bytes:
    if "content" in file:
        return str(file["content"]).encode()
    return b64decode(file["content_base64"])


@dataclass(frozen=True)
class SessionInfo:
    """A session as the service describes it."""

    id: str
    state: Literal["idle", "busy", "hibernated"]
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    limits: Limits
    memory_bytes: int

    @classmethod
    def of(cls, body: Json) -> SessionInfo:
        """Reads one from an answer."""
        times = _times(body, "created_at", "last_used_at", "expires_at")
        return read(cls, body, limits=read(Limits, body["limits"]), **times)


@dataclass(frozen=True)
class SnapshotInfo:
    """A saved state; `session_id` is None when it was uploaded."""

    id: str
    session_id: str | None
    size_bytes: int
    created_at: datetime

    @classmethod
    def of(cls, body: Json) -> SnapshotInfo:
        """Reads one from an answer."""
        return read(cls, body, **_times(body, "created_at"))


@dataclass(frozen=True)
class Ticket:
    """A ticket that opens one WebSocket and expires soon; it goes into the address as `?ticket=`."""

    ticket: str
    expires_at: datetime

    @classmethod
    def of(cls, body: Json) -> Ticket:
        """Reads one from an answer."""
        return read(cls, body, **_times(body, "expires_at"))


@dataclass(frozen=True)
class ServiceInfo:
    """The description of a service: its version, those of Python and the engine, and the highest limits."""

    name: str
    version: str
    python: Mapping[str, str]
    engine: Mapping[str, str]
    limits: Limits

    @classmethod
    def of(cls, body: Json) -> ServiceInfo:
        """Reads one from an answer."""
        return read(cls, body, limits=read(Limits, body["limits"]))


@dataclass(frozen=True)
class FileEntry:
    """A file of a session, by its path below /sandbox."""

    path: str
    type: Literal["file", "directory", "symlink"]
    size_bytes: int
    modified_at: datetime

    @classmethod
    def of(cls, body: Json) -> FileEntry:
        """Reads one from an answer."""
        return read(cls, body, **_times(body, "modified_at"))


@dataclass(frozen=True)
class Started:
    """The execution has started."""

    id: str


@dataclass(frozen=True)
class Stdout:
    """The program wrote to stdout."""

    data: str


@dataclass(frozen=True)
class Stderr:
    """The program wrote to stderr."""

    data: str


@dataclass(frozen=True)
class ClearOutput:
    """The displayed output is to be cleared; with `wait` only when new output arrives."""

    wait: bool


@dataclass(frozen=True)
class InputRequest:
    """The program waits for stdin; the prompt was sent as stdout too."""

    prompt: str


@dataclass(frozen=True)
class Result:
    """The execution has ended."""

    execution: Execution


Event = Started | Stdout | Stderr | Display | ClearOutput | InputRequest | Result
