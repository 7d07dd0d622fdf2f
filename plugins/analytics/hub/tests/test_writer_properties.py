"""Whatever happens, in whatever order: the warehouse holds each event once that was sent and is not erased or too old."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from faulty_warehouse import Faulty, Killed, killed
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from omni_analytics import WAREHOUSE, Warehouse
from omni_analytics.ingest import writer
from omni_analytics.ingest.log import keep
from omni_analytics.ingest.writer import write_some
from omni_analytics.models import Erasure, IngestLog, SegmentRow
from omni_analytics.plugin import plugin
from omni_analytics.segments import ledger
from omni_analytics.segments.reading import events_of
from omni_analytics.upkeep import clearance, compaction, erasure, retention
from omni_sdk import Context
from omni_sdk.testing.app import RunningOmni

NOW = datetime.now(UTC)
IDS, DAYS, PEOPLE = 30, 5, 4
SEND = st.lists(st.tuples(st.integers(0, IDS - 1), st.integers(-1, 1)), max_size=8).map(lambda events: ("send", events))
PLACES = st.sampled_from(
    ["before query", "after query", "before write", "after write", "before commit", "after commit", "before drop"]
)
OTHERS = st.one_of(
    st.sampled_from([("write",), ("write",), ("compact",), ("clear",)]),
    SEND,
    st.integers(0, PEOPLE - 1).map(lambda person: ("erase", person)),
)
STEPS = st.lists(
    st.one_of(
        SEND,
        SEND,
        OTHERS,
        st.just(("two writers",)),
        st.integers(1, DAYS).map(lambda day: ("retain", day)),
        st.tuples(st.just("killed"), PLACES, OTHERS),
        st.tuples(st.just("meanwhile"), PLACES, OTHERS, OTHERS),
    ),
    max_size=12,
)
SENT = ("send", [(1, 0), (2, 0)])
TWO_FILES = [SENT, ("write",), ("send", [(1 + DAYS, 0), (1, 0)]), ("write",)]
"""Of one day that is over."""
NUMBERS = count()


@dataclass
class Model:
    """What must be there in the end."""

    sent: list[tuple[str, date]] = field(default_factory=list)
    """In the log or beyond, in order."""
    erased: set[int] = field(default_factory=set)

    def expected(self) -> set[str]:
        """Ids that are held."""
        return {id_ for id_, _ in self.sent if int(id_) % PEOPLE not in self.erased}

    def retain(self, first: date) -> None:
        """All is written, and what is older goes; what is sent again later counts anew."""
        days: dict[str, date] = {}
        for id_, day in self.sent:
            days.setdefault(id_, day)
        self.sent = [(id_, day) for id_, day in days.items() if day >= first]


def time_of(number: int, jitter: int) -> datetime:
    """When an event happened: the same whenever it is sent, but for a day of a clock that was set right meanwhile."""
    return NOW - timedelta(days=number % DAYS + 2, seconds=number) + timedelta(days=jitter)


class World:
    """A tenant, in which the steps are taken."""

    def __init__(self, ctx: Context[Any], warehouse: Faulty) -> None:
        self.ctx, self.warehouse, self.model = ctx, warehouse, Model()
        self.under_way: list[Erasure] = []
        """Whose jobs were killed; they are run again."""

    async def step(self, what: str, *about: Any) -> None:
        """Take one."""
        await getattr(self, f"_{what.replace(' ', '_')}")(*about)

    async def _send(self, events: list[tuple[int, int]]) -> None:
        bodies = [
            {"name": "x", "message_id": str(number), "time": time_of(number, jitter), "user_id": f"u{number % PEOPLE}"}
            for number, jitter in events
        ]
        await keep(self.ctx, "events", "events", to_json(bodies), len(bodies))
        self.model.sent += [
            (str(number), time_of(number, jitter).date()) for number, jitter in events if number % PEOPLE not in self.model.erased
        ]

    async def _write(self) -> None:
        while await write_some(self.ctx) is not None:
            continue

    async def _two_writers(self) -> None:
        await asyncio.gather(self._write(), self._write())

    async def _compact(self) -> None:
        await compaction.compact(self.ctx)

    async def _clear(self) -> None:
        await clearance.clear(self.ctx, timedelta())

    async def _erase(self, person: int) -> None:
        row = await erasure.begin(self.ctx, f"u{person}")
        self.model.erased.add(person)
        self.under_way.append(row)
        await erasure.carry_out(self.ctx, row, lambda _share, _note: None)
        self.under_way.remove(row)

    async def _retain(self, days: int) -> None:
        await self._write()
        first = (NOW - timedelta(days=days + 2)).date()
        await retention.forget_events(self.ctx, first)
        self.model.retain(first)

    async def _killed(self, place: str, other: tuple[Any, ...]) -> None:
        self.warehouse.happens[place] = killed
        with suppress(Killed):
            await self.step(*other)
        self.warehouse.happens.clear()

    async def _meanwhile(self, place: str, one: tuple[Any, ...], other: tuple[Any, ...]) -> None:
        async def happens() -> None:
            await self.step(*other)

        self.warehouse.happens[place] = happens
        await self.step(*one)
        self.warehouse.happens.clear()

    async def held(self) -> list[str]:
        """Ids in the warehouse, as often as they stand there."""
        events = await events_of(self.ctx)
        table = await events.query(events.table.select("message_id"))
        assert table.num_rows == sum([row.rows for row in await SegmentRow.all()]), "what is listed is what is there"
        return sorted(table["message_id"].to_pylist())


@pytest.fixture
def warehouse(omni_app: RunningOmni) -> Iterator[Faulty]:
    """Between the hub and the real one."""
    real: Warehouse = omni_app.kernel.drivers.get(WAREHOUSE)
    faulty = Faulty(real)
    omni_app.kernel.drivers.put(WAREHOUSE, faulty)
    yield faulty
    omni_app.kernel.drivers.put(WAREHOUSE, real)


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch, warehouse: Faulty) -> None:
    """What happens before and after a commit: within the transaction, and when it is done."""

    def told(real: Any) -> Any:
        @asynccontextmanager
        async def around(*args: Any) -> Any:
            before, after = (warehouse.happens.pop(f"{when} commit", None) for when in ("before", "after"))
            if before is not None and before is not killed:
                await before()  # another one's transaction, not in this one
            async with real(*args):
                yield
                if before is killed:
                    raise Killed
            if after is not None:
                await after()

        return around

    for module in (writer, compaction, erasure, retention):
        for name in ("changing", "replacing"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, told(getattr(ledger, name)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[SENT, ("meanwhile", "after write", ("write",), ("clear",))])  # its file is gone when it commits
@example(steps=[SENT, ("meanwhile", "before write", ("write",), ("erase", 1))])  # it has read whom to leave out
@example(steps=[*TWO_FILES, ("meanwhile", "after write", ("compact",), ("clear",))])
@example(steps=[*TWO_FILES, ("meanwhile", "after write", ("compact",), ("compact",))])
@example(steps=[*TWO_FILES, ("meanwhile", "after query", ("compact",), ("erase", 1))])
@example(steps=[*TWO_FILES, ("meanwhile", "after write", ("erase", 1), ("compact",))])
@example(steps=[*TWO_FILES, ("meanwhile", "before write", ("erase", 1), ("write",)), SENT])
async def test_each_event_once(omni_app: RunningOmni, warehouse: Faulty, commits: None, steps: list[tuple[Any, ...]]) -> None:
    """Batches with ids that come again, writes, kills at every place, other work in between."""
    tenant = await omni_app.tenant(f"t-{next(NUMBERS)}")
    await omni_app.enable(plugin, tenant)
    async with omni_app.inside(plugin, tenant) as ctx:
        world = World(ctx, warehouse)
        for step in steps:
            await world.step(*step)
        await world.step("write")
        for row in world.under_way:
            await erasure.carry_out(ctx, row, lambda _share, _note: None)
        assert not await IngestLog.all().count()
        assert sorted(world.model.expected()) == await world.held()
        await world.step("compact")
        await world.step("clear")
        assert sorted(world.model.expected()) == await world.held()
        listed = {str(row.name) for row in await SegmentRow.all()}
        assert listed == {name async for name in ctx.blobs.list("events")}, "nothing is left over"
