"""What the report asks: four expressions, of the raw durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from omni_analytics import Events, Period, RequestParameters, requests_of

from .measures import of_million

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Expr
    from ibis.expr.types import Table as Relation

QUANTILES = (0.5, 0.95, 0.99)
TOLERATED = 4
"""Times the threshold (Apdex 1.1, section 3)."""


def numbers(requests: Relation, threshold: float, within: BooleanValue | None = None) -> dict[str, Any]:
    """What is counted of requests: of all, or of those that the condition holds for."""

    def count(condition: Any) -> Any:
        return requests.count(where=condition if within is None else condition & within)

    fine: Any = requests.status.fill_null(0) < 500
    seconds: Any = requests.seconds
    return {
        "calls": requests.count(where=within),
        "refused": count((requests.status >= 400) & (requests.status < 500)),
        "errors": count(requests.status >= 500),
        "timed": count(seconds.notnull()),
        "satisfied": count(fine & (seconds <= threshold)),
        "tolerating": count(fine & (seconds > threshold) & (seconds <= TOLERATED * threshold)),
        "quantiles": seconds.quantile(list(QUANTILES), where=within),
        "longest": seconds.max(where=within),
    }


def meant(events: Events, period: Period, asked: RequestParameters) -> Relation:
    """The requests of the period that the filters leave."""
    requests = requests_of(events.during(period.start, period.end).table)
    return requests.filter(asked.wanted(requests))


def totals(events: Events, period: Period, asked: RequestParameters, threshold: float) -> Expr:
    """One row: each number `…_now` over the period, and `…_before` over what it is compared with."""
    spans = [span for span in (period, period.previous) if span]
    requests = requests_of(events.during(min(span.start for span in spans), max(span.end for span in spans)).table)
    requests = requests.filter(asked.wanted(requests))
    found: dict[str, Any] = {}
    for name, span in zip(("now", "before"), spans, strict=False):
        within = span.holds(requests.time)
        found |= {f"{one}_{name}": number for one, number in numbers(requests, threshold, within).items()}
    return requests.aggregate(**found)


def series(events: Events, period: Period, asked: RequestParameters, threshold: float) -> Expr:
    """A row for each step in which something happened."""
    requests = meant(events, period, asked)
    return requests.group_by(step=period.step(requests.time)).aggregate(**numbers(requests, threshold))


def routes(events: Events, period: Period, asked: RequestParameters, threshold: float) -> Expr:
    """A row for each route."""
    requests = meant(events, period, asked)
    return requests.group_by("route", "plugin").aggregate(**numbers(requests, threshold))


def minutes(events: Events, period: Period, asked: RequestParameters, percent: float) -> Expr:
    """One row: how many minutes had calls, and in how many of these the objective was met."""
    requests = meant(events, period, asked)
    counted = requests.group_by(minute=requests.time.truncate("m")).aggregate(
        calls=requests.count(), errors=requests.count(where=requests.status >= 500)
    )
    met: Any = counted.errors * 1_000_000 <= counted.calls * of_million(percent)
    return counted.aggregate(minutes=counted.count(), good=counted.count(where=met))
