"""The command `serpentarium grade`: a folder of submissions, and what came of each."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from serpentarium import _calls as calls
from serpentarium._client import Serpentarium
from serpentarium._errors import SerpentariumError
from serpentarium._grading import Grading, TestResult
from serpentarium._values import Json, files_body

BAR_WIDTH = 30
UNTIDY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Submitted:
    """A submission as it lies in the folder."""

    id: str
    module: str | None
    code: bytes
    files: dict[str, str | bytes]


@dataclass(frozen=True)
class Row:
    """What came of one: a grading, or why there is none."""

    id: str
    grading: Grading | None
    problem: str


class Course:
    """Submissions and the tests for them."""

    def __init__(self, folder: Path, tests: Path, jobs: int) -> None:
        self._jobs = max(1, jobs)
        self._common = read_tests(tests)
        self._submissions = list(submissions_in(folder, self._common.get("module"), tests))
        if not self._submissions:
            raise SerpentariumError(f"there is no submission in {folder}")

    def grade(
        self,
        service: Serpentarium,
        *,
        csv_file: Path | None,
        junit_file: Path | None,
        gradescope_folder: Path | None,
    ) -> int:
        """Grades all of them and writes what is asked for; 1 where one could not be graded."""
        rows = self._graded(service)
        if csv_file:
            write_csv(csv_file, rows)
        if junit_file:
            write_junit(junit_file, rows)
        if gradescope_folder:
            write_gradescope(gradescope_folder, rows)
        if not csv_file and not junit_file and not gradescope_folder:
            for row in rows:
                print(line_of(row))
        failed = [row for row in rows if row.grading is None]
        for row in failed:
            print(f"serpentarium: {row.id}: {row.problem}", file=sys.stderr)
        return 1 if failed else 0

    def _graded(self, service: Serpentarium) -> list[Row]:
        done: dict[str, Row] = {}
        with ThreadPoolExecutor(self._jobs) as pool:
            running = [pool.submit(self._grade_one, service, each) for each in self._submissions]
            try:
                for future in as_completed(running):
                    row = future.result()
                    done[row.id] = row
                    show_progress(len(done), len(running))
            except KeyboardInterrupt:
                for future in running:
                    future.cancel()
                raise
        return [done[each.id] for each in self._submissions]

    def _grade_one(self, service: Serpentarium, submitted: Submitted) -> Row:
        body = dict(self._common)
        if submitted.module:
            body["module"] = submitted.module
        files = [*body.pop("files", ()), *(files_body(submitted.files) or ())]
        if files:
            body["files"] = files
        try:
            code = submitted.code.decode("utf-8-sig")
            return Row(submitted.id, service._do(calls.grade(code, body)), "")
        except UnicodeDecodeError:
            return Row(submitted.id, None, "it is not UTF-8")
        except SerpentariumError as error:
            return Row(submitted.id, None, str(error))


def read_tests(path: Path) -> Json:
    """The file of tests: a list of them, or an object as the API has it in a batch's `common`.

    A file of tests without content, and a file that is named by its path alone, are read from beside it.
    """
    loaded = json.loads(path.read_text(encoding="utf-8"))
    common: Json = {"tests": loaded} if isinstance(loaded, list) else loaded
    for part in (common, *common.get("tests", ())):
        if "files" in part:
            part["files"] = [file_of(path.parent, file) for file in part["files"]]
    for test in common.get("tests", ()):
        beside = path.parent / test["file"] if "file" in test else None
        if beside and "content" not in test and beside.is_file():
            test["content"] = beside.read_text(encoding="utf-8")
            conftest = beside.with_name("conftest.py")
            if conftest.is_file() and test.get("runner", "pytest") == "pytest":
                name = str(Path(test["file"]).with_name("conftest.py"))
                test.setdefault("files", []).append(file_of(path.parent, name))
    return common


def file_of(folder: Path, file: str | Json) -> Json:
    """A file of a request; one that is named by its path alone is read."""
    if isinstance(file, dict):
        return file
    body = files_body({file: (folder / file).read_bytes()})
    return (body or [])[0]


def submissions_in(folder: Path, module: str | None, tests: Path) -> Iterator[Submitted]:
    """The submissions of a folder, by name."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith((".", "__")) or path.resolve() == tests.resolve():
            continue
        if path.is_file() and path.suffix == ".py":
            yield Submitted(path.stem, None, path.read_bytes(), {})
        elif path.is_dir():
            yield submission_of(path, module)


def submission_of(folder: Path, module: str | None) -> Submitted:
    """A submission of several files, one of which is the module that the tests import."""
    files: dict[str, str | bytes] = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
    alone = [name for name in files if name.endswith(".py")]
    main = f"{(module or 'solution').replace('.', '/')}.py"
    if main not in files and not module and len(alone) == 1:
        main = alone[0]
    code = files.pop(main, b"")
    name = main.removesuffix(".py").replace("/", ".")
    return Submitted(folder.name, None if module else name, code if isinstance(code, bytes) else b"", files)


def show_progress(done: int, total: int) -> None:
    """A bar on the terminal, if there is one."""
    if sys.stderr.isatty():
        full = BAR_WIDTH * done // total
        end = "\n" if done == total else ""
        print(
            f"\r[{'#' * full}{'.' * (BAR_WIDTH - full)}] {done}/{total}", end=end, file=sys.stderr, flush=True
        )


def line_of(row: Row) -> str:
    """A submission in one line."""
    if row.grading is None:
        return f"{row.id}\tnot graded"
    grading = row.grading
    score = f"{grading.score:g}/{grading.maximum_score:g}"
    return f"{row.id}\t{grading.verdict}\t{score}\t{grading.passed} of {grading.total} passed"


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """A line for each submission, a column for each test. No cell begins a spreadsheet's formula."""
    tests = list(dict.fromkeys(test.id for row in rows if row.grading for test in row.grading.tests))
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        head = ["submission", "verdict", "score", "maximum_score", "passed", "total", "problem"]
        table.writerow([*head, *map(as_cell, tests)])
        for row in rows:
            grading = row.grading
            if grading is None:
                table.writerow([as_cell(row.id), "", "", "", "", "", as_cell(row.problem)])
                continue
            verdicts = {test.id: test.verdict for test in grading.tests}
            numbers = [grading.score, grading.maximum_score, grading.passed, grading.total]
            own = [as_cell(row.id), grading.verdict, *(f"{number:g}" for number in numbers), ""]
            table.writerow([*own, *(verdicts.get(test, "") for test in tests)])


def as_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def write_junit(path: Path, rows: Sequence[Row]) -> None:
    """A test suite for each submission."""
    root = ElementTree.Element("testsuites")
    for row in rows:
        tests = row.grading.tests if row.grading else ()
        skipped = sum(test.verdict == "skipped" for test in tests)
        failed = sum(test.verdict not in ("passed", "skipped") for test in tests)
        suite = ElementTree.SubElement(
            root,
            "testsuite",
            name=tidy(row.id),
            tests=str(len(tests)),
            failures=str(failed),
            skipped=str(skipped),
            errors=str(int(row.grading is None)),
        )
        for test in tests:
            add_case(suite, row.id, test)
        if row.grading is None:
            case = ElementTree.SubElement(suite, "testcase", name="grading", classname=tidy(row.id))
            ElementTree.SubElement(case, "error", message=tidy(row.problem))
    ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def add_case(suite: ElementTree.Element, submission: str, test: TestResult) -> None:
    """A test of JUnit's XML."""
    seconds = f"{test.usage.wall_ms / 1000:.3f}"
    case = ElementTree.SubElement(
        suite, "testcase", name=tidy(test.name), classname=tidy(submission), time=seconds
    )
    if test.verdict == "skipped":
        ElementTree.SubElement(case, "skipped", message=tidy(test.message))
    elif test.verdict != "passed":
        failure = ElementTree.SubElement(case, "failure", type=test.verdict, message=tidy(test.message))
        failure.text = tidy(test.error.traceback if test.error else test.diff or "")
    for name, text in (("system-out", test.stdout), ("system-err", test.stderr)):
        if text:
            ElementTree.SubElement(case, name).text = tidy(text)


def tidy(text: str) -> str:
    """Text without what XML cannot have."""
    return UNTIDY.sub("\ufffd", text)


def write_gradescope(folder: Path, rows: Sequence[Row]) -> None:
    """A folder for each submission, with its results.json."""
    for row in rows:
        if row.grading is None:
            continue
        place = folder / row.id
        place.mkdir(parents=True, exist_ok=True)
        results = json.dumps(gradescope_results(row.grading), indent=1)
        (place / "results.json").write_text(results, encoding="utf-8")


def gradescope_results(grading: Grading) -> Json:
    """A grading as Gradescope's autograder has it."""
    return {
        "score": grading.score,
        "output": grading.setup.error.traceback if grading.setup.error else "",
        "tests": [
            {
                "name": test.name,
                "score": test.score,
                "max_score": test.points,
                "status": "passed" if test.verdict == "passed" else "failed",
                "output": "\n".join(filter(None, (test.message, test.diff, test.stdout, test.stderr))),
                "visibility": "visible" if test.visible else "hidden",
            }
            for test in grading.tests
        ],
    }
