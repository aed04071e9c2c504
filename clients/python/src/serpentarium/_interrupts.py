"""A local Ctrl-C that interrupts the remote program."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Self

from serpentarium._errors import SerpentariumError

BETWEEN_INTERRUPTS_SECONDS = 0.05


class CtrlC:
    """Within this context the first SIGINT calls `interrupt` on another thread; the next one is raised.

    `interrupt` tells whether it met a running program, and is called until it has: the request that
    starts the program may still be on its way. Without effect on threads other than the main one, which
    get no signals.
    """

    def __init__(self, interrupt: Callable[[], bool]) -> None:
        self._interrupt = interrupt
        self._handles = threading.current_thread() is threading.main_thread()
        self._before: object = None
        self._seen = False
        self._over = threading.Event()

    def __enter__(self) -> Self:
        if self._handles:
            self._before = signal.signal(signal.SIGINT, self._handle)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._handles:
            signal.signal(signal.SIGINT, self._before)  # type: ignore[arg-type]

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Raises KeyboardInterrupt for Ctrl-C, as usual, within a block."""
        if not self._handles:
            yield
            return
        handler = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, handler)

    def _handle(self, number: int, frame: FrameType | None) -> None:
        if self._seen:
            raise KeyboardInterrupt
        self._seen = True
        threading.Thread(target=self._call, daemon=True).start()

    def _call(self) -> None:
        with suppress(SerpentariumError):
            while not self._over.is_set() and not self._interrupt():
                self._over.wait(BETWEEN_INTERRUPTS_SECONDS)
