"""What each number of the report means; the same stands in the analytics guide."""

from collections.abc import Callable, Sequence

from omni_analytics import Definition

SRE = "Google, The Site Reliability Workbook, chapter 2"
DEFINITIONS: Sequence[Definition] = (
    Definition(
        "calls",
        "Calls",
        "Requests that were answered, whatever the answer; those that fit the filters.",
        "calls = count(events where type = 'request' and start ≤ time < end)",
    ),
    Definition(
        "percentiles",
        "Median, 95th and 99th percentile",
        "The time that this share of calls took at most: of all single durations, never of averages, with linear interpolation.",
        "of the sorted durations x(0) … x(n-1): h = (n - 1) * p, x(⌊h⌋) + (h - ⌊h⌋) * (x(⌊h⌋ + 1) - x(⌊h⌋))",
        "Hyndman and Fan (1996), Sample Quantiles in Statistical Packages, definition 7",
    ),
    Definition(
        "apdex",
        "Apdex",
        "Satisfied calls were answered within T, tolerated ones within 4T; all others, and server errors, frustrate.",
        "(satisfied + tolerating / 2) / samples; satisfied: seconds ≤ T, tolerating: T < seconds ≤ 4T, status < 500",
        "Apdex Alliance, Application Performance Index Technical Specification 1.1",
    ),
    Definition(
        "error_rate",
        "Error rate",
        "Calls that were answered with a status of 500 or above, of all calls; none where there are no calls.",
        "count(status ≥ 500) / calls",
        "RFC 9110, section 15.6",
    ),
    Definition(
        "refused_rate",
        "Refused calls",
        "Calls that were answered with a status from 400 to 499, of all calls: the caller's errors.",
        "count(400 ≤ status < 500) / calls",
        "RFC 9110, section 15.5",
    ),
    Definition(
        "uptime",
        "Uptime",
        "Calls that did not fail with a status of 500 or above, of all calls; none where there are no calls.",
        "1 - count(status ≥ 500) / calls",
        SRE,
    ),
    Definition(
        "budget",
        "Error budget",
        "How many calls may fail by the objective, which share of these failed, and how many are left.",
        "allowed = calls * (100 - objective) / 100; used = errors / allowed; left = allowed - errors",
        SRE,
    ),
    Definition(
        "good_minutes",
        "Good minutes",
        "Of the minutes with at least one call, those in which the objective was met.",
        "count(minutes where errors / calls ≤ (100 - objective) / 100) / count(minutes)",
        SRE,
    ),
)


def told(definitions: Sequence[Definition], say: Callable[[str], str]) -> list[Definition]:
    """In the reader's language; formulas and sources stay as they are."""
    return [Definition(one.name, say(one.title), say(one.text), one.formula, one.source) for one in definitions]
