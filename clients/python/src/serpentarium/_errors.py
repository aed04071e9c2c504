"""Failures of requests. Nothing that a program does causes one: see Execution.status."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from serpentarium._values import Json


class SerpentariumError(Exception):
    """The base of the exceptions of this package."""


class UnreachableError(SerpentariumError):
    """The service could not be reached, or the connection to it broke.

    `sent` tells whether the request may have arrived.
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class RequestTimeoutError(SerpentariumError, TimeoutError):
    """The service sent nothing for as long as the client was told to wait."""


@dataclass(frozen=True)
class FieldError:
    """A JSON Pointer to an invalid field of the request, and what is wrong with it."""

    pointer: str
    reason: str


class ApiError(SerpentariumError):
    """A request that the service refused, with its problem (RFC 9457).

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
    """Returns the problem of a response whose body has been read."""
    try:
        error = error_from(response.json())
    except (ValueError, KeyError, TypeError):
        error = ApiError(response.status_code, "unknown", response.reason_phrase)
    error.status, error.retry_after = response.status_code, _retry_after(response)
    return error


def error_from(problem: Json) -> ApiError:
    """Reads a problem (RFC 9457)."""
    errors = tuple(FieldError(e["pointer"], e["reason"]) for e in problem["errors"])
    return ApiError(int(problem["status"]), str(problem["code"]), str(problem["detail"]), errors)


def _retry_after(response: httpx.Response) -> float | None:
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isdecimal() else None
