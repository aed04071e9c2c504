"""The command `repl` on a pseudo-terminal, as a person has it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager

from serpentarium import Session

PATIENCE_SECONDS = 60
NO_TEXT = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r")
CTRL_C, CTRL_D = "\x03", "\x04"


class Screen:
    """What a person types and sees."""

    def __init__(self, terminal: int, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._terminal = terminal
        self._seen = ""

    def type(self, text: str) -> None:
        os.write(self._terminal, text.encode())

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def until(self, pattern: str) -> str:
        """Waits for output that matches, and gives all up to its end."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not (match := re.search(pattern, NO_TEXT.sub("", self._seen))):
            ready, _, _ = select.select([self._terminal], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"no {pattern!r} in {self._seen!r}"
            self._seen += os.read(self._terminal, 4096).decode()
        plain = NO_TEXT.sub("", self._seen)
        self._seen = plain[match.end() :]
        return plain[: match.end()]


@contextmanager
def repl(url: str, *arguments: str) -> Iterator[Screen]:
    terminal, inner = pty.openpty()
    before = termios.tcgetattr(inner)
    command = [sys.executable, "-m", "serpentarium", "--url", url, "repl", *arguments]
    environment = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES"}}
    with subprocess.Popen(command, stdin=inner, stdout=inner, stderr=inner, env=environment) as process:
        try:
            screen = Screen(terminal, process)
            screen.until(">>> $")
            yield screen
        finally:
            process.kill()
    assert termios.tcgetattr(inner) == before
    os.close(terminal)
    os.close(inner)


def leave(screen: Screen) -> None:
    screen.type(CTRL_D)
    assert screen.process.wait(PATIENCE_SECONDS) == 0


def test_shows_a_prompt_that_computes_and_leaves_the_terminal_as_it_was(url: str) -> None:
    with repl(url) as screen:
        screen.type("6 * 7\r")
        screen.until(r"\n42\s+>>> $")
        screen.type("def f(n):\r    return n + 1\r\r")
        screen.until(r">>> $")
        screen.type("f(1)\r")
        screen.until(r"\n2\s+>>> $")
        leave(screen)


def test_ctrl_c_ends_a_loop_and_keeps_the_state(url: str) -> None:
    with repl(url) as screen:
        screen.type("x = 41\r")
        screen.until(">>> $")
        screen.type("while (print('on'), True): pass\r\r")
        screen.until(r"\non\n")
        screen.type(CTRL_C)
        screen.until(r"KeyboardInterrupt\s+>>> $")
        screen.type("x + 1\r")
        screen.until(r"\n42\s+>>> $")
        leave(screen)


def test_asks_for_input_and_completes_names(url: str) -> None:
    with repl(url) as screen:
        screen.type("name = input('Name: ')\r")
        screen.until(r"\nName: $")
        screen.type("Ophelia\r")
        screen.until(r">>> $")
        screen.type("nam\t.upper()\r")
        screen.until(r"\n'OPHELIA'\s+>>> $")
        leave(screen)


def test_tells_the_size_of_the_terminal(url: str) -> None:
    with repl(url) as screen:
        screen.resize(17, 93)
        deadline = time.monotonic() + PATIENCE_SECONDS
        seen = ""
        while "(93, 17)" not in seen and time.monotonic() < deadline:
            screen.type("import os; tuple(os.get_terminal_size())\r")
            seen = screen.until(r"\n\(\d+, \d+\)\s+>>> $")
        assert "(93, 17)" in seen
        leave(screen)


def test_joins_a_session_and_leaves_it_open(url: str, session: Session) -> None:
    session.execute("x = 'from before'")
    with repl(url, "--session", session.id) as screen:
        screen.type("x\r")
        screen.until(r"\n'from before'\s+>>> $")
        screen.type("y = 5\r")
        screen.until(r">>> $")
        leave(screen)
    assert session.execute("y").result == "5"
