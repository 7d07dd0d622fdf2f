"""The writer: from batches to rows, each event once; nothing that comes in stops it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from faulty_warehouse import Faulty, Killed, killed
from pydantic_core import to_json
from written_events import event, ids, send

from omni_analytics import WAREHOUSE
from omni_analytics.ingest import writer
from omni_analytics.ingest.log import keep
from omni_analytics.models import IngestLog, Rejected, SegmentRow
from omni_analytics.plugin import plugin
from omni_sdk import Tenant
from omni_sdk.drivers import BlobsDown
from omni_sdk.testing import RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni

NOW = datetime.now(UTC)


async def test_sent_again(omni_app: RunningOmni, tenant: Tenant) -> None:
    """In one batch, in the next one, after it was written, on the next day: the first one counts."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, event("a", time=NOW - timedelta(days=3)), event("a"), event("b"))
        await send(ctx, event("b"), event("c"))
        assert await writer.write_some(ctx) == 3
        await send(ctx, event("a", time=NOW - timedelta(days=4)), event("b", time=NOW - timedelta(days=1)), event("c"))
        assert await writer.write_some(ctx) == 0, "all were there"
        assert await writer.write_some(ctx) is None, "and the log is empty"
        assert await ids(ctx) == ["a", "b", "c"]
        assert len(await SegmentRow.all()) == 2, "a file for each day, and none for nothing"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"7", b"null", b'{"batch": 5}', b'{"batch": null}', b'["x"]', b"[[]]", b'[{"message_id": {}}]'],
)
@pytest.mark.parametrize("form", ["batch", "call", "events", "requests"])
async def test_what_cannot_be_read_stops_nobody(omni_app: RunningOmni, tenant: Tenant, form: str, body: bytes) -> None:
    """It is refused with its reason, and what came with it is written."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, event("before"))
        await keep(ctx, form, "segment", body, 1)
        await send(ctx, event("after"))
        while await writer.write_some(ctx) is not None:
            continue
        assert await ids(ctx) == ["after", "before"]
        assert not await IngestLog.all().count()
        (refused,) = await Rejected.all()
        assert refused.reason
        assert refused.source == "segment"


async def test_what_no_segment_can_hold(omni_app: RunningOmni, tenant: Tenant) -> None:
    """A number larger than its column, an amount that is none: refused, and the others are written."""
    await omni_app.enable(plugin, tenant)
    counted = {"id": "r", "time": NOW, "route": "x", "method": "GET", "status": 10**12, "seconds": 1, "plugin": "p"}
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, event("good"))
        await keep(ctx, "requests", "request", to_json([counted]), 1)
        await send(
            ctx,
            {
                "name": "account.signed_up",
                "message_id": "odd",
                "user_id": "u",
                "properties": {"amount": "much", "currency": "EUR"},
            },
        )
        while await writer.write_some(ctx) is not None:
            continue
        assert "good" in await ids(ctx)
        assert not await IngestLog.all().count()
        assert await Rejected.all().count() + len(await ids(ctx)) == 3, "each is somewhere"


async def test_texts_that_a_database_cannot_hold(omni_app: RunningOmni, tenant: Tenant) -> None:
    """PostgreSQL keeps no NUL: what was refused is listed all the same."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, event("a\0b", name="in\0voice", time="never"))
        assert await writer.write_some(ctx) == 0
        (refused,) = await Rejected.all()
        assert "\0" not in refused.message_id + refused.name + refused.reason + refused.message
        assert refused.message_id.startswith("a")


async def test_all_refused(omni_app: RunningOmni, tenant: Tenant) -> None:
    """A batch without one good event leaves the log, too; no empty file is made."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, {"name": "invoice.paid", "user_id": "u", "properties": {"amount": "x"}})
        assert await writer.write_some(ctx) == 0
        assert await writer.write_some(ctx) is None
        assert (await SegmentRow.all().count(), await Rejected.all().count()) == (0, 1)


async def test_a_large_log_is_written_by_and_by(omni_app: RunningOmni, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many events, so many batches, so many bytes at once; a batch larger than that alone."""
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        for lot in range(6):
            await send(ctx, *(event(f"{lot}-{n}") for n in range(10)))
        size = len((await IngestLog.all())[0].body)
        monkeypatch.setattr(writer, "MOST_BYTES", 2 * size + 10)
        assert await writer.write_some(ctx) == 20
        monkeypatch.setattr(writer, "MOST_BYTES", 1)
        assert await writer.write_some(ctx) == 10
        monkeypatch.setattr(writer, "MOST_BYTES", 2**30)
        monkeypatch.setattr(writer, "MOST_BATCHES", 2)
        assert await writer.write_some(ctx) == 20
        assert await writer.write_some(ctx) == 10
        assert await writer.write_some(ctx) is None


async def test_a_store_that_is_away(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, run_jobs: RunJobs) -> None:
    """The job is tried again, and events wait in the log; what a dead letter left is written by the schedule."""
    await omni_app.enable(plugin, tenant)
    real = omni_app.kernel.drivers.get(WAREHOUSE)
    faulty = Faulty(real)
    omni_app.kernel.drivers.put(WAREHOUSE, faulty)

    async def away() -> None:
        faulty.happens["before write"] = away  # and the next time, too
        raise BlobsDown("no route to the store")

    faulty.happens["before write"] = away
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, event("a"))
        for _ in range(3):
            clock.advance(timedelta(minutes=1))
            await run_jobs(writer.write)
        assert (await IngestLog.all().count(), await ids(ctx)) == (1, [])
        faulty.happens.clear()
        clock.advance(timedelta(minutes=6))
        await run_jobs()
        assert (await IngestLog.all().count(), await ids(ctx)) == (0, ["a"])


async def test_killed_between_file_and_list(omni_app: RunningOmni, tenant: Tenant) -> None:
    """The file is there, and nobody reads it; who tries again writes the same one, and no second."""
    await omni_app.enable(plugin, tenant)
    faulty = Faulty(omni_app.kernel.drivers.get(WAREHOUSE))
    omni_app.kernel.drivers.put(WAREHOUSE, faulty)
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, event("a"))
        faulty.happens["after write"] = killed
        with pytest.raises(Killed):
            await writer.write_some(ctx)
        left = [name async for name in ctx.blobs.list("events")]
        assert (len(left), await ids(ctx)) == (1, [])
        assert await writer.write_some(ctx) == 1
        assert [name async for name in ctx.blobs.list("events")] == left
        assert await ids(ctx) == ["a"]


async def test_a_writer_that_stood_still(omni_app: RunningOmni, tenant: Tenant) -> None:
    """It goes on when another one has written its batches, and changes nothing."""
    await omni_app.enable(plugin, tenant)
    faulty = Faulty(omni_app.kernel.drivers.get(WAREHOUSE))
    omni_app.kernel.drivers.put(WAREHOUSE, faulty)
    async with omni_app.inside(plugin, tenant) as ctx:
        await send(ctx, event("a"))

        async def the_other() -> None:
            assert await writer.write_some(ctx) == 1
            await send(ctx, event("a"), event("b"))
            assert await writer.write_some(ctx) == 1

        faulty.happens["before write"] = the_other
        assert await writer.write_some(ctx) == 0
        assert await writer.write_some(ctx) is None
        assert await ids(ctx) == ["a", "b"]
