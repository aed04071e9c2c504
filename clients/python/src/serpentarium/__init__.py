"""Client of Serpentarium, a service that runs untrusted Python."""

from serpentarium._aio import AsyncSerpentarium, AsyncSession
from serpentarium._client import Serpentarium, Session
from serpentarium._errors import ApiError, FieldError, SerpentariumError
from serpentarium._values import (
    CheckTest,
    Event,
    Execution,
    FileEntry,
    Grading,
    InputRequest,
    Limits,
    PythonError,
    Result,
    SessionInfo,
    SnapshotInfo,
    Started,
    Stderr,
    StdinTest,
    Stdout,
    TestResult,
    Usage,
)

__all__ = [
    "ApiError",
    "AsyncSerpentarium",
    "AsyncSession",
    "CheckTest",
    "Event",
    "Execution",
    "FieldError",
    "FileEntry",
    "Grading",
    "InputRequest",
    "Limits",
    "PythonError",
    "Result",
    "Serpentarium",
    "SerpentariumError",
    "Session",
    "SessionInfo",
    "SnapshotInfo",
    "Started",
    "Stderr",
    "StdinTest",
    "Stdout",
    "TestResult",
    "Usage",
]
