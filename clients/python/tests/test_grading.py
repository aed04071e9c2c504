from __future__ import annotations

import asyncio
import csv
import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest

from serpentarium import (
    ApiError,
    AsyncSerpentarium,
    CheckTest,
    FileTest,
    GradedSubmission,
    Limits,
    Plan,
    Serpentarium,
    Setup,
    StdinTest,
    Submission,
    Tolerance,
)

HOMEWORK = """
def area(r):
    return r * r

if __name__ == "__main__":
    print(area(float(input("r? "))) / 3)
"""

SUITE = """
import unittest
from homework import area

class Areas(unittest.TestCase):
    def test_two(self): self.assertEqual(area(2), 4)
    def test_three(self): self.assertEqual(area(3), 10)
"""


def test_grades_by_every_kind_of_test(service: Serpentarium) -> None:
    grading = service.grade(
        HOMEWORK,
        [
            CheckTest("two", "assert area(2) == 4", points=2, name="Two"),
            StdinTest("third", "0.33\n", stdin="1", ignore_prompts=True, tolerance=Tolerance(absolute=0.01)),
            FileTest("suite", "test_homework.py", SUITE, runner="unittest", points=4, visible=True),
            CheckTest("data", "assert open('data').read() == 'x'", files={"data": "x"}),
            CheckTest("slow", "while True: pass", limits=Limits(wall_time_ms=100), visible=False),
        ],
        module="homework",
        setup=Setup(stdin=""),
    )
    assert [(test.id, test.verdict) for test in grading.tests] == [
        ("two", "passed"),
        ("third", "passed"),
        ("suite::Areas::test_three", "wrong_answer"),
        ("suite::Areas::test_two", "passed"),
        ("data", "passed"),
        ("slow", "time_limit"),
    ]
    assert (grading.score, grading.maximum_score) == (6, 9)
    failed = grading.tests[2]
    assert failed.message == "9 != 10"
    assert failed.error
    assert failed.error.line == 7
    assert grading.tests[5].message == ""


def test_grades_from_a_template(service: Serpentarium) -> None:
    tests = [CheckTest("two", "assert area(2) == 4")]
    assert service.grade(HOMEWORK, tests, template="python").verdict == "passed"
    with pytest.raises(ApiError) as refused:
        service.grade(HOMEWORK, tests, template="cobol")
    assert refused.value.code == "template_not_found"


def test_grades_a_batch(service: Serpentarium) -> None:
    plan = Plan([CheckTest("two", "assert area(2) == 4, area(2)")])
    submissions = [
        Submission("right", HOMEWORK),
        Submission("wrong", "def area(r): return r"),
        Submission("refused", "", {"../x": ""}),
    ]
    heard: list[GradedSubmission] = []
    service.grade_all(plan, submissions, on_submission=heard.append)
    assert sorted(each.id for each in heard) == ["refused", "right", "wrong"]
    graded = service.grade_all(plan, submissions)
    assert [each.grading.verdict if each.grading else None for each in graded] == [
        "passed",
        "wrong_answer",
        None,
    ]
    assert graded[2].problem
    assert graded[2].problem.code == "invalid_path"


def test_grades_a_batch_asynchronously(url: str) -> None:
    async def graded() -> None:
        async with AsyncSerpentarium(url) as service:
            plan = Plan([CheckTest("two", "assert area(2) == 4")])
            heard: list[GradedSubmission] = []
            done = await service.grade_all(plan, [Submission("a", HOMEWORK)], on_submission=heard.append)
            assert done == heard
            assert (await service.grade_all(plan, [Submission("a", HOMEWORK)]))[0].grading

    asyncio.run(graded())


@pytest.mark.parametrize(("refusals", "status"), [(2, 200), (3, 429)])
def test_sends_again_what_is_refused_for_now(refusals: int, status: int) -> None:
    keys = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers.get("idempotency-key"))
        if len(keys) <= refusals:
            problem = {"status": 429, "code": "rate_limited", "detail": "Slower.", "errors": []}
            return httpx.Response(429, json=problem, headers={"retry-after": "0"})
        return httpx.Response(200, json={"submissions": []})

    with Serpentarium("http://service", retries=2) as service:
        service._http = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://service")
        if status == 200:
            assert service.grade_all(Plan([]), []) == []
        else:
            with pytest.raises(ApiError):
                service.grade_all(Plan([]), [])
    assert keys == [None] * 3


def test_the_command_grades_a_folder(url: str, tmp_path: Path) -> None:
    course, tests = tmp_path / "course", tmp_path / "tests"
    (course / "team").mkdir(parents=True)
    tests.mkdir()
    (course / "ann.py").write_text(HOMEWORK)
    (course / "bom.py").write_bytes(b"\xef\xbb\xbf" + HOMEWORK.encode())
    (course / "bob.py").write_text("def area(r): return r + r + 1")
    (course / "latin.py").write_bytes(b"# \xe9\n")
    (course / "team/homework.py").write_text("from helper import area")
    (course / "team/helper.py").write_text("def area(r): return r ** 2")
    (tests / "test_homework.py").write_text(SUITE)
    (tests / "tests.json").write_text(
        json.dumps(
            {
                "module": "homework",
                "tests": [
                    {"id": "one", "check": "assert area(1) == 1", "points": 3},
                    {"id": "suite", "file": "test_homework.py", "visible": False},
                ],
            }
        )
    )
    out, junit, gradescope = tmp_path / "out.csv", tmp_path / "out.xml", tmp_path / "results"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "serpentarium", "--url", url, "grade", course),
            *("--tests", tests / "tests.json", "--csv", out, "--junit", junit, "--gradescope", gradescope),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "latin: it is not UTF-8" in done.stderr
    with out.open() as file:
        rows = {row["submission"]: row for row in csv.DictReader(file)}
    assert list(rows) == ["ann", "bob", "bom", "latin", "team"]
    assert [rows[name]["score"] for name in ("ann", "bob", "bom", "team")] == ["3.5", "0", "3.5", "3.5"]
    assert rows["ann"]["suite::Areas::test_three"] == "wrong_answer"
    suites = ElementTree.parse(junit).getroot()
    assert [suite.get("failures") for suite in suites] == ["1", "3", "1", "0", "1"]
    results = json.loads((gradescope / "ann/results.json").read_text())
    assert results["score"] == 3.5
    assert [test["visibility"] for test in results["tests"]] == ["visible", "hidden", "hidden"]
    assert results["tests"][1]["output"] == ""


def test_the_command_names_what_is_wrong_with_the_tests(url: str, tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "tests.json").write_text("{")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "serpentarium",
            "--url",
            url,
            "grade",
            tmp_path,
            "--tests",
            tmp_path / "tests.json",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("serpentarium: ")
