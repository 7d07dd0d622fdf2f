"""What formats share: how a cell reads, what a report says before its first number, and how its bytes are made."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from math import isfinite
from typing import TypeAlias, TypeVar

from .period import Period
from .report import Cell, Column, Figure, Kind, Report

T = TypeVar("T")
Say: TypeAlias = Callable[[str], str]
"""From an English text to the reader's language: `ctx.locale.text`."""
KIND_UNITS: dict[Kind, str] = {"seconds": "s", "bytes": "B"}
WORDS: tuple[str, ...] = (
    "Report", "Tenant", "Period", "Time zone", "Steps", "Compared with", "State", "Not over yet: numbers may still grow",
    "Generated", "hour", "day", "week", "month",
)  # fmt: skip
"""All that `facts_of` says: what a format's translations hold."""


def zone_of(report: Report) -> tzinfo:
    """Where the report's times are shown: the zone of its period, or UTC where it is about none."""
    return report.period.zone if report.period else UTC


def local(moment: datetime, zone: tzinfo) -> datetime:
    """A time in a zone; one that says no zone is what clocks there show."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(zone)
    except OverflowError:  # within hours of the year 1 or 10,000
        return moment


def finite(cell: Cell) -> bool:
    """Whether it is a value that a file can hold: everything but infinite numbers, and those that are none."""
    if isinstance(cell, float):
        return isfinite(cell)
    return not isinstance(cell, Decimal) or cell.is_finite()


def time_text(moment: datetime, zone: tzinfo) -> str:
    """A time by RFC 3339, in a zone."""
    at = local(moment, zone)
    # Before 1900 or so, clocks were off by minutes and seconds, which RFC 3339 cannot write.
    if (at.utcoffset() or timedelta()).seconds % 60:
        at = local(at, UTC)
    return at.isoformat()


def decimal_text(number: Decimal) -> str:
    """A decimal with all its digits, and no exponent unless it would be long."""
    return f"{number:f}" if abs(number.adjusted()) < 40 else str(number)


def text_of(cell: Cell, zone: tzinfo) -> str:
    """A cell as programs read it: ISO 8601, a decimal point, nothing for None and for what is no finite number."""
    if isinstance(cell, str):
        return cell
    if cell is None or not finite(cell):
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return time_text(cell, zone)
    if isinstance(cell, date):
        return cell.isoformat()
    return decimal_text(cell) if isinstance(cell, Decimal) else repr(cell)


def heading_of(column: Column) -> str:
    """A column's title with its unit, which cells do not tell: `Revenue (EUR)`, `Waiting (s)`."""
    unit = column.unit or KIND_UNITS.get(column.kind, "")
    return f"{column.title} ({unit})" if unit else column.title


def change(figure: Figure) -> float | None:
    """How a figure differs from what it was before, as a share of that; None where that says nothing."""
    now, before = _number(figure.value), _number(figure.previous)
    return (now - before) / abs(before) if now is not None and before else None


def _number(cell: Cell) -> float | None:
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal) or not finite(cell):
        return None
    try:
        return float(cell)
    except OverflowError:
        return None


def facts_of(report: Report, say: Say) -> list[tuple[str, str]]:
    """What a reader must know before the first number: title and value, those of the period labelled as not over if so."""
    found = [(say("Report"), report.title), (say("Tenant"), report.tenant)]
    zone, period = zone_of(report), report.period
    if period:
        found += [(say("Period"), span(period)), (say("Time zone"), str(zone)), (say("Steps"), say(period.group))]
        if period.partial:
            found.append((say("State"), say("Not over yet: numbers may still grow")))
        if period.previous:
            found.append((say("Compared with"), span(period.previous)))
    made = local(report.generated, zone)
    return [*found, (say("Generated"), f"{made:%Y-%m-%d %H:%M:%S} {made.tzname()}")]


def span(period: Period) -> str:
    """From the first to the last day, or to the minute where it does not end with a day: `2026-03-01 - 2026-03-31`."""
    start, end = local(period.start, period.zone), local(period.end, period.zone)
    last = local(period.end - timedelta(microseconds=1), period.zone)
    # Where clocks skip midnight, days begin later: a period is of whole days if no other day is touched.
    if _first(start) and _first(end):
        return str(start.date()) if start.date() == last.date() else f"{start.date()} - {last.date()}"
    return f"{start:%Y-%m-%d %H:%M} - {end:%Y-%m-%d %H:%M}"


def _first(at: datetime) -> bool:
    """Whether a day begins then."""
    before = local(at.astimezone(UTC) - timedelta(microseconds=1), at.tzinfo or UTC)
    return before.date() < at.date()


def unique_name(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number behind it, so that nobody has it yet, whatever its case."""
    used, found, number = {other.casefold() for other in taken}, name, 2
    while found.casefold() in used:
        found, number = f"{name} ({number})", number + 1
    return found


async def threaded(work: Callable[[], T], stop: Callable[[], object] = lambda: None) -> T:
    """What it gives, made in a thread so that nobody else waits; when this is cancelled, `stop` is called and it is waited for."""
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        stop()
        await asyncio.wait([task])
        if not task.cancelled():
            task.exception()  # it is nobody's any more
        raise


async def streamed(chunks: Generator[bytes, None, None]) -> AsyncGenerator[bytes, None]:
    """The chunks, each made in a thread; whoever stops reading early stops their making, too."""
    try:
        while (chunk := await threaded(lambda: next(chunks, None))) is not None:
            yield chunk
    finally:
        chunks.close()
