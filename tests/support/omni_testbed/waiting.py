"""Waiting for conditions, never for time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Self, TypeVar

T = TypeVar("T")
PAUSE = 0.02


def until(
    condition: Callable[[], T | None],
    what: str,
    *,
    seconds: float = 20.0,
    ignore: tuple[type[Exception], ...] = (),
    pause: float = PAUSE,
) -> T:
    """The first true value of `condition`; AssertionError with the last one (or error) when the deadline is over."""
    deadline = time.monotonic() + seconds
    last: object = None
    while True:
        try:
            if value := condition():
                return value
            last = value
        except ignore as error:
            last = error
        assert time.monotonic() < deadline, f"{what}: not within {seconds:g} s; the last was {last!r}"
        time.sleep(pause)


class Stopwatch:
    """How long it took: `with Stopwatch() as watch: …; watch.seconds`."""

    seconds = 0.0

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._began
