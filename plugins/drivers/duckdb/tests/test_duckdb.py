"""The warehouse in DuckDB: what is put in comes out, by several processes at once, within the limits of the operator."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from random_events import DAY, MIDNIGHT, ROWS, numbered, table

from omni_analytics import SCHEMA, WAREHOUSE, Segment, arrow_schema, events_table
from omni_driver_duckdb import copies as copying
from omni_driver_duckdb.driver import DuckDB
from omni_sdk.drivers import BlobsDown
from omni_sdk.errors import Invalid, NotFound, Unavailable

EVENTS = events_table()
COUNT = EVENTS.count().name("n").as_table()
SUPPORT = Path(__file__).parent / "support"
A, B, C = (EVENTS.select(**{name: "message_id"}) for name in "abc")
HEAVY = A.cross_join(B).cross_join(C).filter(lambda t: (t.a + t.b).length() * 3 == t.c.length()).count().name("n").as_table()
"""Takes for ever on a few thousand events."""


def until(true: Callable[[], object], what: str) -> None:
    """Wait until it is."""
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, what


async def number(warehouse: DuckDB, blobs: Any, segments: list[Segment]) -> int:
    """How many events there are."""
    return int((await warehouse.query(blobs, segments, COUNT))["n"][0].as_py())


def files(folder: Path, pattern: str = "*.parquet") -> list[str]:
    """Names of the files in it."""
    return sorted(path.name for path in folder.rglob(pattern))


def test_it_is_found_by_its_name() -> None:
    """An operator writes `use = "duckdb"`, and need not: it is the default."""
    (found,) = entry_points(group="omni.drivers.warehouse", name="duckdb")
    assert found.load() is DuckDB
    assert WAREHOUSE.default == "duckdb"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lots=st.lists(ROWS, min_size=1, max_size=3))
async def test_the_same_rows_come_out(warehouse: DuckDB, blobs: Any, lots: list[list[dict[str, Any]]]) -> None:
    """Every type, at its limits, and what is unknown; from several files."""
    tables = [table(rows) for rows in lots]
    segments = [await warehouse.write(blobs, f"events/{n}.parquet", DAY, each) for n, each in enumerate(tables)]
    assert [segment.rows for segment in segments] == [each.num_rows for each in tables]
    found = await warehouse.query(blobs, segments, EVENTS)
    wanted = sorted(map(repr, pa.concat_tables(tables).to_pylist()))
    assert sorted(map(repr, found.cast(arrow_schema()).to_pylist())) == wanted


async def test_nothing_there(warehouse: DuckDB, blobs: Any) -> None:
    """Without a segment there is a table with all columns, of the same types, and no row."""
    empty = await warehouse.query(blobs, [], EVENTS)
    held = await warehouse.query(blobs, [await warehouse.write(blobs, "events/a.parquet", DAY, numbered(3))], EVENTS)
    assert (empty.num_rows, held.num_rows) == (0, 3)
    assert empty.schema == held.schema
    assert empty.column_names == list(SCHEMA)


async def test_only_what_is_named_is_read(warehouse: DuckDB, blobs: Any) -> None:
    """A file that nobody lists is there, and counts for nothing."""
    one = await warehouse.write(blobs, "events/one.parquet", DAY, numbered(3))
    await warehouse.write(blobs, "events/two.parquet", DAY, numbered(5))
    assert await number(warehouse, blobs, [one]) == 3


async def test_tables_that_a_query_brings_along(warehouse: DuckDB, blobs: Any) -> None:
    """They are joined, and gone afterwards."""
    segment = await warehouse.write(blobs, "events/a.parquet", DAY, numbered(5))
    known = ibis.memtable(pa.table({"message_id": ["1", "4", "9"]}))
    found = await warehouse.query(
        blobs, [segment], EVENTS.semi_join(known, "message_id").select("message_id").order_by("message_id")
    )
    assert found.to_pylist() == [{"message_id": "1"}, {"message_id": "4"}]


async def test_a_segment_is_fetched_once(made: Any, blobs: Any) -> None:
    """By whoever did not write it; whoever did has it already."""
    writer, reader = made("writer"), made("reader")
    segment = await writer.write(blobs, "events/a.parquet", DAY, numbered(3))
    for _ in range(2):
        assert await number(writer, blobs, [segment]) == 3
    assert blobs.reads == []
    for _ in range(2):
        assert await number(reader, blobs, [segment]) == 3
    assert blobs.reads == ["events/a.parquet"]


async def test_a_copy_that_is_broken_is_fetched_anew(warehouse: DuckDB, blobs: Any, tmp_path: Path) -> None:
    """Cut off, or removed by somebody who cleans up."""
    segment = await warehouse.write(blobs, "events/a.parquet", DAY, numbered(3))
    (copy,) = (tmp_path / "copies").rglob("a.parquet")
    copy.write_bytes(copy.read_bytes()[:100])
    assert await number(warehouse, blobs, [segment]) == 3
    copy.unlink()
    assert await number(warehouse, blobs, [segment]) == 3


async def test_a_segment_that_is_damaged_in_the_store(made: Any, blobs: Any) -> None:
    """It is said which, and what to do; nothing of it is kept."""
    segment = await made("writer").write(blobs, "events/a.parquet", DAY, numbered(3))
    await blobs.write(segment.name, b"PAR1", media_type="application/vnd.apache.parquet")
    with pytest.raises(BlobsDown, match=r"'events/a.parquet' has 4 bytes, and was written with \d+"):
        await number(made("reader"), blobs, [segment])


async def test_a_segment_that_is_gone(made: Any, blobs: Any, tmp_path: Path) -> None:
    """`NotFound`, and nothing half-written stays."""
    segment = await made("writer").write(blobs, "events/a.parquet", DAY, numbered(3))
    await blobs.delete(segment.name)
    with pytest.raises(NotFound):
        await number(made("reader"), blobs, [segment])
    assert files(tmp_path / "reader", "*.part") == []


async def test_dropped(warehouse: DuckDB, blobs: Any, tmp_path: Path) -> None:
    """The file is gone and its copy, too; a second time does no harm."""
    segment = await warehouse.write(blobs, "events/a.parquet", DAY, numbered(3))
    for _ in range(2):
        await warehouse.drop(blobs, segment.name)
    assert [name async for name in blobs.list()] == []
    assert files(tmp_path / "copies") == []


async def test_what_another_process_dropped_goes_here_too(
    made: Any, blobs: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of what holds somebody who was erased does not stay behind, whether it is asked for or not."""
    monkeypatch.setattr(copying, "LOOK_AGAIN", 0.0)
    ours, theirs = made("ours"), made("theirs")
    one, two = [await ours.write(blobs, f"events/{name}.parquet", DAY, numbered(3)) for name in ("one", "two")]
    await theirs.drop(blobs, one.name)
    await number(ours, blobs, [two])
    assert files(tmp_path / "ours") == ["two.parquet"]


async def test_copies_are_removed_for_lack_of_room(made: Any, blobs: Any, tmp_path: Path) -> None:
    """Those that were used least recently; never those that are asked for."""
    writer, reader = made("writer"), made("reader", cache_bytes=2**20)
    noise = [numbered(3000, properties=os.urandom(150).hex()) for _ in range(4)]
    wide = [
        each.set_column(each.schema.get_field_index("context"), "context", pa.array([os.urandom(150).hex() for _ in range(3000)]))
        for each in noise
    ]
    segments = [await writer.write(blobs, f"events/{n}.parquet", DAY, each) for n, each in enumerate(wide)]
    assert sum(segment.size for segment in segments[:2]) < 2**20 < sum(segment.size for segment in segments[:3])
    for segment in segments[:2]:
        await number(reader, blobs, [segment])
    (first,) = (tmp_path / "reader").rglob("0.parquet")
    os.utime(first, (time.time() + 60,) * 2)  # used after the other one
    await number(reader, blobs, [segments[2]])
    assert files(tmp_path / "reader") == ["0.parquet", "2.parquet"]
    assert await number(reader, blobs, segments) == 12_000, "all are asked for: all are there"


async def test_copies_that_nobody_uses(made: Any, blobs: Any, tmp_path: Path) -> None:
    """They go after some days, and what was left half-written after an hour."""
    writer, reader = made("writer"), made("reader", cache_days=3)
    one, two = [await writer.write(blobs, f"events/{name}.parquet", DAY, numbered(3)) for name in ("one", "two")]
    await number(reader, blobs, [one])
    (copy,) = (tmp_path / "reader").rglob("one.parquet")
    left = copy.with_suffix(".part")
    left.write_bytes(b"half")
    for path, days in ((copy, 4), (left, 1)):
        os.utime(path, (time.time() - days * 86_400,) * 2)
    await number(reader, blobs, [two])
    assert files(tmp_path / "reader", "*.p*") == ["two.parquet"]


async def test_a_copy_that_is_removed_before_it_is_opened(made: Any, blobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """By another process that lacks room: it is fetched again, and given up where that never ends."""
    warehouse = made()
    segment = await warehouse.write(blobs, "events/a.parquet", DAY, numbered(3))
    times, real = [2], copying.Copies.present

    async def present(self: copying.Copies, *args: Any) -> list[Path]:
        paths = await real(self, *args)
        if times[0]:
            times[0] -= 1
            paths[0].unlink()
        return paths

    monkeypatch.setattr(copying.Copies, "present", present)
    assert await number(warehouse, blobs, [segment]) == 3
    times[0] = 100
    with pytest.raises(Unavailable, match="cache_bytes"):
        await number(warehouse, blobs, [segment])


async def test_a_query_that_takes_too_long(made: Any, blobs: Any) -> None:
    """It ends, the caller is told, and the next one is served."""
    warehouse = made(seconds=0.3, queries=1)
    segment = await warehouse.write(blobs, "events/a.parquet", DAY, numbered(5000))
    with pytest.raises(Unavailable, match=r"longer than 0\.3 s: ask for a shorter period"):
        await warehouse.query(blobs, [segment], HEAVY)
    assert await number(warehouse, blobs, [segment]) == 5000


async def test_a_caller_who_goes_away(made: Any, blobs: Any, tmp_path: Path) -> None:
    """The query ends with it, and leaves neither a thread nor a folder behind."""
    warehouse = made(queries=1)
    segment = await warehouse.write(blobs, "events/a.parquet", DAY, numbered(5000))
    task = asyncio.create_task(warehouse.query(blobs, [segment], HEAVY))
    spilled = tmp_path / "copies" / "spilled"
    await asyncio.to_thread(until, lambda: any(spilled.glob("*")), "it runs")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(task, 20)
    assert not list(spilled.glob("*"))
    assert await number(warehouse, blobs, [segment]) == 5000


LARGE = 400_000


def wide(count: int) -> pa.Table:
    """Events that are larger than a small memory."""
    base = {name: [None] * count for name in SCHEMA}
    texts = {"source": "events", "type": "track", "name": "x"}
    ids = [f"{n:0>40}" for n in range(count)]
    told = {name: [text] * count for name, text in texts.items()} | {name: [MIDNIGHT] * count for name in ("time", "received")}
    columns = base | told | {"message_id": ids, "properties": [f"{n:x>150}" for n in range(count)]}
    return pa.table(columns, schema=arrow_schema())


async def test_a_query_larger_than_its_memory_writes_to_disk(made: Any, blobs: Any, tmp_path: Path) -> None:
    """And removes it afterwards; where it may not, it says so, and the process goes on."""
    with_room = made(memory_mb=64, threads=1)
    segment = await with_room.write(blobs, "events/a.parquet", DAY, wide(LARGE))
    groups = EVENTS.group_by("message_id").agg(most=EVENTS.properties.max())
    groups = groups.agg(size=groups.most.length().sum(), n=groups.count())
    found = await with_room.query(blobs, [segment], groups)
    assert found.to_pylist() == [{"size": 150 * LARGE, "n": LARGE}]
    assert files(tmp_path / "copies" / "spilled", "*") == []
    without = made(memory_mb=64, threads=1, spill_mb=0)
    with pytest.raises(Unavailable, match=r"more than the 64 MiB .* memory_mb or spill_mb"):
        await without.query(blobs, [segment], groups)
    assert await number(without, blobs, [segment]) == LARGE


async def test_an_expression_that_fails_on_the_data(warehouse: DuckDB, blobs: Any) -> None:
    """It is the caller's, and the caller is told what was wrong."""
    segment = await warehouse.write(blobs, "events/a.parquet", DAY, numbered(3, properties="no number"))
    with pytest.raises(Invalid, match="no number"):
        await warehouse.query(blobs, [segment], EVENTS.select(n=EVENTS.properties.cast("int64")))


async def test_nobodys_view_answers_nothing(tmp_path: Path, blobs: Any) -> None:
    """Without a tenant there is nothing to ask."""
    with pytest.raises(LookupError, match="nobody's view"):
        await number(DuckDB(DuckDB.Config(cache=tmp_path)), blobs, [])


@pytest.mark.parametrize("wrong", [{"memory_mb": 1}, {"queries": 0}, {"seconds": 0}, {"cache_days": 0}, {"memory": 5}])
def test_configuration_that_cannot_be(wrong: dict[str, int]) -> None:
    """It is refused when it is read."""
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        DuckDB.Config.model_validate(wrong)


async def run(*command: str) -> str:
    """A Python program to its end; what it said."""
    program = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=PIPE, stderr=STDOUT)
    said, _ = await asyncio.wait_for(program.communicate(), 120)
    return said.decode() or (f"exit code {program.returncode}" if program.returncode else "")


async def test_processes_that_write_read_and_drop_at_once(made: Any, blobs: Any, tmp_path: Path, someone: Any) -> None:
    """In one folder of copies, with too little room: each finds all of what it names, whole."""
    command = [str(SUPPORT / "busy_process.py"), str(tmp_path), str(someone.id)]
    told = await asyncio.gather(*(run(*command, name) for name in "abc"))
    assert told == [""] * 3
    left = [name async for name in blobs.list("events")]
    sizes = [(await blobs.stat(name)).size for name in left]
    segments = [Segment(name, DAY, 500, size) for name, size in zip(left, sizes, strict=True)]
    assert await number(made(), blobs, segments) == 500 * len(left) == 500 * 3 * 5
