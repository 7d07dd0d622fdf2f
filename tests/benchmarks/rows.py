"""What is measured, as data: a row of the table, with its target where it has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median


@dataclass(frozen=True)
class Target:
    """At least (`least`) or at most `value`."""

    value: float
    least: bool

    def met(self, measured: float) -> bool:
        """Is it reached?"""
        return measured >= self.value if self.least else measured <= self.value


@dataclass(frozen=True)
class Row:
    """One line: the middle value and its range; `note` has what stands behind it."""

    name: str
    unit: str
    value: float
    low: float
    high: float
    target: Target | None = None
    note: str = ""
    profiled: str = ""
    """Which profile tells why a target was missed."""

    @property
    def met(self) -> bool | None:
        """Is the target reached? None where there is none."""
        return None if self.target is None else self.target.met(self.value)


def row_of(
    name: str, unit: str, values: Sequence[float], *, target: Target | None = None, note: str = "", profiled: str = ""
) -> Row:
    """The median of what was measured."""
    return Row(name, unit, median(values), min(values), max(values), target, note, profiled)


def at_least(value: float) -> Target:
    """The more the better."""
    return Target(value, least=True)


def at_most(value: float) -> Target:
    """The less the better."""
    return Target(value, least=False)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of them lies, nearest rank."""
    return sorted(values)[ceil(len(values) * share) - 1]
