"""Paths that follow relations: Tortoise asks no manager when it joins."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.contrib.pydantic import pydantic_model_creator, pydantic_queryset_creator
from tortoise.exceptions import BaseORMException, ConfigurationError, DoesNotExist, FieldError, NoValuesFetched, OperationalError
from tortoise.expressions import Case, F, Q, Subquery, When
from tortoise.functions import Count, Lower, Max, Sum
from tortoise.query_utils import Prefetch
from tortoise.queryset import QuerySet

from omni_access.table import line, path, texts
from omni_access.world import World

# -- forwards --------------------------------------------------------------------------------------------

line("values-join", lambda w: w.Doc.all().order_by("size").values_list("author__name", flat=True), ["ours", None])
line("values-join-dict", lambda w: w.Doc.filter(size=2).values("author__name"), [{"author__name": None}])
line("values-join-id", lambda w: w.Doc.filter(size=2).values("author__id"), [{"author__id": None}])
line("values-join-twice", lambda w: w.Doc.filter(size=2).values_list("author__profile__text", flat=True), [None])
line("filter-join", lambda w: w.Doc.filter(author__name__startswith="author").count(), 0)
line("filter-join-id", lambda w: w.Doc.filter(author__id=w.theirs.id).count(), 0)
line("filter-join-q", lambda w: w.Doc.filter(Q(author__name__startswith="author") | Q(size=100)).count(), 0)
line("filter-join-null", lambda w: texts(w.Doc.filter(author__name__isnull=True)), ["crossed"])
line("filter-join-twice", lambda w: w.Doc.filter(author__profile__text__startswith="profile").count(), 0)
line("filter-join-and-back", lambda w: w.Author.filter(docs__author__name__startswith="author").count(), 0)
line("exclude-join", lambda w: w.Doc.exclude(author__name__startswith="author").count(), 1)
line("exists-join", lambda w: w.Doc.filter(author__name=w.theirs.name).exists(), gives=False)
line("order-by-join", lambda w: texts(w.Doc.all().order_by("author__name")), ["crossed", "mine"])
line(
    "order-by-join-values", lambda w: w.Doc.all().order_by("-author__name").values_list("author__name", flat=True), ["ours", None]
)
line("latest-join", lambda w: w.Doc.filter(size=2).latest("author__name").values_list("author__name"), (None,))
line("default-ordering", lambda w: texts(w.Ranked.all(), "label"), ["one", "two"])
line("default-ordering-join", lambda w: w.Ranked.all().values_list("label", "author__name"), [("two", None), ("one", "ours")])
line("annotate-join", lambda w: w.Doc.annotate(n=F("author__name")).filter(size=2).values_list("n", flat=True), [None])
line(
    "annotate-join-function", lambda w: w.Doc.annotate(n=Lower("author__name")).filter(size=2).values_list("n", flat=True), [None]
)
line("annotate-join-count", lambda w: w.Doc.annotate(n=Count("author__id")).order_by("size").values_list("n", flat=True), [0, 1])
line("annotate-join-filtered", lambda w: w.Doc.annotate(n=F("author__name")).filter(n__startswith="author").count(), 0)
line("case-join-beside-a-join", lambda w: case(w).values_list("n", "author__name"), [("no", "ours"), ("no", None)])
line("select-related", lambda w: related(w.Doc.all().select_related("author")), ["none", "ours"])
line("select-related-twice", lambda w: related(w.Doc.all().select_related("author__profile")), ["none", "ours"])
line("prefetch", lambda w: related(w.Doc.all().prefetch_related("author")), ["none", "ours"])
line("prefetch-query", lambda w: related(w.Doc.all().prefetch_related(Prefetch("author", w.their_authors))), ["none", "ours"])
line("self-join", lambda w: w.Node.filter(label="stray").values_list("parent__label", flat=True), [None])
line("self-join-filter", lambda w: w.Node.filter(parent__label__startswith="node").count(), 0)
line("self-select-related", lambda w: parents(w.Node.all().select_related("parent")), ["none", "none", "top"])
line("platform-join", lambda w: w.Shelf.all().values_list("author__name", flat=True), [None])
line("platform-filter", lambda w: w.Shelf.filter(author__name__startswith="author").count(), 0)
line("platform-select-related", lambda w: related(w.Shelf.all().select_related("author")), ["none"])
line("platform-prefetch", lambda w: related(w.Shelf.all().prefetch_related("author")), ["none"])


def case(w: World) -> Any:
    """An oracle over a join that the case itself does not make."""
    return w.Doc.annotate(n=Case(When(author__name__startswith="author", then="yes"), default="no"))


line("case-join", case, raises=BaseORMException)


def grouped(w: World) -> Any:
    """By a column of another table."""
    return w.Doc.annotate(n=Count("id")).group_by("author__name").values_list("author__name", flat=True)


line("group-by-join", grouped, [None, "ours"])


async def related(query: Any) -> list[str]:
    """The names of the authors."""
    return sorted(row.author.name if row.author else "none" for row in await query)


async def parents(query: Any) -> list[str]:
    """The labels of the parents."""
    return sorted(row.parent.label if row.parent else "none" for row in await query)


async def only_join(w: World) -> Any:
    """Of a row whose parent is another's."""
    docs = await w.Doc.filter(size=2).only("title", "author__name")
    return [doc.author and getattr(doc.author, "name", None) for doc in docs]


line("only-join", only_join, [None])


async def awaited(w: World) -> Any:
    """The parent of a row in hand."""
    return await (await w.Doc.get(size=2)).author


line("await-relation", awaited, None)


@path(raises=OperationalError, bare=False)
async def prefetch_by_hand(w: World) -> Any:
    return Prefetch("author", QuerySet(w.Author))


# -- backwards ------------------------------------------------------------------------------------------

line("values-back", lambda w: w.Author.filter(name="ours").values_list("docs__title", flat=True), ["mine"])
line("values-back-twice", lambda w: w.Author.filter(name="ours").values_list("docs__author__name", flat=True), ["ours"])
line("filter-back", lambda w: w.Author.filter(docs__title__startswith="back").count(), 0)
line("filter-back-id", lambda w: w.Author.filter(docs=w.back.id).count(), 0)
line("filter-back-not-id", lambda w: texts(w.Author.filter(docs__not=w.our_doc.id), "name"), ["other"])
line("filter-back-in", lambda w: w.Author.filter(docs__in=[w.back.id, w.their_doc.id]).count(), 0)
line("filter-back-not-in", lambda w: texts(w.Author.filter(docs__not_in=[w.our_doc.id]), "name"), ["other"])
line("filter-back-null", lambda w: texts(w.Author.filter(docs__isnull=True), "name"), ["other"])
line("filter-back-there", lambda w: texts(w.Author.filter(docs__isnull=False), "name"), ["ours"])
line("exclude-back", lambda w: texts(w.Author.exclude(docs__title__startswith="back"), "name"), ["ours"])
line("count-back", lambda w: counts(w.Author.annotate(n=Count("docs"))), [("other", 0), ("ours", 1)])
line("count-back-column", lambda w: counts(w.Author.annotate(n=Count("docs__id", distinct=True))), [("other", 0), ("ours", 1)])
line("sum-back", lambda w: counts(w.Author.annotate(n=Sum("docs__size"))), [("other", None), ("ours", 1)])
line("max-back", lambda w: counts(w.Author.annotate(n=Max("docs__title"))), [("other", None), ("ours", "mine")])
line("max-back-filtered", lambda w: w.Author.annotate(n=Max("docs__size")).filter(n__gt=10).count(), 0)
line("order-by-back", lambda w: texts(w.Author.all().order_by("docs__title"), "name"), ["other", "ours"])
line("select-related-back", lambda w: profiles(w.Author.all().select_related("profile")), ["mine", "none"])
line("prefetch-back", lambda w: children(w.Author.all().prefetch_related("docs")), ["mine"])
line("prefetch-back-query", lambda w: children(w.Author.all().prefetch_related(Prefetch("docs", w.their_query))), ["mine"])
line("prefetch-back-twice", lambda w: children(w.Author.all().prefetch_related("docs__author__docs")), ["mine"])
line("self-join-back", lambda w: w.Node.filter(children__label__startswith="child").count(), 0)
line("self-values-back", lambda w: w.Node.filter(label="top").values_list("children__label", flat=True), ["leaf"])
line("self-count-back", lambda w: w.Node.annotate(n=Count("children__id")).filter(label="top").values_list("n", flat=True), [1])
line("self-filter-back-id", lambda w: w.Node.filter(children=w.their_node.id).count(), 0)
line("there-and-back", lambda w: w.Doc.filter(author__docs__title__startswith="back"), raises=FieldError)
line("there-and-back-values", lambda w: w.Doc.all().values_list("author__docs__title"), raises=FieldError)
line("there-and-back-count", lambda w: w.Doc.annotate(n=Count("author__docs")), raises=FieldError)
line("there-and-back-order", lambda w: w.Doc.all().order_by("author__docs__title"), raises=FieldError)
line("there-and-back-self", lambda w: w.Node.filter(parent__children__label__startswith="child"), raises=FieldError)
line("there-and-back-id", lambda w: w.Doc.filter(author__docs=w.back.id).count(), 0)
line("subquery-join", lambda w: subquery_join(w).count(), 0)


def counts(query: Any) -> Any:
    """Of each author."""
    return query.values_list("name", "n")


async def children(query: Any) -> list[str]:
    """Titles of what was prefetched."""
    return sorted(doc.title for author in await query for doc in author.docs)


async def profiles(query: Any) -> list[str]:
    """Texts of what was joined."""
    return sorted(author.profile.text if author.profile else "none" for author in await query)


async def attribute(w: World) -> list[str]:
    """Prefetched into an attribute of another name."""
    found = await w.Author.all().prefetch_related(Prefetch("docs", w.Doc.all(), to_attr="mine"))
    return sorted(doc.title for author in found for doc in author.mine)


line("prefetch-back-attr", attribute, ["mine"])


def subquery_join(w: World) -> Any:
    """A subquery that joins."""
    return w.Doc.filter(id__in=Subquery(w.Doc.filter(author__name__startswith="author").values("id")))


# -- from a row in hand -------------------------------------------------------------------------------

line("relation", lambda w: texts(w.ours.docs), ["mine"])
line("relation-all", lambda w: texts(w.ours.docs.all()), ["mine"])
line("relation-filter", lambda w: texts(w.ours.docs.filter(size__gt=1)), [])
line("relation-order-by", lambda w: texts(w.ours.docs.order_by("-size")), ["mine"])
line("relation-limit", lambda w: texts(w.ours.docs.limit(9)), ["mine"])
line("relation-offset", lambda w: texts(w.ours.docs.offset(0)), ["mine"])
line("relation-count", lambda w: w.ours.docs.all().count(), 1)
line("relation-of-theirs", lambda w: texts(w.theirs.docs), ["crossed"])
line("relation-not-fetched", lambda w: length(w.ours.docs), raises=NoValuesFetched, bare=False)
line("one-to-one", lambda w: one(w.crossed_profile, "author"), None)
line("one-to-one-back", lambda w: one(w.ours, "profile"), None)
line("one-to-one-values", lambda w: w.Author.filter(name="ours").values_list("profile__text", flat=True), [None])
line("one-to-one-filter", lambda w: w.Author.filter(profile__text__startswith="profile").count(), 0)
line("one-to-one-filter-id", lambda w: w.Author.filter(profile=w.their_profile.id).count(), 0)
line("one-to-one-prefetch", lambda w: profiles(w.Author.all().prefetch_related("profile")), ["mine", "none"])
line("one-to-one-forwards", lambda w: w.Profile.filter(text="crossed").values_list("author__name", flat=True), [None])
line("refresh", lambda w: w.their_doc.refresh_from_db(), raises=DoesNotExist)
line("refresh-a-column", lambda w: w.their_doc.refresh_from_db(["size"]), raises=DoesNotExist)
line("refresh-forged", lambda w: forged(w).refresh_from_db(), raises=DoesNotExist)
line("fetch-related-wrong", lambda w: w.ours.fetch_related("name"), raises=OperationalError, bare=False)


async def length(relation: Any) -> int:
    """Of what was never fetched."""
    return len(relation)


async def one(row: Any, name: str) -> Any:
    """What a row in hand leads to."""
    return await getattr(row, name)


async def values_relation(w: World) -> Any:
    """A whole row as a value."""
    return await w.Doc.all().values("author")


line("values-relation", values_relation, raises=(FieldError, ValueError), bare=False)


def forged(w: World) -> Any:
    """A row that says it was saved, with the id of B's."""
    return w.Doc.construct(_saved_in_db=True, id=w.their_doc.id)


@path([["mine"], []])
async def fetch_related(w: World) -> Any:
    for author in (w.ours, w.other):
        await author.fetch_related("docs")
    return [[doc.title for doc in author.docs] for author in (w.ours, w.other)]


@path(None)
async def fetch_related_forwards(w: World) -> Any:
    await w.crossed.fetch_related("author")
    return w.crossed.author


@path(None)
async def fetch_for_list(w: World) -> Any:
    await w.Doc.fetch_for_list([w.crossed], "author__docs")
    return w.crossed.author


@path(["crossed"])
async def fetch_for_list_of_theirs(w: World) -> Any:
    await w.Author.fetch_for_list([w.theirs], "docs")
    return [doc.title for doc in w.theirs.docs]


@path(["mine"])
async def iterate_relation(w: World) -> Any:
    found = [doc.title async for doc in w.ours.docs]
    assert len(w.ours.docs) == 1
    assert w.our_doc in w.ours.docs
    assert w.ours.docs[0].title == "mine"
    return found


@path(["none", "ours"])
async def pydantic_queryset(w: World) -> Any:
    shape = pydantic_model_creator(w.Doc, name=f"Doc{w.family.kind}", include=("title", "author"), allow_cycles=False)
    found: Any = await shape.from_queryset(w.Doc.all())
    return sorted(doc.author.name if doc.author else "none" for doc in found)


@path(["mine"])
async def pydantic_row(w: World) -> Any:
    shape = pydantic_model_creator(w.Author, name=f"Author{w.family.kind}", include=("name", "docs", "profile"))
    found: Any = await shape.from_tortoise_orm(await w.Author.get(name="ours"))
    assert found.profile is None
    return [doc.title for doc in found.docs]


@path(raises=DoesNotExist)
async def pydantic_single(w: World) -> Any:
    shape = pydantic_model_creator(w.Author, name=f"One{w.family.kind}", include=("name", "docs"))
    return await shape.from_queryset_single(w.Author.get(id=w.theirs.id))


@path(["crossed", "mine"])
async def pydantic_list(w: World) -> Any:
    shape = pydantic_queryset_creator(w.Doc, name=f"Docs{w.family.kind}", include=("title",))
    found: Any = await shape.from_queryset(w.Doc.all())
    return sorted(doc.title for doc in found.root)


@path(raises=ConfigurationError, bare=False)
async def many_to_many(w: World) -> Any:
    type("Bad", (w.family.base,), {"docs": fields.ManyToManyField(f"{w.family.kind}.Doc")})
