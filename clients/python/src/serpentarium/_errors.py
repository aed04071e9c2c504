"""What goes wrong with a request. What a program did is never an error: see Execution.status."""

from __future__ import annotations

from dataclasses import dataclass

import httpx


class SerpentariumError(Exception):
    """Whatever this package raises by itself."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: a JSON Pointer into the request, and why."""

    pointer: str
    reason: str


class ApiError(SerpentariumError):
    """The service refused a request, by RFC 9457.

    `code` is stable, such as `session_busy`; `retry_after` is in seconds, when the service says so.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: tuple[FieldError, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{status} {code}: {detail}" + "".join(f"; {e.pointer} {e.reason}" for e in errors))
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors
        self.retry_after = retry_after


def error_of(response: httpx.Response) -> ApiError:
    """Reads the problem that a response is; its body must have been read."""
    try:
        problem = response.json()
        code, detail = str(problem["code"]), str(problem["detail"])
        errors = tuple(FieldError(e["pointer"], e["reason"]) for e in problem["errors"])
    except (ValueError, KeyError, TypeError):
        code, detail, errors = "unknown", response.reason_phrase, ()
    return ApiError(response.status_code, code, detail, errors, _retry_after(response))


def _retry_after(response: httpx.Response) -> float | None:
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isdecimal() else None
