"""Two owners' rows, linked across on purpose, in tables of each kind that is bound to somebody."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.context import TortoiseContext
from tortoise.queryset import QuerySet

from omni_sdk._scope import NoAccount, NoTenant, Scope, entered
from omni_sdk.models import AccountModel, CredentialModel, Model, PlatformModel, TenantModel
from omni_sdk.testing import databases, postgres

MARK = "of-b"
"""Stands in all texts of B's rows, and in nothing else."""


@dataclass(frozen=True)
class Family:
    """Tables of one base; the classes have the same names in each, and an application of their own."""

    kind: str
    base: type[Model]
    nobody: type[Exception]
    """What is raised when there is no owner in scope."""
    a: Scope
    b: Scope
    tables: dict[str, type[Model]]

    @property
    def column(self) -> str:
        """That says whose a row is."""
        bound = self.base._bound
        assert bound
        return bound.column


def tables_of(base: type[Model], kind: str) -> Iterator[type[Model]]:
    """Make the classes."""

    class Author(base):  # type: ignore[misc,valid-type]  # a parameter
        name = fields.CharField(max_length=40)

        class Meta:
            table = f"p_{kind}__author"

    class Doc(base):  # type: ignore[misc,valid-type]  # as above
        title = fields.CharField(max_length=40)
        size = fields.IntField(default=0)
        digest = fields.CharField(max_length=40, null=True, unique=True)
        record: Any = fields.JSONField(null=True)
        author: Any = fields.ForeignKeyField(f"{kind}.Author", related_name="docs", null=True)

        class Meta:
            table = f"p_{kind}__doc"
            unique_together = ((base._bound.column, "title"),)  # type: ignore[union-attr]  # bound

    class Profile(base):  # type: ignore[misc,valid-type]  # as above
        text = fields.CharField(max_length=40)
        author: Any = fields.OneToOneField(f"{kind}.Author", related_name="profile", null=True)

        class Meta:
            table = f"p_{kind}__profile"

    class Ranked(base):  # type: ignore[misc,valid-type]  # as above
        label = fields.CharField(max_length=40)
        author: Any = fields.ForeignKeyField(f"{kind}.Author", related_name="ranked", null=True)

        class Meta:
            table = f"p_{kind}__ranked"
            ordering = ("-author__name", "label")

    class Node(base):  # type: ignore[misc,valid-type]  # as above
        label = fields.CharField(max_length=40)
        parent: Any = fields.ForeignKeyField(f"{kind}.Node", related_name="children", null=True)

        class Meta:
            table = f"p_{kind}__node"

    class Shelf(PlatformModel):
        label = fields.CharField(max_length=40)
        author: Any = fields.ForeignKeyField(f"{kind}.Author", related_name="shelves", null=True)

        class Meta:
            table = f"p_{kind}__shelf"

    yield from (Author, Doc, Profile, Ranked, Node, Shelf)


def family(kind: str, base: type[Model], nobody: type[Exception], owner: str) -> Family:
    """All of one base."""
    made = {table.__name__: table for table in tables_of(base, kind)}
    ids: list[dict[str, Any]] = [{owner: UUID(int=0xA)}, {owner: UUID(int=0xB)}]
    return Family(kind, base, nobody, Scope(**ids[0]), Scope(**ids[1]), made)


FAMILIES = [
    family("tenant", TenantModel, NoTenant, "tenant_id"),
    family("account", AccountModel, NoAccount, "account_id"),
    family("credential", CredentialModel, NoTenant, "tenant_id"),
]


@asynccontextmanager
async def opened() -> AsyncIterator[TortoiseContext]:
    """A database with the tables of all families, and nothing of the database's own that would protect them."""
    url = databases.made(Path()) if postgres.wanted() else ""
    async with connected({"dsn": url} if url else {"file_path": ":memory:"}) as context:
        await context.generate_schemas()
        yield context
    if url:
        databases.dropped(url)


@asynccontextmanager
async def connected(credentials: dict[str, Any]) -> AsyncIterator[TortoiseContext]:
    """The models, bound to a database."""
    engine = "omni_kernel.storage.postgres" if "dsn" in credentials else "omni_kernel.storage.sqlite"
    EXECUTOR_CACHE.clear()
    context = TortoiseContext()
    with context:
        config = {"connections": {"default": {"engine": engine, "credentials": credentials}}, "apps": dict(apps())}
        await context.init(config, _enable_global_fallback=True)
    try:
        yield context
    finally:
        await context.close_connections()


def apps() -> Iterator[tuple[str, dict[str, Any]]]:
    """As Tortoise wants them: it finds models by the name of a module."""
    for one in FAMILIES:
        module = ModuleType(f"omni_tables_of_{one.kind}")
        module.__models__ = list(one.tables.values())  # type: ignore[attr-defined]  # where Tortoise looks
        sys.modules[module.__name__] = module
        for table in one.tables.values():
            table._meta.app = one.kind
        yield one.kind, {"models": [module.__name__], "default_connection": "default"}


class World:
    """The rows of one family; `ours` and the like are A's."""

    def __init__(self, family: Family, context: TortoiseContext, keeper: BaseDBAsyncClient | None = None) -> None:
        """`keeper` is a connection that sees everything, where the one that serves does not."""
        self.family, self.context, self.keeper = family, context, keeper
        found: Any = family.tables
        self.Author, self.Doc, self.Profile = found["Author"], found["Doc"], found["Profile"]
        self.Ranked, self.Node, self.Shelf = found["Ranked"], found["Node"], found["Shelf"]
        self.a, self.b, self.column = family.a, family.b, family.column
        self.first: list[Any] = []
        self._held: dict[str, Any] = {}
        self.owner_a, self.owner_b = (getattr(scope, family.column) for scope in (family.a, family.b))

    async def restored(self) -> World:
        """The same rows as at first, and none of the instances that an earlier attempt had in hands."""
        if not self.first or await self.dump() != self.first:
            await self.fill()
            self.first, self._held = await self.dump(), vars(self).copy()
        made = copy(self)
        for name, row in self._held.items():
            if isinstance(row, (Model, QuerySet)):
                setattr(made, name, copy(row))
        return made

    async def dump(self) -> list[Any]:
        """All rows there are."""
        tables = [table._meta.db_table for table in self.family.tables.values()]
        return [row for table in tables for row in await self.rows(f'SELECT * FROM "{table}" ORDER BY id')]

    @property
    def db(self) -> BaseDBAsyncClient:
        """The connection itself, which no model asks for."""
        return self.context.connections.get("default")

    @property
    def dialect(self) -> str:
        """Of the database."""
        return "postgres" if hasattr(self.db, "_dsn") else "sqlite"

    async def fill(self) -> None:
        """Both owners' rows, then the links that only a mistake elsewhere could have made."""
        for table in reversed(self.family.tables.values()):
            await self.write(f'DELETE FROM "{table._meta.db_table}"')
        with entered(self.a):
            self.ours, self.other = await self.Author.create(name="ours"), await self.Author.create(name="other")
            self.our_doc = await self.Doc.create(title="mine", size=1, author=self.ours, digest="d-mine")
            self.crossed = await self.Doc.create(title="crossed", size=2)
            self.our_profile = await self.Profile.create(text="mine", author=self.other)
            self.crossed_profile = await self.Profile.create(text="crossed")
            self.top = await self.Node.create(label="top")
            await self.Node.create(label="leaf", parent=self.top)
            stray = await self.Node.create(label="stray")
            await self.Ranked.create(label="one", author=self.ours)
            ranked = await self.Ranked.create(label="two")
            shelf = await self.Shelf.create(label="shelf")
        with entered(self.b):
            self.theirs = await self.Author.create(name=f"author-{MARK}")
            self.their_doc = await self.Doc.create(title=f"doc-{MARK}", size=100, author=self.theirs, digest="d-theirs")
            self.back = await self.Doc.create(title=f"back-{MARK}", size=50)
            self.their_profile = await self.Profile.create(text=f"profile-{MARK}")
            self.their_node = await self.Node.create(label=f"node-{MARK}")
            child = await self.Node.create(label=f"child-{MARK}")
            theirs = await self.Ranked.create(label=f"ranked-{MARK}")
            self.their_query, self.their_authors = self.Doc.filter(size__gt=0), self.Author.all()
            self.their_count, self.their_values = self.Doc.all().count(), self.Doc.all().values_list("title", flat=True)
        if self.keeper is None:
            await self._cross(ranked, shelf, theirs, stray, child)

    async def _cross(self, ranked: Any, shelf: Any, theirs: Any, stray: Any, child: Any) -> None:
        for row, parent in (
            (self.crossed, self.theirs), (self.crossed_profile, self.theirs), (ranked, self.theirs), (shelf, self.theirs),
            (self.back, self.ours), (self.their_profile, self.ours), (theirs, self.ours),
        ):  # fmt: skip
            await self._link(row, "author_id", parent)
        await self._link(stray, "parent_id", self.their_node)
        await self._link(child, "parent_id", self.top)

    async def _link(self, row: Any, column: str, parent: Any) -> None:
        await self.write(f'UPDATE "{row._meta.db_table}" SET {column} = ? WHERE id = ?', parent.id, row.id)
        setattr(row, column, parent.id)

    async def write(self, sql: str, *values: Any) -> int:
        """Run a statement by hand, with `?` on both databases."""
        return (await (self.keeper or self.db).execute_query(self.said(sql), [self.value(v) for v in values]))[0]

    async def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """What a query by hand gives."""
        return await (self.keeper or self.db).execute_query_dict(self.said(sql), [self.value(v) for v in values])

    def said(self, sql: str) -> str:
        """As this database writes parameters."""
        for number in range(1, sql.count("?") + 1 if self.dialect == "postgres" else 0):
            sql = sql.replace("?", f"${number}", 1)
        return sql

    def value(self, value: Any) -> Any:
        """As this database takes it."""
        return value if self.dialect == "postgres" else str(value)

    def of_b(self, rows: list[Any]) -> list[Any]:
        """B's, out of a dump."""
        return [row for row in rows if str(row.get(self.column)) == str(self.owner_b)]

    def links(self, rows: list[Any]) -> set[str]:
        """Ids of A's rows that lead to B's, out of a dump."""
        parents = {str(row["id"]) for row in self.of_b(self.first)}
        return {str(row["id"]) for row in rows if {str(row.get("author_id")), str(row.get("parent_id"))} & parents}


def shown(value: Any, deep: int = 5) -> str:
    """All that somebody could read from a result."""
    if deep == 0:
        return repr(value)
    if isinstance(value, (Model, *dumped())):
        return " ".join(shown(v, deep - 1) for v in vars(value).values())
    if isinstance(value, dict):
        return " ".join(shown(v, deep - 1) for pair in value.items() for v in pair)
    if isinstance(value, (list, tuple, set)):
        return " ".join(shown(v, deep - 1) for v in value)
    if hasattr(value, "related_objects"):
        return shown(list(value.related_objects), deep - 1)
    return repr(value)


def dumped() -> tuple[type, ...]:
    """Classes whose values stand in their attributes."""
    from pydantic import BaseModel

    return (BaseModel,)
