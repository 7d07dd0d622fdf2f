"""Paths that write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from tortoise.exceptions import BaseORMException, DoesNotExist, IntegrityError, OperationalError, ParamsError
from tortoise.expressions import F, RawSQL, Subquery, Value
from tortoise.queryset import UpdateQuery

from omni_access.reads import BY_HAND
from omni_access.table import line, path
from omni_access.world import World

# -- over many rows --------------------------------------------------------------------------------------

line("update", lambda w: w.Doc.all().update(size=7), 2)
line("update-by-id", lambda w: w.Doc.filter(id=w.their_doc.id).update(size=7), 0)
line("update-join", lambda w: w.Doc.filter(author__name=w.theirs.name).update(size=7), 0)
line("update-back", lambda w: w.Author.filter(docs__title=w.back.title).update(name="x"), 0)
line("update-by-expression", lambda w: w.Doc.all().update(size=F("size") + 1), 2)
line("update-from-a-join", lambda w: w.Doc.all().update(title=F("author__name")), raises=BaseORMException)
line("update-under-b", lambda w: w.their_query.filter(size=100).update(size=7), 0)
line("update-owner", lambda w: w.Doc.all().update(**{w.column: w.owner_b}), raises=ParamsError)
line("update-author", lambda w: w.Doc.all().update(author=w.theirs), raises=ParamsError)
line("update-author-id", lambda w: w.Doc.all().update(author_id=w.theirs.id), raises=ParamsError)
line("update-one-to-one", lambda w: w.Profile.all().update(author_id=w.theirs.id), raises=ParamsError)
line("update-id", lambda w: w.Doc.filter(size=1).update(id=w.their_doc.id), raises=IntegrityError)
line("update-by-hand", lambda w: UpdateQuery(w.Doc, {"size": 7}, w.db, [], orderings=[], **BY_HAND), 2)
line("delete", lambda w: w.Doc.all().delete(), 2)
line("delete-by-id", lambda w: w.Doc.filter(id=w.their_doc.id).delete(), 0)
line("delete-join", lambda w: w.Author.filter(docs__title=w.their_doc.title).delete(), 0)
line("delete-under-b", lambda w: w.their_query.filter(size=100).delete(), 0)
line("bulk-update-owner", lambda w: w.Doc.bulk_update([given_away(w)], [w.column]), raises=ParamsError)
line("bulk-update-author", lambda w: w.Doc.bulk_update([pointed(w)], ["author_id"]), raises=ParamsError)
line("bulk-update-query", lambda w: w.Doc.all().bulk_update([tamper(w)], ["size"]), 0)

# -- rows in hand, that are or say they are B's ----------------------------------------------------------


def tamper(w: World) -> Any:
    """B's row in A's hands, changed."""
    w.their_doc.size = 7
    return w.their_doc


def forged(w: World) -> Any:
    """A row of A's making, with the id of B's."""
    doc = w.Doc(id=w.their_doc.id, title="forged", size=7)
    doc._saved_in_db = True
    return doc


def repointed(w: World) -> Any:
    """A's own row, with the id of B's."""
    w.our_doc.pk = w.their_doc.id
    return w.our_doc


def given_away(w: World) -> Any:
    """A's own row, marked as B's."""
    setattr(w.our_doc, w.column, w.owner_b)
    return w.our_doc


def taken(w: World) -> Any:
    """B's row, marked as A's."""
    setattr(w.their_doc, w.column, w.owner_a)
    return tamper(w)


def built(w: World) -> Any:
    """B's row, made without a database."""
    owner = {w.column: w.owner_a}
    return w.Doc.construct(_saved_in_db=True, id=w.their_doc.id, title="built", size=7, author_id=None, digest=None, **owner)


def updated(w: World) -> Any:
    """A's own row, made B's from a dictionary."""
    return w.our_doc.update_from_dict({"id": w.their_doc.id, "size": 7})


HANDS = [tamper, forged, repointed, given_away, taken, built, updated]
VERBS: dict[str, Callable[[World, Any], Awaitable[Any]]] = {
    "save": lambda w, doc: doc.save(),
    "save-a-column": lambda w, doc: doc.save(update_fields=["size"]),
    "save-forced": lambda w, doc: doc.save(force_update=True),
    "save-created": lambda w, doc: doc.save(force_create=True),
    "delete-row": lambda w, doc: doc.delete(),
    "bulk-update": lambda w, doc: met(w.Doc.bulk_update([doc], ["size"])),
    "bulk-create": lambda w, doc: w.Doc.bulk_create([doc], on_conflict=["id"], update_fields=["size"]),
    "bulk-create-keyed": lambda w, doc: w.Doc.bulk_create([doc], on_conflict=["id", w.column], update_fields=["size"]),
    "bulk-create-unkeyed": lambda w, doc: w.Doc.bulk_create([doc], update_fields=["size"]),
    "bulk-create-plainly": lambda w, doc: w.Doc.bulk_create([doc]),
    "update-or-create": lambda w, doc: w.Doc.update_or_create(id=doc.id, defaults={"size": 7, "title": "new"}),
    "get-or-create": lambda w, doc: w.Doc.get_or_create(id=doc.id, defaults={"size": 7, "title": "new"}),
}
MAY = {"bulk-update-given-away", "update-or-create-given-away", "get-or-create-given-away"}
"""What finds A's own row after all, by its id."""


async def met(query: Awaitable[int]) -> None:
    """Told apart from an error: a statement that meets no row."""
    if await query == 0:
        raise DoesNotExist("no row")


def written(verb: str, hand: Callable[[World], Any]) -> None:
    """One line for each verb and hand."""
    name = f"{verb}-{hand.__name__}".replace("_", "-")
    may = name in MAY

    async def attempt(w: World) -> Any:
        found = await VERBS[verb](w, hand(w))
        return None if may else found

    line(name, attempt, raises=None if may else (BaseORMException, ValueError), bare=not name.startswith("bulk-create-unkeyed"))


for _verb in VERBS:
    for _hand in HANDS:
        written(_verb, _hand)

# -- rows for B, and rows of A's that would point at B's ------------------------------------------------------


def pointed(w: World) -> Any:
    """A's own row, with B's author."""
    w.our_doc.author = w.theirs
    return w.our_doc


def by_id(w: World, value: Any) -> Any:
    """The same by the column, and whatever may stand in it."""
    w.our_doc.author_id = value
    return w.our_doc


async def partly(w: World) -> Any:
    """A row loaded in part, with B's author."""
    part = await w.Doc.filter(size=1).only("id", "title").get()
    part.author_id = w.theirs.id
    await part.save(update_fields=["title", "author_id"])


REFUSED: dict[str, Callable[[World], Any]] = {
    "create-for-b": lambda w: w.Doc.create(title="x", **{w.column: w.owner_b}),
    "create-with-their-id": lambda w: w.Doc.create(id=w.their_doc.id, title="x"),
    "create-with-their-author": lambda w: w.Doc.create(title="x", author=w.theirs),
    "create-with-their-author-id": lambda w: w.Doc.create(title="x", author_id=w.theirs.id),
    "create-with-no-author-at-all": lambda w: w.Doc.create(title="x", author_id=uuid4()),
    "create-one-to-one": lambda w: w.Profile.create(text="x", author=w.theirs),
    "create-child-of-theirs": lambda w: w.Node.create(label="x", parent_id=w.their_node.id),
    "get-or-create-for-b": lambda w: w.Doc.get_or_create(title="x", defaults={w.column: w.owner_b}),
    "get-or-create-with-their-author": lambda w: w.Doc.get_or_create(title="x", author_id=w.theirs.id),
    "update-or-create-for-b": lambda w: w.Doc.update_or_create(title="mine", defaults={w.column: w.owner_b}),
    "update-or-create-their-author": lambda w: w.Doc.update_or_create(title="mine", defaults={"author": w.theirs}),
    "create-back": lambda w: w.theirs.docs.create(title="x"),
    "create-back-for-b": lambda w: w.ours.docs.create(title="x", **{w.column: w.owner_b}),
    "bulk-create-for-b": lambda w: w.Doc.bulk_create([w.Doc(title="x", **{w.column: w.owner_b})]),
    "bulk-create-with-their-author": lambda w: w.Doc.bulk_create([w.Doc(title="x"), w.Doc(title="y", author_id=w.theirs.id)]),
    "bulk-create-with-their-id": lambda w: w.Doc.bulk_create([w.Doc(id=w.their_doc.id, title="x")]),
    "bulk-create-over-titles": lambda w: w.Doc.bulk_create([w.Doc(title="x")], on_conflict=["title"], update_fields=["size"]),
    "bulk-create-moving": lambda w: w.Doc.bulk_create(
        [w.Doc(title="x")], on_conflict=[w.column, "title"], update_fields=[w.column]
    ),
    "bulk-create-and-ignore": lambda w: w.Doc.bulk_create([w.Doc(title="x")], ignore_conflicts=True, update_fields=["size"]),
    "save-their-author": lambda w: pointed(w).save(),
    "save-their-author-only": lambda w: pointed(w).save(update_fields=["author_id"]),
    "save-their-author-by-relation": lambda w: pointed(w).save(update_fields=["author"]),
    "save-an-expression": lambda w: by_id(w, Value(w.theirs.id)).save(),
    "save-a-column-as-author": lambda w: by_id(w, F("id")).save(),
    "save-a-subquery": lambda w: by_id(w, Subquery(w.their_authors.values("id"))).save(),
    "save-raw-sql": lambda w: by_id(w, RawSQL(f"'{w.theirs.id}'")).save(),
    "save-part": partly,
    "clone-theirs": lambda w: w.their_doc.clone().save(),
    "clone-theirs-by-id": lambda w: w.our_doc.clone(pk=w.their_doc.id).save(),
}

for _name, _attempt in REFUSED.items():
    line(_name, _attempt, raises=(BaseORMException, ValueError), bare=_name != "bulk-create-and-ignore")


@path()
async def ignored_conflict(w: World) -> Any:
    await w.Doc.bulk_create([w.Doc(id=w.their_doc.id, title="x")], ignore_conflicts=True)
    assert await w.Doc.all().count() == 2


@path()
async def conflict_with_ones_own(w: World) -> Any:
    await w.Doc.bulk_create([w.Doc(title="mine", size=9)], on_conflict=[w.column, "title"], update_fields=["size"])
    assert await w.Doc.filter(title="mine", size=9).count() == 1


@path()
async def same_title_as_theirs(w: World) -> Any:
    same = w.Doc(title=w.their_doc.title.replace("of-b", "of-a"), size=9)
    await w.Doc.bulk_create([same], on_conflict=[w.column, "title"], update_fields=["size"])
    await w.Doc.filter(id=same.id).delete()


@path()
async def listeners(w: World) -> Any:
    seen: list[Any] = []

    async def listen(*args: Any) -> None:
        seen.append(args)

    from tortoise.signals import Signals

    w.Doc.register_listener(Signals.pre_save, listen)
    try:
        w.our_doc.size = 3
        await w.our_doc.save()
    finally:
        w.Doc._listeners[Signals.pre_save].pop(w.Doc)
    assert [args[1].title for args in seen] == ["mine"]


# -- found before a tenant is known ------------------------------------------------------------------------

LOOKUPS: dict[str, tuple[Callable[[World], Any], Any]] = {
    "lookup-by-column": (lambda w: w.Doc.get(digest=F("digest")).count(), 1),
    "lookup-by-subquery": (lambda w: w.Doc.get(digest=Subquery(w.their_query.filter(size__gt=9).values("digest"))), DoesNotExist),
    "lookup-by-raw-sql": (lambda w: w.Doc.get_or_none(digest=RawSQL("digest")).count(), 1),
    "lookup-by-id": (lambda w: w.Doc.get(id=w.their_doc.id), DoesNotExist),
    "lookup-by-part": (lambda w: w.Doc.get(digest__startswith="d-t"), DoesNotExist),
    "lookup-annotated": (lambda w: over(w).order_by("-size").first().values_list("title"), ("mine",)),
    "lookup-annotated-count": (lambda w: over(w).count(), 1),
    "lookup-update": (lambda w: w.Doc.get(digest="d-theirs").update(size=7), OperationalError),
    "lookup-delete": (lambda w: w.Doc.get(digest="d-theirs").delete(), OperationalError),
    "lookup-raw": (lambda w: w.Doc.get(digest="d-theirs").raw("SELECT 1"), OperationalError),
    "lookup-bulk-update": (lambda w: w.Doc.get(digest="d-theirs").bulk_update([tamper(w)], ["size"]), OperationalError),
    "lookup-bulk-create": (lambda w: w.Doc.get(digest="d-theirs").bulk_create([w.Doc(title="x")]), OperationalError),
    "lookup-related": (lambda w: w.Doc.get(digest="d-theirs").values_list("author__name"), (None,)),
    "lookup-prefetch": (lambda w: author_of(w.Doc.get(digest="d-theirs").prefetch_related("author")), None),
}


def over(w: World) -> Any:
    """An annotation in the place of the key, equal for every row."""
    return w.Doc.get(digest="d-mine").annotate(digest=Value("d-mine"))


async def author_of(query: Any) -> Any:
    """What a row that was looked up leads to."""
    return (await query).author


for _name, (_attempt, _expected) in LOOKUPS.items():
    _raises = _expected if isinstance(_expected, type) else None
    line(_name, _attempt, None if _raises else _expected, raises=_raises, bare=False, only="credential")
