"""Compaction, retention, the removal of files, the export and the end of a tenant's data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_events import event, ids, send, written

from omni_analytics import Segment
from omni_analytics.models import Delivery, IngestLog, Ledger, Rejected, Retired, Run, SegmentRow, Sending
from omni_analytics.plugin import plugin
from omni_analytics.reports.jobs import compute_run
from omni_analytics.segments.ledger import Stale, changing, clearing, list_of, listed, replacing
from omni_analytics.segments.reading import events_of
from omni_analytics.upkeep import clearance, compaction, export, jobs, retention
from omni_sdk import Tenant
from omni_sdk.errors import Unavailable
from omni_sdk.testing import Client, RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni

NOW = datetime.now(UTC)
DAY = NOW.date()


def segments(rows: list[int]) -> list[Segment]:
    """Of one day, with so many rows."""
    return [Segment(f"s{n:03}", DAY, count, 1) for n, count in enumerate(rows)]


ROWS = st.lists(st.integers(1, 700_000), max_size=60)


def settled(there: list[Segment], choose: Callable[[list[Segment]], list[Segment]]) -> tuple[list[Segment], int]:
    """What is left when nothing is to be compacted any more, and how many events were written anew for that."""
    moved = 0
    while lot := choose(there):
        total = sum(one.rows for one in lot)
        assert len(lot) > 1
        assert total <= compaction.MOST_ROWS
        moved += total
        there = [one for one in there if one not in lot] + [Segment(f"c{moved:09}", DAY, total, 1)]
    return there, moved


@given(rows=ROWS, limit=st.integers(1, 10))
def test_what_is_compacted(rows: list[int], limit: int) -> None:
    """Never a segment that is too large, never one alone; in the end few of each size are left, or large ones."""
    there, _ = settled(segments(rows), lambda those: compaction.chosen(those, limit))
    assert sum(one.rows for one in there) == sum(rows)
    small = Counter(one.rows.bit_length() // 2 for one in there if one.rows <= compaction.MOST_ROWS // 2)
    assert all(count <= limit for count in small.values()), small


@given(rows=ROWS)
def test_what_is_compacted_in_the_end(rows: list[int]) -> None:
    """No two are left that one could hold."""
    there, _ = settled(segments(rows), compaction.together)
    least = sorted(one.rows for one in there)[:2]
    assert sum(one.rows for one in there) == sum(rows)
    assert len(least) < 2 or sum(least) > compaction.MOST_ROWS


@pytest.mark.parametrize("size", [1, 100, 997])
def test_events_are_not_written_anew_with_each_segment(size: int) -> None:
    """A thousand small segments, one after the other: each event moves a few times, not hundreds of times."""
    there: list[Segment] = []
    moved = most = 0
    for number in range(1000):
        there, more = settled([*there, Segment(f"s{number:04}", DAY, size, 1)], lambda those: compaction.chosen(those, 8))
        moved, most = moved + more, max(most, len(there))
    assert moved <= 4 * size * 1000
    assert most <= 40


async def test_a_day_of_many_writes(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, run_jobs: RunJobs) -> None:
    """Its segments become few by themselves; the events are the same, and old files stay for who reads them."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        reader = None
        for number in range(12):
            await written(ctx, event(f"{number:02}", time=NOW - timedelta(days=1)))
            reader = reader or await events_of(ctx)
        assert await SegmentRow.all().count() == 12
        await run_jobs(compaction.compact_day)
        assert await SegmentRow.all().count() == 1
        assert await ids(ctx) == [f"{number:02}" for number in range(12)]
        assert reader is not None
        assert (await reader.query(reader.table.count().name("n").as_table()))["n"].to_pylist() == [1]
        before = {name async for name in ctx.blobs.list("events")}
        clock.advance(timedelta(minutes=61))
        assert await clearance.clear(ctx) == 12
        after = {name async for name in ctx.blobs.list("events")}
        assert after == {str(row.name) for row in await SegmentRow.all()} < before
        assert not await Retired.all().count()


async def test_the_night(omni_app: RunningOmni, tenant: Tenant, run_jobs: RunJobs) -> None:
    """Days that are over have one segment each afterwards; a second night has nothing to do."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        for number in range(6):
            await written(ctx, event(f"{number}", time=NOW - timedelta(days=5 + number % 2)))
        await ctx.jobs.enqueue(jobs.tend())
        await run_jobs(jobs.tend)
        held = await SegmentRow.all().order_by("id")
        assert sorted(one.rows for one in held) == [3, 3]
        await ctx.jobs.enqueue(jobs.tend())
        await run_jobs(jobs.tend)
        assert await SegmentRow.all().order_by("id") == held
        assert await ids(ctx) == [str(number) for number in range(6)]


async def test_a_file_that_was_never_listed(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """It goes after an hour, not before: somebody may be about to list it."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, event("a"))
        await ctx.blobs.write("events/day=2026-01-01/left.parquet", b"PAR1", media_type="application/vnd.apache.parquet")
        await ctx.blobs.write("runs/x/report.json", b"{}", media_type="application/json")
        assert await clearance.clear(ctx) == 0
        clock.advance(timedelta(minutes=61))
        assert await clearance.clear(ctx) == 1
        assert await ids(ctx) == ["a"]
        assert [name async for name in ctx.blobs.list("runs")] == ["runs/x/report.json"], "the hub's other files stay"


async def test_nobody_lists_what_is_being_removed(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Who wrote a file before the clearing, and lists it after, is refused, whichever way it changes the list."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, event("a"))
        version, there = await listed(ctx)
        async with clearing(ctx):
            pass
        for change in (changing(ctx, version), replacing(ctx, version, there)):
            with pytest.raises(Stale):
                async with change:
                    await list_of([])
        version, there = await listed(ctx)
        async with replacing(ctx, version, there):
            await list_of(there)
        with pytest.raises(Stale, match="replaced meanwhile"):
            async with replacing(ctx, version, [*there, Segment("events/no.parquet", DAY, 1, 1)]):
                pass


async def test_retention(omni_app: RunningOmni, tenant: Tenant, client: Client, clock: SetClock) -> None:
    """Whole UTC days go, and reports, their sendings and rejected events; the last day that is kept stays whole."""
    await omni_app.enable(plugin, tenant, retention_days=10, report_days=5)
    async with omni_app.inside(plugin, tenant) as ctx:
        midnight = datetime.combine(DAY, datetime.min.time(), UTC) - timedelta(days=10)
        await written(ctx, event("kept", time=midnight), event("gone", time=midnight - timedelta(microseconds=1)), event("new"))
        old = await Run.create(type="x", title="x", parameters={}, actor="system:x", state="done")
        await Run.create(type="x", title="x", parameters={}, actor="system:x", state="running", job_id=uuid4())
        job = await ctx.jobs.enqueue(compute_run(uuid4()), after=timedelta(days=300))
        under_way = await Run.create(type="x", title="x", parameters={}, actor="system:x", state="queued", job_id=job.id)
        await ctx.blobs.write(f"runs/{old.id}/report.json", b"{}", media_type="application/json")
        sending = await Sending.create(schedule_id=uuid4(), job_id=uuid4(), due=NOW)
        await Delivery.create(sending_id=sending.id, recipient="ann@example.com")
        await Rejected.create(received=NOW, source="events", message_id="", name="", reason="x", message="{}")
        assert await retention.forget(ctx) == {"events": 1, "rejected": 0, "reports": 0, "sendings": 0}
        assert await ids(ctx) == ["kept", "new"]
        clock.advance(timedelta(days=6))
        assert await retention.forget(ctx) == {"events": 1, "rejected": 0, "reports": 2, "sendings": 1}, (
            "a job that is gone says no more"
        )
        assert [run.id for run in await Run.all()] == [under_way.id]
        assert [name async for name in ctx.blobs.list("runs")] == []
        assert await Delivery.all().count() == 0
        clock.advance(timedelta(days=25))
        assert await retention.forget(ctx) == {"events": 1, "rejected": 1, "reports": 0, "sendings": 0}
        assert await ids(ctx) == []
        async with client(tenant) as http:
            assert (await http.get("/api/v1/analytics/report-types")).is_success, "the tenant goes on"


async def test_all_events_are_handed_out(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    """A line of JSON each, the tenant's own alone; times are UTC, and amounts keep their digits."""
    for each in (tenant, other_tenant):
        await omni_app.enable(plugin, each)
    async with omni_app.inside(plugin, other_tenant) as ctx:
        await written(ctx, event("theirs"))
    paid = {"invoice_id": "1", "amount": "12.340000", "currency": "EUR"}
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, *(event(f"{number:04}") for number in range(2500)), event("x", name="invoice.paid", properties=paid))
        lines = [json.loads(line) for line in b"".join([chunk async for chunk in export.export(ctx)]).splitlines()]
        assert [line["message_id"] for line in lines if "amount" in line] == ["x"]
        assert sorted(line["message_id"] for line in lines) == await ids(ctx)
        (bill,) = (line for line in lines if "amount" in line)
        assert (bill["amount"], json.loads(bill["properties"])["amount"]) == ("12.340000", "12.340000")
        assert datetime.fromisoformat(bill["time"]).utcoffset() == timedelta()
        assert "route" not in bill


async def test_the_end(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Purged: no file is left, and what was begun before does not pass any more."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, event("a"))
        version, _ = await listed(ctx)
        await export.purge(ctx)
        assert [name async for name in ctx.blobs.list("events")] == []
        assert await ids(ctx) == []
        with pytest.raises(Stale):
            async with changing(ctx, version):
                pass
        await Ledger.all().delete()
        await send(ctx, event("a"))
        await written(ctx)
        assert await ids(ctx) == ["a"], "a new beginning"
        assert not await IngestLog.all().count()


async def test_files_that_go_while_somebody_reads(omni_app: RunningOmni, tenant: Tenant, tmp_path: Any) -> None:
    """Who reads is told to ask again; a file that is listed and not there is another matter."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await written(ctx, event("a"), event("b"))
        reader = await events_of(ctx)
        await retention.forget_events(ctx, DAY + timedelta(days=2))
        await clearance.clear(ctx, timedelta())
        with pytest.raises(Unavailable, match="ask again"):
            await reader.query(reader.table)
