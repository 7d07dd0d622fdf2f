"""The mail of a report: its figures as people write them, its period, and its file or a link to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from omni_analytics.contract.cells import change, finite, local, zone_of
from omni_analytics.contract.period import Period
from omni_analytics.contract.report import Cell, Figure, Kind, Report
from omni_sdk import Context

if TYPE_CHECKING:
    from babel import Locale

NONE = DASH = "\u2013"
STEPS = (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


@dataclass(frozen=True)
class Shown:
    """A figure as the mail shows it; `tone` says whether its change is `good`, `bad` or neither."""

    title: str
    value: str
    change: str = ""
    before: str = ""
    tone: str = ""


class Writer:
    """Writes numbers and days as people of a language do (CLDR, by Babel)."""

    def __init__(self, ctx: Context[Any], zone: tzinfo) -> None:
        self._ctx, self._zone, self._locale = ctx, zone, locale_of(ctx.locale.language)

    def cell(self, value: Cell, kind: Kind, unit: str) -> str:
        """A value, with its unit."""
        if value is None or not finite(value):
            return NONE
        if isinstance(value, bool):
            return self._ctx.locale.text("yes" if value else "no")
        if isinstance(value, str):
            return line(value)
        if isinstance(value, date):
            return self._day(value)
        return self._number(value, kind, unit)

    def _day(self, value: date) -> str:
        from babel.dates import format_datetime

        if isinstance(value, datetime):
            return str(format_datetime(local(value, self._zone), "medium", locale=self._locale))
        return self.day(value)

    def day(self, value: date) -> str:
        """`1 March 2026`."""
        from babel.dates import format_date

        return str(format_date(value, "long", locale=self._locale))

    def _number(self, value: float | Decimal, kind: Kind, unit: str) -> str:
        special: dict[Kind, Callable[[Any, str], str]] = {
            "percent": lambda n, _: self.percent(n),
            "money": lambda n, code: self._ctx.locale.money(Decimal(str(n)), code) if code else self.plain(n),
            "seconds": lambda n, _: self.seconds(float(n)),
            "bytes": lambda n, _: self.bytes(float(n)),
        }
        if kind in special:
            return special[kind](value, unit)
        return f"{self.plain(value)} {line(unit)}".strip()

    def plain(self, value: float | Decimal) -> str:
        """With separators of thousands, and two places at most."""
        from babel.numbers import format_decimal

        return str(format_decimal(value, "#,##0.##", locale=self._locale))

    def percent(self, share: float | Decimal) -> str:
        """A share of 1."""
        from babel.numbers import format_percent

        return str(format_percent(round(Decimal(str(share)), 3), locale=self._locale, decimal_quantization=False))

    def seconds(self, value: float) -> str:
        """In the unit that leaves few digits."""
        if abs(value) < 1:
            return f"{self.plain(value * 1000)} ms"
        return f"{self.plain(value)} s" if abs(value) < 120 else f"{self.plain(value / 60)} min"

    def bytes(self, value: float) -> str:
        """The same."""
        unit, size = next(((unit, size) for unit, size in STEPS if abs(value) >= size), ("B", 1))
        return f"{self.plain(round(value / size, 1))} {unit}"

    def period(self, period: Period) -> str:
        """`1 March 2026` to `31 March 2026`, or a day."""
        first = local(period.start, period.zone).date()
        last = max(first, local(period.end - timedelta(microseconds=1), period.zone).date())
        return self.day(first) if first == last else f"{self.day(first)} {DASH} {self.day(last)}"

    def moment(self, at: datetime) -> str:
        """A time, with its zone."""
        from babel.dates import format_time

        here = local(at, self._zone)
        return f"{self.day(here.date())}, {format_time(here, 'short', locale=self._locale)} {here.tzname()}"

    def figure(self, figure: Figure) -> Shown:
        """With how it changed, where that says something."""
        title, value = line(figure.title), self.cell(figure.value, figure.kind, figure.unit)
        if figure.previous is None:
            return Shown(title, value)
        before = self.cell(figure.previous, figure.kind, figure.unit)
        by = change(figure)
        return Shown(title, value, self._by(figure, by), before, tone(figure, by))

    def _by(self, figure: Figure, by: float | None) -> str:
        if by is None:
            return ""
        if figure.kind == "percent":
            points = (float(str(figure.value)) - float(str(figure.previous))) * 100
            return f"{signed(points)}{self.plain(abs(round(points, 1)))} {self._ctx.locale.text('percentage points')}"
        return signed(by) + self.percent(abs(by))


def locale_of(language: str) -> Locale:
    """Babel's, or English where it knows none."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def signed(number: float) -> str:
    """With a sign that is a minus, not a hyphen."""
    return "+" if number > 0 else "−" if number < 0 else "±"  # noqa: RUF001


def tone(figure: Figure, by: float | None) -> str:
    """Whether a change is to be welcomed."""
    if not by or figure.better is None:
        return ""
    return "good" if (by > 0) == (figure.better == "up") else "bad"


def line(text: str) -> str:
    """Text in one line: what comes from people may not begin another one in a mail."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def subject(ctx: Context[Any], name: str, report: Report) -> str:
    """The schedule's name and the period."""
    period = f": {Writer(ctx, zone_of(report)).period(report.period)}" if report.period else ""
    return line(f"{name}{period}")[:400]


def values(ctx: Context[Any], report: Report, name: str, owner: str) -> dict[str, Any]:
    """What the templates say of a report."""
    writer, period = Writer(ctx, zone_of(report)), report.period
    return {
        "subject": subject(ctx, name, report),
        "name": line(name),
        "title": line(report.title),
        "tenant": line(report.tenant),
        "owner": line(owner),
        "period": writer.period(period) if period else "",
        "zone": str(period.zone) if period else "",
        "partial": bool(period and period.partial),
        "compared": writer.period(period.previous) if period and period.previous else "",
        "figures": figures(writer, report.result.figures),
        "notes": [line(note) for note in report.result.notes],
        "empty": report.result.empty,
    }


def figures(writer: Writer, shown: Sequence[Figure]) -> list[Shown]:
    """All of them."""
    return [writer.figure(figure) for figure in shown]
