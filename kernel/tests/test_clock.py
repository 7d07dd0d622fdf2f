"""Going by another machine's clock."""

from __future__ import annotations

import time

from omni_kernel.clock import Clock


def test_agrees_with_one_that_differs_by_more_than_the_question_took() -> None:
    clock = Clock()
    asked = clock.timestamp()
    assert clock.agree(asked + 1, asked) == 0
    assert clock.agree(asked - 60, asked - 120) == 0  # we slept a minute before we read the answer
    watch = clock.monotonic()
    assert 3599 < clock.agree(asked + 3600, asked) <= 3600
    assert abs(clock.timestamp() - time.time() - 3600) < 1
    assert clock.monotonic() - watch < 1, "a watch is not set"
    assert clock.agree(time.time() + 3600, clock.timestamp()) == 0
