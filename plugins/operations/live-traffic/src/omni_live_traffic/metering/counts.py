"""Requests of a span of time: how many, how many failed, and how long they took."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

STEP = 1.15
"""Each class of durations is so many times as long as the one before: percentiles are right to 15 %."""
LEAST = 0.1
"""Milliseconds; what is faster belongs to the first class."""


def class_of(milliseconds: float) -> int:
    """The class of a duration."""
    return max(0, math.ceil(math.log(milliseconds / LEAST, STEP))) if milliseconds > LEAST else 0


def longest(number: int) -> float:
    """The longest duration of a class, in milliseconds."""
    return LEAST * STEP**number


@dataclass
class Counts:
    """Durations as a histogram: percentiles of several spans or processes cannot be averaged, histograms add up."""

    failed: int = 0
    classes: Counter[int] = field(default_factory=Counter[int])

    @property
    def requests(self) -> int:
        """How many."""
        return self.classes.total()

    def add(self, milliseconds: float, *, failed: bool) -> None:
        """One more."""
        self.classes[class_of(milliseconds)] += 1
        self.failed += failed

    def within(self, share: float) -> float | None:
        """How many milliseconds that share of the requests took at most; None without any."""
        left = share * self.requests
        for number in sorted(self.classes):
            left -= self.classes[number]
            if left <= 0:
                return round(longest(number), 1)
        return None


def total(spans: Iterable[Counts]) -> Counts:
    """All of them as one."""
    found = Counts()
    for span in spans:
        found.failed += span.failed
        found.classes.update(span.classes)
    return found
