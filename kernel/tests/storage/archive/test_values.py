"""Values of every type go through a line of JSON and through either database, and are the same afterwards."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tortoise import fields

from omni_kernel.storage import security
from omni_kernel.storage.archive.errors import Damaged, Refused
from omni_kernel.storage.archive.shape import Table, tables
from omni_kernel.storage.archive.stores import Store, digest, read, store_of, typed
from omni_kernel.storage.archive.values import Digest, Kind, kind_of_type, plain, python, sqlite
from omni_kernel.storage.database import App
from omni_sdk.models import PlatformModel, to_text
from omni_sdk.testing import postgres

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=64)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive
VALUES: dict[str, tuple[Kind, Any, st.SearchStrategy[Any]]] = {
    "flag": ("bool", fields.BooleanField(null=True), st.booleans()),
    "small": ("int", fields.SmallIntField(null=True), st.integers(-(2**15), 2**15 - 1)),
    "whole": ("int", fields.IntField(null=True), st.integers(-(2**31), 2**31 - 1)),
    "big": ("int", fields.BigIntField(null=True), st.integers(-(2**63), 2**63 - 1)),
    "real": ("float", fields.FloatField(null=True), NUMBERS | st.just(float("inf"))),
    "exact": (
        "decimal",
        fields.DecimalField(max_digits=20, decimal_places=4, null=True),
        st.decimals(-(10**15), 10**15, places=4),
    ),
    "word": ("text", fields.CharField(max_length=200, null=True), TEXTS.filter(lambda text: len(text) < 200)),
    "body": ("text", fields.TextField(null=True), TEXTS),
    "octets": ("bytes", fields.BinaryField(null=True), st.binary()),
    "day": ("date", fields.DateField(null=True), st.dates()),
    "moment": ("datetime", fields.DatetimeField(null=True), MOMENTS),
    "span": ("int", fields.TimeDeltaField(null=True), st.integers(-(2**62), 2**62)),
    "other": ("uuid", fields.UUIDField(null=True), st.uuids()),
    "data": ("json", fields.JSONField(null=True), DATA.map(to_text)),
    "id": ("uuid", None, st.uuids()),
    "created_at": ("datetime", None, MOMENTS),
}
COLUMNS = sorted(VALUES)
KINDS = [VALUES[name][0] for name in COLUMNS]
NEEDED = {"id", "created_at"}
ROWS = st.lists(
    st.tuples(*(VALUES[name][2] if name in NEEDED else st.none() | VALUES[name][2] for name in COLUMNS)),
    max_size=5,
    unique_by=lambda row: row[COLUMNS.index("id")],
)
# SQLite's JSON columns keep a number alone as a number: this one comes back as 61083459324750496.
EXAMPLE = {"id": UUID(int=1), "created_at": datetime(2026, 1, 1, tzinfo=UTC), "data": "6.10834593247505e+16"}
TABLE = Table("p_test__thing", dict(zip(COLUMNS, KINDS, strict=True)), "id", "p_test")


def _meta() -> type:
    return type("Meta", (), {"table": TABLE.name})


METACLASS: Any = type(PlatformModel)
Thing = METACLASS(
    "Thing",
    (PlatformModel,),
    {**{name: field for name, (_, field, _) in VALUES.items() if field}, "Meta": _meta(), "__module__": __name__},
)


def summed(rows: Any) -> tuple[int, str]:
    """Of the rows as they are."""
    found = Digest(KINDS)
    for row in rows:
        found.add(row)
    return found.rows, found.hex()


@given(ROWS)
def test_through_a_line_of_json(rows: Any) -> None:
    """As a backup has them."""
    lines = [json.dumps([plain(kind, value) for kind, value in zip(KINDS, row, strict=True)], ensure_ascii=False) for row in rows]
    back = [tuple(python(kind, value) for kind, value in zip(KINDS, json.loads(line), strict=True)) for line in lines]
    assert back == rows
    assert summed(reversed(back)) == summed(rows)


@given(ROWS)
def test_through_sqlites_own_forms(rows: Any) -> None:
    """What is written there is read back."""
    for row in rows:
        assert tuple(python(kind, sqlite(kind, value)) for kind, value in zip(KINDS, row, strict=True)) == row


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
@example(rows=[tuple(EXAMPLE.get(name) for name in COLUMNS)])
async def test_through_the_database(opened: Any, rows: Any) -> None:
    """Of this run: rows come back, in batches and in order of their key, with the same hash."""
    database = await opened(Thing)
    if database.dialect == "postgres":
        async with database.transaction():
            await security.secure(database._client(), database.apps)
    async with store_of(database.url) as store:
        (table,) = tables([App("p_test", [Thing], None)], {TABLE.name: (await store.columns())[TABLE.name]}, await store.keys())
        assert table == TABLE
        async with store.transaction():
            await loosened(store)
            await store.clear([table.name])
            await store.insert(table, rows)
            await store.tighten([table.name])
        found = [row async for batch in read(store, table) for row in batch]
        assert [row[COLUMNS.index("id")] for row in found] == sorted(row[COLUMNS.index("id")] for row in rows)
        assert summed(found) == summed(rows)
        if found:
            first = found[0][COLUMNS.index("id")]
            assert [row async for batch in read(store, table, first) for row in batch] == found[1:]
        assert (await digest(store, table)).hex() == summed(rows)[1]
    await database.close()


async def loosened(store: Store) -> None:
    """As a restore does."""
    await store.prepare_state()
    await store.loosen()


def test_hashes_see_what_values_mean() -> None:
    """However a database keeps them; and tell apart what differs."""
    same: list[tuple[Kind, Any, Any]] = [
        ("json", '{"a": 1, "b": [1.0, 1e22]}', '{"b":[1,10000000000000000000000],"a":1.00}'),
        ("decimal", Decimal("1.50"), Decimal("1.5")),
        ("decimal", Decimal("0.0"), Decimal("-0")),
        ("decimal", Decimal(100), Decimal("1E+2")),
    ]
    other: list[tuple[Kind, Any, Any]] = [
        ("json", '{"a": 1}', '{"a": "1"}'), ("json", "null", None), ("json", "[1, 2]", "[2, 1]"), ("text", "", None),
        ("text", "1", "1 "), ("decimal", Decimal("1.5"), Decimal(15)), ("float", 0.3, 0.1 + 0.2), ("bytes", b"", None),
        ("json", "1", "true"), ("json", '{"number": "1e0"}', "1"),
    ]  # fmt: skip
    for kind, one, two in same:
        assert _one(kind, one) == _one(kind, two), (kind, one, two)
    for kind, one, two in other:
        assert _one(kind, one) != _one(kind, two), (kind, one, two)


def _one(kind: Kind, value: Any) -> str:
    found = Digest([kind])
    found.add([value])
    return found.hex()


@pytest.mark.parametrize(
    ("declared", "kind"),
    [
        ("CHAR(36)", "uuid"), ("uuid", "uuid"), ("TIMESTAMP", "datetime"), ("timestamp with time zone", "datetime"), ("DATE", "date"),
        ("time with time zone", "time"), ("numeric(20,4)", "decimal"), ("VARCHAR(40)", "text"), ("character varying(9)", "text"),
        ("JSON", "json"), ("jsonb", "json"), ("boolean", "bool"), ("INT", "int"), ("integer", "int"), ("bigint", "int"),
        ("double precision", "float"), ("REAL", "float"), ("BLOB", "bytes"), ("bytea", "bytes"), ("TEXT", "text"),
    ],
)  # fmt: skip
def test_kinds_of_tables_that_no_model_has(declared: str, kind: Kind) -> None:
    """As either database declares them."""
    assert kind_of_type(declared) == kind


def test_times() -> None:
    """Without a zone they are taken for UTC, as the models take them; others are brought there."""
    assert python("datetime", "2026-01-01 12:00:00") == datetime(2026, 1, 1, 12, tzinfo=UTC)
    east = datetime(2026, 1, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert sqlite("datetime", python("datetime", east)) == "2026-01-01 10:00:00+00:00"
    assert python("time", "12:00:00") == time(12, tzinfo=UTC)
    assert python("date", "2026-01-01") == date(2026, 1, 1)


def test_what_is_no_such_value_is_named() -> None:
    """Table, column, row and way out."""
    table = Table("t", {"id": "uuid", "when": "datetime"}, "id", None)
    with pytest.raises(Damaged, match=r"t\.when of the row 00000000-.*1 holds 'soon', which is no datetime: mend it"):
        typed(table, [str(UUID(int=1)), "soon"])


def test_a_field_that_nobody_knows_is_refused() -> None:
    """Rather than carried over wrongly."""

    class Odd(fields.Field[Any], dict):  # type: ignore[type-arg]  # a plugin's own
        SQL_TYPE = "ODD"

    made = METACLASS(
        "Odd", (PlatformModel,), {"odd": Odd(), "Meta": type("Meta", (), {"table": "p_test__odd"}), "__module__": __name__}
    )
    with pytest.raises(Refused, match=r"Odd\.odd is a Odd, which cannot be carried over"):
        tables([App("p_test", [made], None)], {}, {})


def test_a_url_that_is_no_database() -> None:
    """With the way out."""
    with pytest.raises(Refused, match="use sqlite:///absolute"):
        store_of("mysql://x")


async def test_what_cannot_be_reached(tmp_path: Any) -> None:
    """With the way out."""
    with pytest.raises(Refused, match="run omni init"):
        async with store_of(f"sqlite://{tmp_path / 'none.db'}"):
            pass
    if postgres.wanted():
        with pytest.raises(Exception, match="see that the server runs"):
            async with store_of(postgres.database_url("none")):
                pass
