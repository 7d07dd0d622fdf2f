"""A hard limit on foreign code that runs while the kernel starts: it may hang, exit, or raise anything."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(BaseException):
    """Not an Exception: `except Exception` in the code that hangs must not catch it."""


@contextmanager
def within(seconds: float, what: str) -> Iterator[None]:
    """Stop what runs inside after `seconds`, sleeping or spinning. Signals reach the main thread only: elsewhere
    there is no limit, which is why `omni plugin install` and `check` try a plugin in a process of its own.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise TookTooLong(f"{what} took longer than {seconds:g} s")

    previous = signal.signal(signal.SIGALRM, stop)
    began = time.monotonic()
    # Repeated, in case the code swallows the first.
    left, every = signal.setitimer(signal.ITIMER_REAL, seconds, seconds / 4)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        if left:
            # A process has one such timer: whoever had set it before is to be told still, at once if its time has come.
            signal.setitimer(signal.ITIMER_REAL, max(left - (time.monotonic() - began), 1e-6), every)
