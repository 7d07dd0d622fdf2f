"""From counts to what they say: Apdex, uptime, and the error budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SMALL = 100
"""Samples below which an Apdex score is of a small group (Apdex 1.1, section 5)."""


@dataclass(frozen=True)
class Measured:
    """What was counted of some requests. Ratios of none are None."""

    calls: int = 0
    refused: int = 0
    errors: int = 0
    timed: int = 0
    satisfied: int = 0
    tolerating: int = 0
    p50: float | None = None
    p95: float | None = None
    p99: float | None = None
    longest: float | None = None

    @classmethod
    def of(cls, row: Mapping[str, Any], suffix: str = "") -> Measured:
        """Of a row that a query answered."""
        counts = {name: int(row[name + suffix]) for name in COUNTS}
        if not counts["timed"]:
            return cls(**counts)
        p50, p95, p99 = row["quantiles" + suffix]
        return cls(**counts, p50=p50, p95=p95, p99=p99, longest=row["longest" + suffix])

    @property
    def apdex(self) -> float | None:
        """(satisfied + tolerating / 2) / samples."""
        return _share(self.satisfied + self.tolerating / 2, self.timed)

    @property
    def error_rate(self) -> float | None:
        """The share that failed with 5xx."""
        return _share(self.errors, self.calls)

    @property
    def refused_rate(self) -> float | None:
        """The share that was refused with 4xx."""
        return _share(self.refused, self.calls)

    @property
    def uptime(self) -> float | None:
        """The share that did not fail."""
        return _share(self.calls - self.errors, self.calls)


COUNTS = ("calls", "refused", "errors", "timed", "satisfied", "tolerating")


@dataclass(frozen=True)
class Budget:
    """How many calls may fail by an objective, and how many did."""

    percent: float
    calls: int
    errors: int

    @property
    def allowed(self) -> float:
        """Calls that may fail; part of one counts, too."""
        return self.calls * of_million(self.percent) / 1_000_000

    @property
    def left(self) -> float:
        """What is left of that; less than nothing where more failed."""
        return self.allowed - self.errors

    @property
    def used(self) -> float | None:
        """Which share of the budget is used; None where there is none."""
        return _share(self.errors, self.allowed)


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def of_million(percent: float) -> int:
    """How many calls of a million may fail; a whole number, since 100 - 99.9 is not 0.1 in binary."""
    return round((100 - percent) * 10_000)
