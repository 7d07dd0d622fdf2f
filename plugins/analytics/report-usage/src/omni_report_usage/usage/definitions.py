"""What each number of the report means; the same stands in the analytics guide."""

from collections.abc import Callable, Sequence

from omni_analytics import Definition

DEFINITIONS: Sequence[Definition] = (
    Definition(
        "calls",
        "Calls",
        "Requests that were answered, whatever the answer; those that fit the filters.",
        "calls = count(events where type = 'request' and start ≤ time < end)",
    ),
    Definition(
        "people",
        "Unique users",
        "Different people who called. Calls by API key, and by nobody who is known, count for no person.",
        "people = count(distinct person), person is not null",
    ),
    Definition(
        "keys",
        "Active API keys",
        "Different API keys that called.",
        "keys = count(distinct key), key is not null",
    ),
    Definition(
        "dau",
        "Daily active users",
        "Different people with at least one call on a day in the time zone of the report.",
        "DAU(d) = count(distinct person where local day = d)",
        "Common usage, e.g. Amplitude, Mixpanel, PostHog",
    ),
    Definition(
        "wau",
        "Weekly active users",
        "Different people with at least one call in the seven days that end with a day, that day included.",
        "WAU(d) = count(distinct person where d - 6 ≤ local day ≤ d)",
        "Common usage, e.g. Amplitude, Mixpanel, PostHog",
    ),
    Definition(
        "mau",
        "Monthly active users",
        "Different people with at least one call in the 30 days that end with a day, that day included.",
        "MAU(d) = count(distinct person where d - 29 ≤ local day ≤ d)",
        "Common usage, e.g. Amplitude, Mixpanel, PostHog",
    ),
    Definition(
        "stickiness",
        "Stickiness",
        "Which share of the month's people came on a day; none where nobody came in that month.",
        "DAU(d) / MAU(d)",
        "Common usage, e.g. Amplitude, Mixpanel, PostHog",
    ),
    Definition(
        "daily_of_weekly",
        "Daily of weekly users",
        "Which share of the week's people came on a day; none where nobody came in that week.",
        "DAU(d) / WAU(d)",
        "Common usage, e.g. Amplitude, Mixpanel, PostHog",
    ),
    Definition(
        "bandwidth",
        "Bandwidth",
        "Bytes of the bodies of requests and answers, without headers; streams until their end.",
        "bandwidth = sum(bytes_in) + sum(bytes_out)",
    ),
    Definition(
        "refused",
        "Refused calls",
        "Calls that were answered with a status from 400 to 499.",
        "refused = count(400 ≤ status < 500)",
        "RFC 9110, section 15.5",
    ),
    Definition(
        "errors",
        "Server errors",
        "Calls that were answered with a status of 500 or above.",
        "errors = count(status ≥ 500)",
        "RFC 9110, section 15.6",
    ),
    Definition(
        "share",
        "Share of calls",
        "Calls of a row, of all calls of the report; none where there are no calls.",
        "calls of the row / calls",
    ),
)
QUOTA: Sequence[Definition] = (
    Definition(
        "quota_used",
        "Calls this month",
        "All calls of the calendar month that the period ends in, up to now, whatever the filters.",
        "used = count(requests where month start ≤ time < min(month end, now))",
    ),
    Definition(
        "quota_share",
        "Quota used",
        "Calls of that month, of those that the quota allows.",
        "used / quota",
    ),
    Definition(
        "quota_projected",
        "Projected calls this month",
        "Calls at the end of that month if they go on as they came.",
        "used * (month end - month start) / (min(month end, now) - month start)",
    ),
)


def told(definitions: Sequence[Definition], say: Callable[[str], str]) -> list[Definition]:
    """In the reader's language; formulas and sources stay as they are."""
    return [Definition(one.name, say(one.title), say(one.text), one.formula, one.source) for one in definitions]
