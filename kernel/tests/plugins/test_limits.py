"""The limit on foreign code, and the timer that others had set before."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from omni_kernel.plugins.limits import TookTooLong, within


@pytest.fixture
def told() -> Iterator[list[int]]:
    """Who is told by an alarm of a timer of somebody else's."""
    found: list[int] = []
    timer = signal.setitimer(signal.ITIMER_REAL, 0)
    previous = signal.signal(signal.SIGALRM, lambda number, _: found.append(number))
    yield found
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, previous)
    signal.setitimer(signal.ITIMER_REAL, *timer)


def test_what_takes_too_long_is_stopped() -> None:
    """And says what it was."""
    with pytest.raises(TookTooLong, match=r"tea took longer than 0\.01 s"), within(0.01, "tea"):
        signal.pause()


def test_a_timer_that_was_set_before_goes_on(told: list[int]) -> None:
    """It is told at its time, not forgotten: of a test that hangs, say."""
    signal.setitimer(signal.ITIMER_REAL, 500, 7)
    with within(60, "tea"):
        pass
    left, every = signal.getitimer(signal.ITIMER_REAL)
    assert (490 < left <= 500, every, told) == (True, 7, [])


def test_a_timer_whose_time_came_meanwhile(told: list[int]) -> None:
    """Is told once the limit is gone."""
    signal.setitimer(signal.ITIMER_REAL, 0.005)
    with pytest.raises(TookTooLong), within(0.02, "tea"):
        signal.pause()
    if not told:
        signal.pause()
    assert told == [signal.SIGALRM]
