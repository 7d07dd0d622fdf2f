"""What the report asks: four expressions at most, whatever is grouped and compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omni_analytics import Events, Period, RequestParameters, requests_of

from .people import ROLLING

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Expr
    from ibis.expr.types import Table as Relation

DIMENSIONS = ("route", "plugin", "key", "status")


def totals(events: Events, period: Period, asked: RequestParameters, month: Period | None) -> Expr:
    """One row: each number `…_now` over the period, `…_before` over what it is compared with; `month`, all calls of it."""
    spans = [span for span in (period, period.previous, month) if span]
    requests = requests_of(events.during(min(span.start for span in spans), max(span.end for span in spans)).table)
    wanted = asked.wanted(requests)
    found: dict[str, Any] = {}
    for name, span in (("now", period), ("before", period.previous)):
        if span is not None:
            within = span.holds(requests.time) & wanted
            found |= {f"{one}_{name}": number for one, number in numbers(requests, within).items()}
    if month is not None:
        found["month"] = requests.count(where=month.holds(requests.time))
    return requests.aggregate(**found)


def numbers(requests: Relation, within: BooleanValue | None = None) -> dict[str, Any]:
    """What is counted of requests: of all, or of those that the condition holds for."""

    def summed(column: str) -> Any:
        return requests[column].sum(where=within).fill_null(0).cast("int64")

    errors: Any = requests.status >= 500
    refused: Any = (requests.status >= 400) & (requests.status < 500)
    return {
        "calls": requests.count(where=within),
        "people": requests.person.nunique(where=within),
        "keys": requests.key.nunique(where=within),
        "refused": requests.count(where=refused if within is None else refused & within),
        "errors": requests.count(where=errors if within is None else errors & within),
        "bytes_in": summed("bytes_in"),
        "bytes_out": summed("bytes_out"),
    }


def meant(events: Events, period: Period, asked: RequestParameters) -> Relation:
    """The requests of the period that the filters leave."""
    requests = requests_of(events.during(period.start, period.end).table)
    return requests.filter(asked.wanted(requests))


def series(events: Events, period: Period, asked: RequestParameters) -> Expr:
    """A row for each step in which something happened."""
    requests = meant(events, period, asked)
    return requests.group_by(step=period.step(requests.time)).aggregate(**numbers(requests))


def breakdown(events: Events, period: Period, asked: RequestParameters) -> Expr:
    """A row for each value of each dimension: `dimension`, `value`, of routes the `plugin`, and numbers."""
    import ibis

    requests = meant(events, period, asked)
    parts = []
    for dimension in DIMENSIONS:
        plugin = requests.plugin if dimension == "route" else ibis.null("string")
        grouped = requests.group_by(value=requests[dimension].cast("string"), plugin=plugin)
        parts.append(grouped.aggregate(dimension=ibis.literal(dimension), **numbers(requests)))
    return ibis.union(*parts, distinct=False)


def active(events: Events, period: Period, asked: RequestParameters) -> Expr:
    """How many people were active on a `day`, and then again no sooner than `gap` days later: `ROLLING` at most.

    Days are numbered from 1970-01-01, in the zone of the period. See `people.rolled` for what comes of it.
    """
    import ibis

    spans = [span.since(ROLLING) for span in (period, period.previous) if span]
    start, end = min(span.start for span in spans), max(span.end for span in spans)
    requests = requests_of(events.during(start, end).table)
    held: Any = spans[0].holds(requests.time)
    for span in spans[1:]:
        held |= span.holds(requests.time)
    requests = requests.filter(held & asked.wanted(requests) & requests.person.notnull())
    around = Period(start, end, period.zone, "day", period.now)
    days = requests.select("person", day=around.local(requests.time).epoch_seconds() // 86400).distinct()
    each = ibis.window(group_by="person", order_by="day")
    days = days.mutate(later=days.day.lead().over(each) - days.day)
    days = days.select("day", gap=ibis.cases((days.later.between(1, ROLLING - 1), days.later), else_=ROLLING))
    return days.group_by("day", "gap").aggregate(people=days.count())
