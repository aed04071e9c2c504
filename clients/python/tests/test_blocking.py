from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import closing
from uuid import uuid4

import pytest

from serpentarium import (
    ApiError,
    CheckTest,
    InputRequest,
    Limits,
    Result,
    Serpentarium,
    Session,
    Started,
    StdinTest,
    Stdout,
    TestResult,
)

PROMPT_SECONDS = 1.5
"""Far below the five seconds for which the service waits for a stream to be resumed."""


def test_runs_a_program(service: Serpentarium) -> None:
    execution = service.run(
        "import sys\nprint(sys.argv[1:], input())\nopen('out', 'wb').write(b'\\xff'); open('in').read()",
        stdin="typed\n",
        args=["a", "b c"],
        files={"in": "text"},
        return_files=["out", "missing"],
    )
    assert execution.status == "completed"
    assert execution.stdout == "['a', 'b c'] typed\n"
    assert execution.result == "'text'"
    assert execution.files == {"out": b"\xff"}
    assert execution.session_id is None
    assert execution.usage.wall_ms > 0


def test_what_a_program_does_is_no_error(service: Serpentarium) -> None:
    raised = service.run("1/0")
    assert raised.error
    assert raised.error.name == "ZeroDivisionError"
    assert service.run("import sys; sys.exit(3)").exit_code == 3
    limited = service.run("while True: pass", limits=Limits(wall_time_ms=100))
    assert (limited.status, limited.limit) == ("limit_exceeded", "wall_time")


def test_a_session_keeps_its_state_and_ends_with_the_block(service: Serpentarium) -> None:
    with service.session(files={"data.txt": b"41"}) as session:
        session.execute("x = int(open('data.txt').read())")
        assert session.execute("x + 1").result == "42"
        assert session.info().state == "idle"
    with pytest.raises(ApiError) as refused:
        session.execute("x")
    assert (refused.value.status, refused.value.code) == (404, "session_not_found")


def test_an_api_error_points_to_the_fields(service: Serpentarium) -> None:
    with pytest.raises(ApiError, match="/limits/wall_time_ms must be at most") as refused:
        service.session(limits=Limits(wall_time_ms=10**9))
    assert refused.value.code == "limit_too_high"
    assert refused.value.errors[0].pointer == "/limits/wall_time_ms"


def test_streams_as_it_happens(session: Session) -> None:
    with closing(session.stream("print('a')\nn = input('? ')\nn * 2", stdin_open=True)) as events:
        seen = []
        for event in events:
            seen.append(event)
            if isinstance(event, InputRequest):
                session.write_stdin("ab\n")
    assert isinstance(seen[0], Started)
    assert "".join(event.data for event in seen if isinstance(event, Stdout)) == "a\n? "
    assert InputRequest("? ") in seen
    last = seen[-1]
    assert isinstance(last, Result)
    assert last.execution.result == "'abab'"


def test_asks_for_input_until_there_is_no_more(session: Session) -> None:
    lines = iter(["one", "two\n", None])
    prompts: list[str] = []
    out: list[str] = []

    def ask(prompt: str) -> str | None:
        prompts.append(prompt)
        return next(lines)

    execution = session.execute(
        "import sys\na, b = input('a'), input('b')\nsys.stdin.read(), a, b", stdin=ask, on_stdout=out.append
    )
    assert execution.result == "('', 'one', 'two')"
    assert prompts[:2] == ["a", "b"] or prompts[:2] == ["a", "ab"]
    assert "".join(out) == "ab"


def test_leaving_a_stream_interrupts_and_keeps_the_state(session: Session) -> None:
    with closing(session.stream("x = 5\nprint('on')\nwhile True: pass")) as events:
        assert Stdout("on\n") in (next(events), next(events))
        before = time.monotonic()
    assert session.execute("x").result == "5"
    assert time.monotonic() - before < PROMPT_SECONDS


def test_a_failing_listener_interrupts_the_program(session: Session) -> None:
    def fail(text: str) -> None:
        raise RuntimeError(text)

    with pytest.raises(RuntimeError, match="on"):
        session.execute("print('on')\nwhile True: pass", on_stdout=fail)
    before = time.monotonic()
    assert session.execute("1").result == "1"
    assert time.monotonic() - before < PROMPT_SECONDS


def _await_state(session: Session, state: str) -> None:
    while session.info().state != state:
        time.sleep(0.01)


def _press_when_busy(session: Session) -> None:
    _await_state(session, "busy")
    os.kill(os.getpid(), signal.SIGINT)


@pytest.mark.parametrize("streaming", [False, True])
def test_ctrl_c_interrupts_the_program(session: Session, streaming: bool) -> None:
    session.execute("s = 1")
    threading.Thread(target=_press_when_busy, args=(session,), daemon=True).start()
    heard = {"on_stdout": print} if streaming else {}
    execution = session.execute("while True: s += 1", **heard)  # type: ignore[arg-type]
    assert execution.status == "interrupted"
    assert session.execute("s > 0").result == "True"


def test_a_second_ctrl_c_is_raised_and_leaves_the_session_free(session: Session) -> None:
    def press(text: str) -> None:
        if text == "pressed\n":
            os.kill(os.getpid(), signal.SIGINT)

    waits = "import time\ntry: time.sleep(60)\nexcept KeyboardInterrupt: print('pressed'); time.sleep(60)"
    threading.Thread(target=_press_when_busy, args=(session,), daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        session.execute(waits, on_stdout=press)
    assert session.execute("1", limits=Limits(wall_time_ms=1000)).result == "1"


def test_ctrl_c_at_the_prompt_interrupts_the_program(session: Session) -> None:
    def ask(prompt: str) -> str | None:
        raise KeyboardInterrupt

    assert session.execute("input('? ')", stdin=ask).status == "interrupted"


def test_files(session: Session) -> None:
    path = "sub folder/ü#%?.bin"
    session.execute("import os; os.mkdir('sub folder')")
    session.files.write(path, b"\x00\xff")
    assert session.files.read(path) == b"\x00\xff"
    assert (path, 2) in [(entry.path, entry.size_bytes) for entry in session.files.list()]
    session.files.delete(path)
    with pytest.raises(ApiError, match="file_not_found"):
        session.files.read(path)


def test_pulls_files_by_a_pattern(session: Session) -> None:
    session.execute("import os; os.mkdir('out')")
    for path in ("a.txt", "out/b.txt", "out/c.png"):
        session.files.write(path, path)
    assert session.files.pull("out/*.txt") == {"out/b.txt": b"out/b.txt"}
    assert sorted(session.files.pull("*.txt")) == ["a.txt", "out/b.txt"]
    assert {entry.path for entry in session.files.list(prefix="out")} >= {"out/b.txt", "out/c.png"}


def test_undoes_executions(service: Serpentarium) -> None:
    with service.session(history=2) as session:
        for code in ("x = 1", "x = 2", "x = 3"):
            session.execute(code)
        session.undo(2)
        assert session.execute("x").result == "1"


def test_answers_editors(session: Session) -> None:
    session.execute("def double(number):\n    'Twice as much.'\n    return 2 * number")
    found = session.complete("doub")
    assert (found.matches, found.start, found.end) == (["double"], 0, 4)
    assert "Twice as much." in session.inspect("double(1)", 3).data["text/plain"]
    assert "return 2" not in session.inspect("double(1)", 3).data["text/plain"]
    assert not session.inspect("nothing").found


def test_lists_sessions_and_describes_the_service(service: Serpentarium, session: Session) -> None:
    assert session.id in [info.id for info in service.sessions()]
    info = service.info()
    assert (info.name, info.python["version"][:4]) == ("serpentarium", "3.13")
    assert session.ticket().ticket


def test_snapshots_travel(service: Serpentarium, session: Session) -> None:
    session.execute("x = 1")
    kept = session.snapshot()
    brought = service.import_snapshot(service.export_snapshot(kept.id))
    assert service.snapshot(brought.id).session_id is None
    with service.session(snapshot_id=brought.id) as copy:
        assert copy.execute("x").result == "1"
    for snapshot in (kept, brought):
        service.delete_snapshot(snapshot.id)


def test_a_key_makes_a_call_once(service: Serpentarium) -> None:
    key = uuid4().hex
    ids = {service.run("import random; random.random()", idempotency_key=key).id for _ in range(2)}
    assert len(ids) == 1


def test_snapshots_and_forks(service: Serpentarium, session: Session) -> None:
    session.execute("x = 1")
    kept = session.snapshot()
    session.execute("x = 2")
    (copy,) = session.fork()
    session.restore(kept.id)
    with copy, service.session(snapshot_id=kept.id) as third:
        assert [s.execute("x").result for s in (session, copy, third)] == ["1", "2", "1"]
    service.delete_snapshot(kept.id)


def test_grades(service: Serpentarium) -> None:
    code = "def area(r):\n    return r * r\nif __name__ == '__main__':\n    print(area(int(input() or 1)))"
    heard: list[TestResult] = []
    tests: list[CheckTest | StdinTest] = [
        CheckTest("function", "assert area(2) == 4"),
        StdinTest("three", "9", stdin="3\n", comparison="trim"),
        CheckTest("wrong", "assert area(2) == 12, 'circle'"),
        CheckTest("late", "pass"),
    ]
    code = code.replace("input() or 1", "'3'")
    grading = service.grade(code, tests, stop_on_failure=True, on_test=heard.append)
    assert [test.verdict for test in grading.tests] == ["passed", "passed", "wrong_answer", "skipped"]
    assert (grading.verdict, grading.passed, grading.total) == ("wrong_answer", 2, 4)
    assert grading.tests[2].message == "circle"
    assert tuple(heard) == grading.tests
    assert service.grade(code, tests[:1]).verdict == "passed"


def test_tells_what_is_displayed_and_what_a_value_is_beside_its_text(session: Session) -> None:
    """Displays and the data of a result come with an execution, which waits for its turn when asked to."""
    code = "from IPython.display import HTML, display\ndisplay(HTML('<b>'), display_id='d')\nHTML('<i>')"
    execution = session.execute(code, queue=True)
    assert [(each.data["text/html"], each.display_id) for each in execution.displays] == [("<b>", "d")]
    assert execution.result_data is not None
    assert execution.result_data["text/html"] == "<i>"
    assert session.execute("1 + 1").result_data is None
