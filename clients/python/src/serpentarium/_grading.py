"""Gradings: what is sent of submissions and tests, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from serpentarium._errors import ApiError, error_from
from serpentarium._values import Execution, Files, Json, Limits, Usage, files_body, given, read

Verdict = Literal[
    "passed", "wrong_answer", "raised", "time_limit", "memory_limit", "output_limit", "crashed", "skipped"
]
Comparison = Literal["exact", "trim", "tokens", "float"]
Runner = Literal["unittest", "pytest", "doctest"]


@dataclass(frozen=True)
class Tolerance:
    """How far numbers may be apart: by an amount, or by a share of the expected one."""

    absolute: float = 0
    relative: float = 0


@dataclass(frozen=True, kw_only=True)
class _Test:
    """What every test may have; None for what is usual."""

    name: str | None = None
    points: float | None = None
    visible: bool | None = None
    limits: Limits | None = None
    files: Files | None = None

    def body(self) -> Json:
        """As a request has it."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        tolerance = own.pop("tolerance", None)
        own.update(
            limits=self.limits.body() if self.limits else None,
            files=files_body(self.files),
            tolerance={"absolute": tolerance.absolute, "relative": tolerance.relative} if tolerance else None,
        )
        return given(**own)


@dataclass(frozen=True)
class CheckTest(_Test):
    """Code, usually assertions, that runs in a copy of the state that the submission left."""

    id: str
    check: str


@dataclass(frozen=True)
class StdinTest(_Test):
    """The program as a whole, with this stdin; its stdout is compared, or judged by a checker."""

    id: str
    expected_stdout: str | None = None
    stdin: str = ""
    comparison: Comparison | None = None
    args: Sequence[str] | None = None
    tolerance: Tolerance | None = None
    ignore_prompts: bool | None = None
    show_diff: bool | None = None
    checker: str | None = None


@dataclass(frozen=True)
class FileTest(_Test):
    """A file of tests, each of which has a result of its own."""

    id: str
    file: str
    content: str | None = None
    runner: Runner = "pytest"


Test = CheckTest | StdinTest | FileTest


@dataclass(frozen=True)
class Setup:
    """How a submission is loaded for checks and files of tests."""

    stdin: str = ""
    args: Sequence[str] = ()
    run_main: bool = False

    def body(self) -> Json:
        """As a request has it."""
        return {"stdin": self.stdin, "args": list(self.args), "run_main": self.run_main}


@dataclass(frozen=True)
class Plan:
    """By what submissions are graded: all of a request but the submission itself."""

    tests: Sequence[Test]
    module: str | None = None
    setup: Setup | None = None
    files: Files | None = None
    stop_on_failure: bool = False
    limits: Limits | None = None
    template: str | None = None

    def body(self) -> Json:
        """As a request has it."""
        return given(
            tests=[test.body() for test in self.tests],
            module=self.module,
            template=self.template,
            setup=self.setup.body() if self.setup else None,
            files=files_body(self.files),
            stop_on_failure=self.stop_on_failure,
            limits=self.limits.body() if self.limits else None,
        )


@dataclass(frozen=True)
class Submission:
    """One of a batch; `code` may be empty where `files` has the module."""

    id: str
    code: str
    files: Files | None = None

    def body(self) -> Json:
        """As a request has it."""
        return given(id=self.id, code=self.code, files=files_body(self.files))


def batch_body(plan: Plan, submissions: Iterable[Submission]) -> Json:
    """The request for a batch."""
    return {"common": plan.body(), "submissions": [submission.body() for submission in submissions]}


@dataclass(frozen=True)
class ComparedValues:
    """The sides of a comparison that did not hold; where there is one value, it is `left`."""

    left: str
    operator: str
    right: str


@dataclass(frozen=True)
class TestError:
    """The exception that ended a test; `line` is of the test's source."""

    __test__ = False

    name: str
    message: str
    traceback: str
    line: int | None
    values: ComparedValues | None

    @classmethod
    def of(cls, body: Json) -> TestError:
        """Reads it."""
        values = read(ComparedValues, body["values"]) if body["values"] else None
        return read(cls, body, values=values)


@dataclass(frozen=True)
class TestResult:
    """What came of one test; `message` says why it did not pass."""

    __test__ = False

    id: str
    name: str
    verdict: Verdict
    message: str
    points: float
    score: float
    visible: bool
    stdout: str
    stderr: str
    error: TestError | None
    diff: str | None
    usage: Usage

    @classmethod
    def of(cls, body: Json) -> TestResult:
        """Reads it."""
        error = TestError.of(body["error"]) if body["error"] else None
        return read(cls, body, usage=Usage.of(body["usage"]), error=error)


@dataclass(frozen=True)
class Grading:
    """What came of a submission."""

    verdict: Verdict
    passed: int
    total: int
    score: float
    maximum_score: float
    setup: Execution
    tests: tuple[TestResult, ...]

    @classmethod
    def of(cls, body: Json) -> Grading:
        """Reads it."""
        tests = tuple(TestResult.of(test) for test in body["tests"])
        return read(cls, body, setup=Execution.of(body["setup"]), tests=tests)


@dataclass(frozen=True)
class GradedSubmission:
    """A submission of a batch: its grading, or why it could not be graded."""

    id: str
    grading: Grading | None
    problem: ApiError | None

    @classmethod
    def of(cls, body: Json) -> GradedSubmission:
        """Reads it."""
        return cls(
            body["id"],
            Grading.of(body["grading"]) if body["grading"] else None,
            error_from(body["problem"]) if body["problem"] else None,
        )


def batch_of(body: Json) -> list[GradedSubmission]:
    """Reads the answer about a batch."""
    return [GradedSubmission.of(each) for each in body["submissions"]]
