"""Lists are walked by key, over a real SQLite, whatever they are sorted by and whatever cursors come in."""

import asyncio
import enum
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from tortoise import fields
from tortoise.context import TortoiseContext
from tortoise.expressions import F

from omni_sdk import Cursor, Items, PlatformModel, SecretField, paginate
from omni_sdk.errors import Invalid

R = TypeVar("R")


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


class Thing(PlatformModel):
    """One column of each kind that may be sorted by, and some that may not."""

    name = fields.CharField(max_length=40)
    note = fields.TextField(null=True)
    size = fields.BigIntField(null=True)
    weight = fields.FloatField(default=0.0)
    price = fields.DecimalField(max_digits=12, decimal_places=2, null=True)
    made = fields.DatetimeField(null=True)
    day = fields.DateField(null=True)
    took = fields.TimeDeltaField(null=True)
    good = fields.BooleanField(default=False)
    owner = fields.UUIDField(null=True)
    colour = fields.CharEnumField(Colour, default=Colour.RED)
    extra: dict[str, Any] = fields.JSONField(default=dict)
    secret = SecretField(null=True)
    hidden = fields.IntField(default=0)

    class Meta:
        table = "p_test__thing"


class ThingInfo(BaseModel):
    id: UUID
    name: str
    note: str | None
    size: int | None
    weight: float
    price: Decimal | None
    made: datetime | None
    day: date | None
    took: timedelta | None
    good: bool
    owner: UUID | None
    colour: Colour
    extra: dict[str, Any] = {}
    secret: str | None = None
    computed: int = 0


SORTABLE = ["id", "name", "note", "size", "weight", "price", "made", "day", "took", "good", "owner", "colour"]


def with_rows(rows: Sequence[dict[str, Any]], test: Callable[[], Coroutine[Any, Any, R]]) -> R:
    """Run the test in a database of its own that holds these rows."""

    async def run() -> R:
        async with TortoiseContext() as database:
            await database.init(db_url="sqlite://:memory:", modules={"models": [__name__]})
            await database.generate_schemas()
            for row in rows:
                await Thing.create(**row)
            return await test()

    # With a factory the runner leaves the loop of other tests alone.
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        return runner.run(run())


async def walk(sort: str | None, limit: int) -> list[ThingInfo]:
    """All items, page by page."""
    found: list[ThingInfo] = []
    cursor = None
    for _ in range(100):
        page = await paginate(Thing.all(), Cursor(cursor=cursor, limit=limit, sort=sort), ThingInfo)
        assert len(page.items) <= limit
        found += page.items
        if page.next is None:
            return found
        cursor = page.next
    raise AssertionError("the walk does not end")


def forged(*parts: object) -> str:
    return urlsafe_b64encode(json.dumps(parts).encode()).rstrip(b"=").decode()


texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
times = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
rows_of_things = st.lists(
    st.fixed_dictionaries(
        {
            "name": texts,
            "note": st.none() | texts | texts.map(lambda text: "long " * 60 + text),
            "size": st.none() | st.integers(-(2**63), 2**63 - 1) | st.integers(0, 2),
            "weight": st.floats(allow_nan=False),
            "price": st.none() | st.decimals(-(10**9), 10**9, places=2),
            "made": st.none() | times | st.sampled_from([datetime(2026, 1, 1, tzinfo=UTC)]),
            "day": st.none() | st.dates(),
            "took": st.none() | st.timedeltas(timedelta(0), timedelta(days=9)),
            "good": st.booleans(),
            "owner": st.none() | st.uuids(),
            "colour": st.sampled_from(Colour),
        }
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(rows=rows_of_things, sort=st.sampled_from(SORTABLE), falling=st.booleans(), limit=st.integers(1, 5))
def test_a_walk_yields_every_row_once_in_order(rows: list[dict[str, Any]], sort: str, falling: bool, limit: int) -> None:
    """Whatever the sort and the page size; rows without a value come last."""
    found = with_rows(rows, lambda: walk(f"-{sort}" if falling else sort, limit))
    assert len({item.id for item in found}) == len(found) == len(rows)
    values = [getattr(item, sort) for item in found]
    present = [value[:200] if sort == "note" else value for value in values if value is not None]
    assert values[len(present) :] == [None] * (len(values) - len(present))
    if sort == "owner":
        present = [str(value) for value in present]
    assert present == sorted(present, reverse=falling)


def test_the_newest_come_first_by_default() -> None:
    """Ids are UUIDv7, so they sort by age."""
    found = with_rows([{"name": str(n)} for n in range(5)], lambda: walk(None, 2))
    assert [item.name for item in found] == ["4", "3", "2", "1", "0"]


def test_rows_that_come_and_go_between_pages_shift_nothing() -> None:
    """A page is cut by key: a row added before it is not seen, and the row the cursor names may be gone."""

    async def test() -> list[str]:
        first = await paginate(Thing.all(), Cursor(limit=2), ThingInfo)
        await Thing.create(name="new")
        await Thing.filter(id=first.items[-1].id).delete()
        second = await paginate(Thing.all(), Cursor(limit=2, cursor=first.next), ThingInfo)
        return [item.name for item in [*first.items, *second.items]]

    assert with_rows([{"name": name} for name in "abcd"], test) == ["d", "c", "b", "a"]


def test_filters_and_annotations_of_the_caller_stay() -> None:
    """The queryset is narrowed and sorted, never widened."""

    async def test() -> tuple[list[str], str | None]:
        rows = Thing.filter(good=True).annotate(twice=F("hidden") + F("hidden"))
        page = await paginate(rows, Cursor(sort="note", limit=5), ThingInfo)
        return [item.name for item in page.items], page.next

    rows = [{"name": name, "good": name in "bd"} for name in "abcd"]
    assert with_rows(rows, test) == (["b", "d"], None)


@pytest.mark.parametrize("sort", ["hidden", "computed", "extra", "secret", "nonsense", "id__in", "", "-", "--id", "pk"])
def test_only_columns_that_are_shown_sort(sort: str) -> None:
    """Neither what the answer hides, nor what it computes, nor JSON, nor secrets."""

    async def test() -> Items[ThingInfo]:
        return await paginate(Thing.all(), Cursor(sort=sort), ThingInfo)

    with pytest.raises(Invalid, match="fields to sort by: colour, day") as caught:
        with_rows([], test)
    assert caught.value.at == "sort"


HOSTILE = [
    "",
    "!",
    "é",
    "\ud800",
    "AAAA",
    "A",
    "[" * 4000,
    urlsafe_b64encode(b"[" * 3000).decode(),
    forged(),
    forged(1),
    forged(2, "size", 1, str(UUID(int=1))),
    forged(1, "-size", 1, str(UUID(int=1))),
    forged(1, "-id", str(UUID(int=1)), str(UUID(int=1))),
    forged(1, "size", 2**63, str(UUID(int=1))),
    forged(1, "size", "one", str(UUID(int=1))),
    forged(1, "size", [], str(UUID(int=1))),
    forged(1, "size", float("inf"), str(UUID(int=1))),
    forged(1, "size", 1, None),
    forged(1, "size", 1, "nope"),
    forged(1, "size", 1, str(UUID(int=1)), "more"),
    forged(1, "size", 1),
    urlsafe_b64encode(b'{"version": 1}').decode(),
    urlsafe_b64encode(b"null").decode(),
    urlsafe_b64encode(b"\xff\xfe").decode(),
]


@pytest.mark.parametrize("cursor", HOSTILE)
def test_hostile_cursors_are_invalid(cursor: str) -> None:
    """Never an error of the server."""

    async def test() -> Items[ThingInfo]:
        return await paginate(Thing.all(), Cursor.model_construct(cursor=cursor, limit=5, sort="size"), ThingInfo)

    with pytest.raises(Invalid) as caught:
        with_rows([], test)
    assert caught.value.at == "cursor"
    assert caught.value.status == 422


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("weight", float("nan")),
        ("price", "NaN"),
        ("name", "a\0"),
        ("name", "\ud800"),
        ("made", "0001-01-01T00:00:00+14:00"),
        ("made", "9999-12-31T23:59:59-14:00"),
        ("owner", "nope"),
        ("colour", "green"),
        ("good", "perhaps"),
        ("name", None),
    ],
)
def test_values_that_no_row_can_have_are_invalid(sort: str, value: object) -> None:
    """They have the column's type, or nearly, and would still upset a database."""

    async def test() -> Items[ThingInfo]:
        return await paginate(Thing.all(), Cursor(cursor=forged(1, sort, value, str(UUID(int=1))), sort=sort), ThingInfo)

    with pytest.raises(Invalid) as caught:
        with_rows([], test)
    assert caught.value.at == "cursor"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("9" * 400),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@settings(deadline=None, max_examples=150)
@given(sort=st.sampled_from(SORTABLE), value=json_values, identity=st.uuids().map(str) | json_values, data=st.data())
def test_forged_cursors_are_invalid_or_harmless(sort: str, value: object, identity: object, data: st.DataObject) -> None:
    """A cursor that looks right but holds anything at all gives a page or `Invalid`, and nothing else."""
    cursor = data.draw(st.just(forged(1, sort, value, identity)) | st.text(max_size=60))

    async def test() -> str:
        try:
            await paginate(Thing.all(), Cursor(cursor=cursor, limit=5, sort=sort), ThingInfo)
        except ValidationError:  # too long for a cursor
            return "cursor"
        except Invalid as error:
            return error.at
        return ""

    assert with_rows([{"name": "one", "size": 1}], test) in {"", "cursor"}


def test_a_cursor_says_only_what_the_row_showed() -> None:
    """It is opaque, not secret: it carries sort key and id, in url-safe characters."""

    async def test() -> Items[ThingInfo]:
        return await paginate(Thing.all(), Cursor(limit=1, sort="name"), ThingInfo)

    page = with_rows([{"name": "a", "secret": None}, {"name": "b"}], test)
    assert page.next is not None
    assert page.next.strip("-_").isalnum()
    assert json.loads(urlsafe_b64decode(page.next + "==")) == [1, "name", "a", str(page.items[0].id)]


@pytest.mark.parametrize("limit", [0, -1, 201, 10**9, "many"])
def test_limits_have_bounds(limit: object) -> None:
    """1 to 200."""
    with pytest.raises(ValidationError):
        Cursor.model_validate({"limit": limit})
