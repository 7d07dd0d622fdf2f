"""Paths that read one table."""

from __future__ import annotations

import asyncio
from typing import Any

from tortoise.exceptions import BaseORMException, DoesNotExist, OperationalError
from tortoise.expressions import Case, F, Q, Subquery, Value, When
from tortoise.functions import Avg, Coalesce, Concat, Count, Length, Lower, Max, Min, Sum, Trim, Upper
from tortoise.manager import Manager
from tortoise.queryset import CountQuery, DeleteQuery, QuerySet
from tortoise.transactions import atomic, in_transaction

from omni_access.table import line, path, texts
from omni_access.world import World
from omni_sdk._scope import NoTenant, entered

OURS = ["crossed", "mine"]

# -- beginning from the model ----------------------------------------------------------------------

line("all", lambda w: texts(w.Doc.all()), OURS)
line("all-all", lambda w: texts(w.Doc.all().all()), OURS)
line("filter", lambda w: texts(w.Doc.filter(size__gte=0)), OURS)
line("filter-by-id", lambda w: texts(w.Doc.filter(id=w.their_doc.id)), [])
line("filter-by-pk", lambda w: texts(w.Doc.filter(pk=w.their_doc.id)), [])
line("filter-by-ids", lambda w: texts(w.Doc.filter(id__in=[w.their_doc.id, w.our_doc.id])), ["mine"])
line("filter-by-owner", lambda w: texts(w.Doc.filter(**{w.column: w.owner_b})), [])
line("filter-by-owners", lambda w: texts(w.Doc.filter(**{f"{w.column}__in": [w.owner_a, w.owner_b]})), OURS)
line("filter-by-digest", lambda w: texts(w.Doc.filter(digest="d-theirs")), [])
line("filter-or", lambda w: texts(w.Doc.filter(Q(title="mine") | Q(**{w.column: w.owner_b}))), ["mine"])
line("filter-or-all", lambda w: texts(w.Doc.filter(Q(Q(size__gt=0), ~Q(size__gt=0), join_type="OR"))), OURS)
line("filter-not", lambda w: texts(w.Doc.filter(~Q(**{w.column: w.owner_a}))), [])
line("filter-by-column", lambda w: texts(w.Doc.filter(title=F("title"))), OURS)
line("filter-json", lambda w: texts(w.Doc.filter(record__isnull=True)), OURS)
line("exclude", lambda w: texts(w.Doc.exclude(title="mine")), ["crossed"])
line("exclude-owner", lambda w: texts(w.Doc.exclude(**{w.column: w.owner_a})), [])
line("get", lambda w: w.Doc.get(id=w.their_doc.id), raises=DoesNotExist)
line("get-by-owner-and-title", lambda w: w.Doc.get(**{w.column: w.owner_b, "title": w.their_doc.title}), raises=DoesNotExist)
line("get-or-none", lambda w: w.Doc.get_or_none(id=w.their_doc.id), None)
line("getitem", lambda w: w.Doc[w.their_doc.id], raises=BaseORMException)
line("first", lambda w: w.Doc.filter(size__gt=10).first(), None)
line("first-of-model", lambda w: texts_of_one(w.Doc.first()), "mine")
line("last", lambda w: w.Doc.filter(size__gt=10).last(), None)
line("last-of-model", lambda w: texts_of_one(w.Doc.last()), "crossed")
line("latest", lambda w: w.Doc.latest("size").values_list("title"), ("crossed",))
line("earliest", lambda w: w.Doc.filter(size__gt=10).earliest("size"), None)
line("earliest-of-model", lambda w: w.Doc.earliest("-size").values_list("title"), ("crossed",))
line("in-bulk", lambda w: w.Doc.in_bulk([w.their_doc.id]), {})
line("in-bulk-by-digest", lambda w: w.Doc.in_bulk(["d-theirs"], "digest"), {})
line("count", lambda w: w.Doc.all().count(), 2)
line("count-by-id", lambda w: w.Doc.filter(id=w.their_doc.id).count(), 0)
line("count-beyond", lambda w: w.Doc.all().offset(1).limit(9).count(), 1)
line("count-distinct", lambda w: w.Doc.all().distinct().count(), 2)
line("exists", lambda w: w.Doc.exists(id=w.their_doc.id), gives=False)
line("exists-query", lambda w: w.Doc.filter(digest="d-theirs").exists(), gives=False)
line("contains", lambda w: w.Doc.all().contains(w.their_doc), gives=False)
line("select-for-update", lambda w: texts(w.Doc.select_for_update()), OURS)
line("select-for-update-query", lambda w: texts(w.Doc.all().select_for_update(skip_locked=True)), OURS)
line("fetch-unsaved", lambda w: w.Doc.construct(id=w.their_doc.id).refresh_from_db(), raises=OperationalError, bare=False)


async def texts_of_one(query: Any) -> str:
    """The title of the one row."""
    return str((await query).title)


# -- shaping -------------------------------------------------------------------------------------------

line("slice", lambda w: texts(w.Doc.all().order_by("-size")[0:10]), OURS)
line("limit-offset", lambda w: texts(w.Doc.all().order_by("size").limit(9).offset(1)), ["crossed"])
line("distinct", lambda w: texts(w.Doc.all().distinct()), OURS)
line("only", lambda w: texts(w.Doc.all().only("title")), OURS)
line("index-hints", lambda w: texts(w.Doc.all().use_index("x").force_index("x")), OURS)
line("values", lambda w: w.Doc.filter(size__gt=1).values("title"), [{"title": "crossed"}])
line("values-all", lambda w: names(w.Doc.all().values()), OURS)
line("values-renamed", lambda w: w.Doc.filter(size__gt=1).values(n="title"), [{"n": "crossed"}])
line("values-list", lambda w: w.Doc.filter(size__gt=1).values_list("title", flat=True), ["crossed"])
line("values-of-one", lambda w: w.Doc.get(id=w.their_doc.id).values("title"), raises=DoesNotExist)
line("union", lambda w: texts(w.Doc.all().union(w.Doc.filter(size=100))), OURS)
line("union-all", lambda w: texts(w.Doc.filter(size=1).union(w.their_query, all=True)), ["crossed", "mine", "mine"])
line("union-of-unions", lambda w: texts(w.Doc.filter(size=1).union(w.their_query).union(w.Doc.filter(size=50))), OURS)
line("union-ordered", lambda w: texts(w.Doc.all().union(w.their_query).order_by("-size").limit(9).offset(0)), OURS)
line("union-count", lambda w: w.Doc.all().union(w.Doc.filter(size=100)).count(), 2)


async def names(query: Any) -> list[str]:
    """Titles of dictionaries."""
    return sorted(row["title"] for row in await query)


async def said(w: World) -> bool:
    """The SQL that would run names A, and not B."""
    sql = w.Doc.all().sql(params_inline=True)
    return str(w.owner_a) in sql and str(w.owner_b) not in sql


line("sql", said, gives=True)


@path(gives=False)
async def explain(w: World) -> bool:
    return w.their_doc.title in str(await w.Doc.all().explain())


@path(OURS)
async def iterate(w: World) -> Any:
    return [doc.title async for doc in w.Doc.all()]


@path(OURS)
async def iterate_values(w: World) -> Any:
    return [title async for title in w.Doc.all().values_list("title", flat=True)] + [
        row["title"] async for row in w.Doc.filter(size=100).values("title")
    ]


@path(OURS)
async def iterate_union(w: World) -> Any:
    return [doc.title async for doc in w.Doc.all().union(w.their_query)]


# -- expressions and aggregates -----------------------------------------------------------------------

AGGREGATES = {"n": Count("id"), "sum": Sum("size"), "max": Max("size"), "min": Min("size")}

line("aggregate-average", lambda w: w.Doc.annotate(n=Avg("size")).group_by(w.column).values_list("n", flat=True), [1])
line(
    "aggregate-filtered-q",
    lambda w: w.Doc.annotate(n=Count("id", _filter=Q(size=100))).group_by(w.column).values_list("n"),
    [(0,)],
)
line("annotate-f", lambda w: w.Doc.annotate(n=F("size") * 2).filter(title="mine").values_list("n", flat=True), [2])
line("annotate-value", lambda w: w.Doc.annotate(n=Value("x")).values_list("title", flat=True), OURS)
line("annotate-over-the-owner", lambda w: shadow(w).values_list("title", flat=True), OURS)
line("annotate-over-the-owner-count", lambda w: shadow(w).count(), 2)
line("annotate-over-the-owner-rows", lambda w: texts(shadow(w)), OURS)
line("annotate-over-the-owner-exists", lambda w: shadow(w).filter(id=w.their_doc.id).exists(), gives=False)
line("annotate-over-the-owner-delete", lambda w: shadow(w).delete(), 2)
line("annotate-over-the-owner-update", lambda w: shadow(w).update(size=7), 2)
line("group-by", lambda w: w.Doc.annotate(n=Count("id")).group_by(w.column).values_list("n", flat=True), [2])
line("having", lambda w: w.Doc.annotate(n=Count("id")).filter(n__gte=0).group_by("title").values_list("title", flat=True), OURS)
line("subquery", lambda w: texts(w.Doc.filter(author_id__in=Subquery(w.Author.all().values("id")))), ["mine"])
line("subquery-of-theirs", lambda w: texts(w.Doc.filter(author_id__in=Subquery(w.their_authors.values("id")))), ["mine"])
line("subquery-annotated", lambda w: w.Doc.annotate(n=Subquery(w.Doc.all().limit(1).values(w.column))).count(), 2)
line("subquery-counted", lambda w: w.Doc.annotate(n=Subquery(w.Doc.all().count())).values_list("n", flat=True), [2, 2])
line("subquery-in-q", lambda w: texts(w.Doc.filter(Q(id__in=Subquery(w.their_query.values("id"))))), OURS)


async def totals(w: World) -> Any:
    """Over all rows."""
    return (await w.Doc.annotate(**AGGREGATES).group_by(w.column).values(*AGGREGATES))[0]


line("aggregates", totals, {"n": 2, "sum": 3, "max": 2, "min": 1})


def cases(w: World) -> Any:
    """By the size of each."""
    case = Case(When(size__gte=2, then="big"), default="small")
    return w.Doc.annotate(n=case).values_list("n", flat=True)


line("annotate-case", cases, ["big", "small"])


def functions(w: World) -> Any:
    """Of a column."""
    made = {"u": Upper("title"), "t": Trim(Lower("title")), "l": Length("title"), "c": Coalesce("digest", "none")}
    return w.Doc.annotate(**made, x=Concat("title", "!")).order_by("title").values_list("u", "t", "l")


line("annotate-functions", functions, [("CROSSED", "crossed", 7), ("MINE", "mine", 4)])


def shadow(w: World) -> Any:
    """An annotation with the name of the column that says whose a row is, equal to A for every row."""
    return w.Doc.annotate(**{w.column: Value(str(w.owner_a))})


# -- whose scope counts: that of awaiting ---------------------------------------------------------------

line("written-under-b", lambda w: texts(w.their_query), OURS)
line("written-under-b-narrowed", lambda w: texts(w.their_query.filter(size=100)), [])
line("written-under-b-counted", lambda w: w.their_count, 2)
line("written-under-b-values", lambda w: w.their_values, OURS)


@path(OURS)
async def awaited_under_both(w: World) -> Any:
    with entered(w.b):
        assert len(await w.their_query) == 2
    return await texts(w.their_query)


@path(OURS)
async def task_ends_under_b(w: World) -> Any:
    begun = asyncio.Event()

    async def work() -> Any:
        await begun.wait()
        return await texts(w.Doc.all())

    task = asyncio.create_task(work())  # in A's scope, which is its own from here on
    with entered(w.b):
        begun.set()
        return await task


@path(OURS)
async def task_that_enters_b(w: World) -> Any:
    async def work() -> None:
        with entered(w.b):
            await w.Doc.all()

    await asyncio.gather(work(), work())
    return await texts(w.Doc.all())


@path(OURS)
async def side_by_side(w: World) -> Any:
    async def as_b() -> int:
        with entered(w.b):
            return len(await w.Doc.all())

    found = await asyncio.gather(*(x for _ in range(20) for x in (texts(w.Doc.all()), as_b())))
    assert all(one in (OURS, 2) for one in found)
    return found[0]


@path(OURS)
async def in_a_transaction(w: World) -> Any:
    async with in_transaction() as connection:
        return await texts(w.Doc.all().using_db(connection))


@path(OURS)
async def atomic_function(w: World) -> Any:
    async def inside() -> Any:
        return await texts(w.Doc.all())

    return await atomic()(inside)()


line("using-db", lambda w: texts(w.Doc.filter(id=w.their_doc.id).using_db(w.db)), [])
line("using-db-of-model", lambda w: w.Doc.exists(id=w.their_doc.id, using_db=w.Doc._meta.db), gives=False)

# -- by hand ---------------------------------------------------------------------------------------------

BY_HAND: dict[str, Any] = {"annotations": {}, "custom_filters": {}, "limit": None}
HINTS: dict[str, Any] = {"offset": None, "force_indexes": set(), "use_indexes": set()}

line("manager-of-model", lambda w: texts(w.Doc._meta.manager.get_queryset()), OURS)
line("manager-attribute", lambda w: texts(w.Doc._meta.manager.filter(size__gt=0)), OURS)
line("manager-by-hand", lambda w: Manager(w.Doc).all(), raises=OperationalError, bare=False)
line("queryset-by-hand", lambda w: QuerySet(w.Doc), raises=OperationalError, bare=False)
line("subquery-by-hand", lambda w: w.Doc.filter(id__in=Subquery(QuerySet(w.Doc))), raises=OperationalError, bare=False)
line("union-by-hand", lambda w: w.Doc.all().union(QuerySet(w.Doc)), raises=OperationalError)
line("count-by-hand", lambda w: CountQuery(w.Doc, w.db, q_objects=[], **BY_HAND, **HINTS), 2)
line("delete-by-hand", lambda w: DeleteQuery(w.Doc, w.db, [], orderings=[], **BY_HAND), 2)
line("raw", lambda w: w.Doc.raw("SELECT * FROM x"), raises=OperationalError, bare=False)
line("raw-query", lambda w: w.Doc.all().raw("SELECT * FROM x"), raises=OperationalError)
line("unscoped", lambda w: w.Doc.unscoped(), raises=NoTenant, bare=False)
