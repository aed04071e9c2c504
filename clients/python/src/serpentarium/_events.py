"""Server-sent events, from lines to values."""

from __future__ import annotations

import json
from collections.abc import Iterator

from serpentarium._errors import SerpentariumError, error_from
from serpentarium._grading import GradedSubmission, Grading, TestResult
from serpentarium._values import Event, Execution, InputRequest, Json, Result, Started, Stderr, Stdout


class EventParser:
    """Parses server-sent events as the service sends them, which is less than the standard allows."""

    def __init__(self) -> None:
        self._name = ""
        self._data: list[str] = []

    def feed(self, line: str) -> Iterator[tuple[str, Json]]:
        """Takes a line without its terminator; yields name and data of the event that the line completes."""
        field, _, value = line.partition(":")
        if field == "event":
            self._name = value.strip()
        elif field == "data":
            self._data.append(value.removeprefix(" "))
        elif not line and self._data:
            yield self._name, json.loads("\n".join(self._data))
            self._name, self._data = "", []


def execution_event(name: str, data: Json) -> Event:
    """Returns an event of an execution; raises the ApiError of an `error` event."""
    match name:
        case "started":
            return Started(data["id"])
        case "stdout":
            return Stdout(data["data"])
        case "stderr":
            return Stderr(data["data"])
        case "input_request":
            return InputRequest(data["prompt"])
        case "result":
            return Result(Execution.of(data))
        case "error":
            raise error_from(data)
    raise SerpentariumError(f"the service sent an unknown event: {name}")


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
