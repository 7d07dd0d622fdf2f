"""When a failed job is tried again."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.jobs.retry import attempts, delay_after, first_delay
from omni_sdk.contributions import Backoff

SECOND = timedelta(seconds=1)


@given(st.timedeltas(timedelta(0), timedelta(days=365)), st.timedeltas(timedelta(0), timedelta(days=900)), st.integers(1, 10**6))
def test_grows_up_to_the_cap(first: timedelta, more: timedelta, attempt: int) -> None:
    """Between half and the whole of what is planned, never more than the cap, whatever the numbers."""
    retry = Backoff(first=first, cap=first + more)
    wait = delay_after(retry, attempt)
    assert first / 2 - SECOND <= wait <= first + more


def test_doubles() -> None:
    """Each wait is planned twice as long as the one before."""
    retry = Backoff(first=SECOND, cap=timedelta(hours=1))
    for attempt, planned in enumerate((1, 2, 4, 8), start=1):
        assert planned * SECOND / 2 <= delay_after(retry, attempt) <= planned * SECOND


def test_given_delays() -> None:
    """One before each attempt, the first included."""
    retry = Backoff(delays=[timedelta(0), 5 * SECOND, 300 * SECOND])
    assert (attempts(retry), first_delay(retry)) == (3, timedelta(0))
    assert 5 * SECOND <= delay_after(retry, 1) <= 5.5 * SECOND
    assert 300 * SECOND <= delay_after(retry, 2) <= 330 * SECOND
    assert attempts(Backoff(attempts=4)) == 4
    assert first_delay(Backoff()) == timedelta(0)
