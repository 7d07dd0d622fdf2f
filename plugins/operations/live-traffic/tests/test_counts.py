"""Histograms: what they say of durations, and that they add up."""

import pytest

from omni_live_traffic.metering.counts import STEP, Counts, total


def counted(*milliseconds: float, failed: int = 0) -> Counts:
    """So many requests, the first of which failed."""
    made = Counts()
    for at, one in enumerate(milliseconds):
        made.add(one, failed=at < failed)
    return made


def test_nothing() -> None:
    """No requests have no time, rather than a time of zero."""
    assert (Counts().requests, Counts().within(0.5), Counts().within(0.95)) == (0, None, None)


@pytest.mark.parametrize("milliseconds", [0.001, 0.1, 0.4, 7.0, 250.0, 30_000.0])
def test_one(milliseconds: float) -> None:
    """Any share of one request is that request, told no shorter than it was."""
    found = counted(milliseconds).within(0.95)
    assert found is not None
    assert milliseconds * 0.99 <= found <= max(0.1, milliseconds * STEP * 1.01)


def test_shares() -> None:
    """The slow ones are seen in the tail only."""
    found = counted(*[10.0] * 94, *[1000.0] * 6)
    half, most = found.within(0.5), found.within(0.95)
    assert half is not None
    assert most is not None
    assert 10 <= half <= 12
    assert 1000 <= most <= 1160


def test_adding_up() -> None:
    """Spans together are as if they had been one."""
    one, other = counted(5, 50, failed=1), counted(500, 5, failed=2)
    assert total([one, other]) == counted(5, 500, 50, 5, failed=3)
    assert (one.requests, other.requests) == (2, 2), "and stay what they were"
