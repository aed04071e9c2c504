"""Server-sent events, from lines to values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import NamedTuple

from serpentarium._calls import Call, follow
from serpentarium._errors import SerpentariumError, error_from
from serpentarium._grading import GradedSubmission, Grading, TestResult
from serpentarium._values import (
    ClearOutput,
    Display,
    Event,
    Execution,
    InputRequest,
    Json,
    Result,
    Started,
    Stderr,
    Stdout,
)


class SentEvent(NamedTuple):
    """An event as it came; `id` is empty where it has none."""

    name: str
    data: Json
    id: str


class EventParser:
    """Parses server-sent events as the service sends them, which is less than the standard allows."""

    def __init__(self) -> None:
        self._name = ""
        self._id = ""
        self._data: list[str] = []

    def feed(self, line: str) -> Iterator[SentEvent]:
        """Takes a line without its terminator; yields the event that the line completes."""
        field, _, value = line.partition(":")
        if field == "event":
            self._name = value.strip()
        elif field == "id":
            self._id = value.strip()
        elif field == "data":
            self._data.append(value.removeprefix(" "))
        elif not line and self._data:
            yield SentEvent(self._name, json.loads("\n".join(self._data)), self._id)
            self._name, self._id, self._data = "", "", []


class Progress:
    """How far the events of an execution in a session have been read."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._last = ""
        self.ended = False

    @property
    def started(self) -> bool:
        """Whether its execution has an id."""
        return bool(self._last)

    def note(self, sent: SentEvent) -> None:
        """Takes note of an event."""
        self._last = sent.id or self._last
        self.ended = sent.name in ("result", "error")

    def rest(self) -> Call[Execution]:
        """A request for the events that are missing."""
        execution, _, _ = self._last.rpartition(".")
        return follow(self._session, execution, self._last)


_EXECUTION_EVENTS: dict[str, Callable[[Json], Event]] = {
    "started": lambda data: Started(data["id"]),
    "stdout": lambda data: Stdout(data["data"]),
    "stderr": lambda data: Stderr(data["data"]),
    "display": Display.of,
    "clear_output": lambda data: ClearOutput(data["wait"]),
    "input_request": lambda data: InputRequest(data["prompt"]),
    "result": lambda data: Result(Execution.of(data)),
}


def execution_event(name: str, data: Json) -> Event:
    """Returns an event of an execution; raises the ApiError of an `error` event."""
    if name == "error":
        raise error_from(data)
    make = _EXECUTION_EVENTS.get(name)
    if make is None:
        raise SerpentariumError(f"the service sent an unknown event: {name}")
    return make(data)


def batch_event(name: str, data: Json) -> GradedSubmission | None:
    """An event of a batch of gradings; None at the end."""
    match name:
        case "submission":
            return GradedSubmission.of(data)
        case "result":
            return None
        case "error":
            raise error_from(data)
    raise SerpentariumError(f"the service sent an unknown event: {name}")


def grading_event(name: str, data: Json) -> TestResult | Grading:
    """Returns an event of a grading; raises the ApiError of an `error` event."""
    match name:
        case "test":
            return TestResult.of(data)
        case "result":
            return Grading.of(data)
        case "error":
            raise error_from(data)
    raise SerpentariumError(f"the service sent an unknown event: {name}")
