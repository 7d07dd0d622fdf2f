"""The believable year: the same for the same seed, and believable."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute  # pa.compute
import pytest

from omni_analytics.demo.fill import _days, fill
from omni_analytics.demo.year import DAYS, INCIDENT_BEFORE, Year
from omni_analytics.ingest.plan import PLAN
from omni_analytics.models import SegmentRow
from omni_analytics.plugin import plugin as hub
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni

ZONE = ZoneInfo("Europe/Zurich")
NOW = datetime(2026, 11, 4, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def year() -> pa.Table:
    """All of it."""
    return pa.concat_tables(_days(Year(NOW, ZONE), "CHF", Random("1:first")).values())


def test_the_same_for_the_same_seed(year: pa.Table) -> None:
    """And another one for another."""
    again = pa.concat_tables(_days(Year(NOW, ZONE), "CHF", Random("1:first")).values())
    other = pa.concat_tables(_days(Year(NOW, ZONE), "CHF", Random("2:first")).values())
    assert year.equals(again)
    assert not year.equals(other)


def test_is_a_year_until_now(year: pa.Table) -> None:
    """Ids are unique, nothing is ahead of now, and there is something on every day."""
    rows = year.select(["message_id", "time"]).to_pydict()
    assert len(set(rows["message_id"])) == year.num_rows > 50_000
    assert max(rows["time"]) <= NOW.replace(tzinfo=None)
    assert len({moment.replace(tzinfo=UTC).astimezone(ZONE).date() for moment in rows["time"]}) == DAYS


def test_grows_and_rests_on_sundays(year: pa.Table) -> None:
    """The last quarter has more traffic than the first; a Sunday less than a Tuesday."""
    requests = year.filter(pa.compute.equal(year["type"], "request"))
    days = Counter(moment.date() for moment in requests["time"].to_pylist())
    ordered = [days[day] for day in sorted(days)]
    assert sum(ordered[-91:]) > 1.5 * sum(ordered[:91])
    weekdays = Counter[int]()
    for day, count in days.items():
        weekdays[day.weekday()] += count
    assert weekdays[6] * 2 < weekdays[1]


def test_has_an_incident(year: pa.Table) -> None:
    """On one day much more failed than on all others."""
    failed = year.filter(pa.compute.greater_equal(year["status"], 500))
    days = Counter(moment.replace(tzinfo=UTC).astimezone(ZONE).date() for moment in failed["time"].to_pylist())
    (worst, count), (_, second) = days.most_common(2)
    assert worst == (NOW.astimezone(ZONE) - timedelta(days=INCIDENT_BEFORE)).date()
    assert count > 3 * second


def test_keeps_to_the_tracking_plan(year: pa.Table) -> None:
    """Every business event is one that the doors would take."""
    import json

    tracked = year.filter(pa.compute.equal(year["type"], "track")).select(["name", "properties"])
    names = set()
    for row in tracked.to_pylist():
        PLAN[row["name"]].model.model_validate(json.loads(row["properties"]))
        names.add(row["name"])
    assert names >= {"subscription.started", "subscription.cancelled", "invoice.paid", "payment.refunded", "feature.used"}


async def test_fills_a_tenant_once(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Doing it again changes nothing."""
    await omni_app.enable(hub, tenant)
    await omni_app.command(hub, fill, 7, within=tenant)
    async with omni_app.inside(hub, tenant):
        first = await SegmentRow.all().order_by("name").values_list("name", "rows")
    assert len(first) >= DAYS
    (told,) = await omni_app.command(hub, fill, 7, within=tenant)
    assert "is there already" in told
    async with omni_app.inside(hub, tenant):
        assert await SegmentRow.all().order_by("name").values_list("name", "rows") == first
