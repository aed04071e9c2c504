from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest


def run(url: str, program: Path, *args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "serpentarium", "--url", url, "run", str(program), *args]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "program.py"


def test_has_arguments_input_and_both_outputs(url: str, program: Path) -> None:
    program.write_text("import sys\nprint(sys.argv, input('? '))\nprint('err', file=sys.stderr)\n1")
    done = run(url, program, "-x", "y", stdin="line\n")
    assert (done.returncode, done.stdout, done.stderr) == (0, "? ['program.py', '-x', 'y'] line\n", "err\n")


@pytest.mark.parametrize(
    ("code", "status", "err"),
    [
        ("import sys; sys.exit(3)", 3, ""),
        ("1/0", 1, "ZeroDivisionError"),
        ("import os; os.abort()", 134, "crashed"),
        ("input()", 1, "EOFError"),
    ],
)
def test_tells_the_ending_by_its_exit_code(url: str, program: Path, code: str, status: int, err: str) -> None:
    program.write_text(code)
    done = run(url, program)
    assert done.returncode == status
    assert err in done.stderr


def test_a_traceback_names_the_program(url: str, program: Path) -> None:
    program.write_bytes(b"\xef\xbb\xbfdef half(n):\n    return n / 0\nhalf(1)\n")
    done = run(url, program)
    assert done.stderr == (
        "Traceback (most recent call last):\n"
        '  File "program.py", line 3, in <module>\n    half(1)\n    ~~~~^^^\n'
        '  File "program.py", line 2, in half\n    return n / 0\n           ~~^~~\n'
        "ZeroDivisionError: division by zero\n"
    )
    program.write_text("x = = 1")
    assert 'File "program.py", line 1' in run(url, program).stderr


def test_ctrl_c_reaches_the_program(url: str, program: Path) -> None:
    program.write_text(
        "try:\n    print('on', flush=True)\n    while True: pass\nexcept KeyboardInterrupt: print('off')"
    )
    command = [sys.executable, "-m", "serpentarium", "--url", url, "run", str(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline() == "on\n"
        running.send_signal(signal.SIGINT)
        assert running.stdout.read() == "off\n"
    assert running.returncode == 0


def test_says_in_one_line_what_went_wrong(url: str, tmp_path: Path) -> None:
    done = run(url, tmp_path / "missing.py")
    assert done.returncode == 2
    assert done.stderr.startswith("serpentarium: ")
    assert "Traceback" not in done.stderr
    refused = run("http://127.0.0.1:1", Path(__file__))
    assert refused.returncode == 2
    assert refused.stderr.startswith("serpentarium: http://127.0.0.1:1 cannot be reached: ")
