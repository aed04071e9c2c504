"""A local terminal on a session's REPL."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import termios
import threading
import tty
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from serpentarium._client import Session

CHUNK = 4096
END_OF_FILE = "\x04"


def attach(session: Session) -> int:
    """Connects this process's terminal to a session's REPL until either ends; returns an exit code."""
    url, headers = session.terminal()
    with connect(url, additional_headers=headers, max_size=None) as socket, _raw(), _resizes(socket):
        threading.Thread(target=_send_typed, args=(socket,), daemon=True).start()
        return _show(socket)


def _show(socket: ClientConnection) -> int:
    try:
        for frame in socket:
            match json.loads(frame):
                case ["stdout", str(text)]:
                    sys.stdout.write(text)
                    sys.stdout.flush()
                case ["disconnect", *_]:
                    return 0
    except ConnectionClosed:
        return 1
    return 0


def _send_typed(socket: ClientConnection) -> None:
    decoder = getincrementaldecoder("utf-8")("replace")
    try:
        _send_size(socket)
        while typed := os.read(sys.stdin.fileno(), CHUNK):
            socket.send(json.dumps(["stdin", decoder.decode(typed)]))
        socket.send(json.dumps(["stdin", END_OF_FILE]))
    except ConnectionClosed:
        pass


def _send_size(socket: ClientConnection) -> None:
    size = shutil.get_terminal_size()
    socket.send(json.dumps(["set_size", size.lines, size.columns]))


@contextmanager
def _raw() -> Iterator[None]:
    """Puts the terminal into raw mode, Ctrl-C included; does nothing if stdin is not a terminal."""
    if not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    tty.setraw(sys.stdin, termios.TCSADRAIN)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


@contextmanager
def _resizes(socket: ClientConnection) -> Iterator[None]:
    """Tells the session when the terminal is resized."""

    def tell(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=_send_size, args=(socket,), daemon=True).start()

    before = signal.signal(signal.SIGWINCH, tell)
    try:
        yield
    finally:
        signal.signal(signal.SIGWINCH, before)
