"""Databases of these tests: real ones, opened and closed one after another in one process."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from uuid import uuid4

import pytest
from tortoise import models
from tortoise.models import Model
from tortoise.utils import generate_schema_for_client

from omni_kernel.storage import migrations
from omni_kernel.storage.database import App, Database
from omni_sdk.testing import databases, postgres

sys.path[:0] = [str(Path(__file__).parents[1] / "auth" / "support"), str(Path(__file__).parent / "support")]

Open = Callable[..., Awaitable[Database]]
TENANT = """
class Tenant(PlatformModel):
    slug = fields.CharField(max_length=20, unique=True)
    class Meta:
        table = "omni_tenant"
"""
NOTES = """
class Link:
    seq = fields.BigIntField()

class Note(Link, TenantModel):
    text = fields.CharField(max_length=20, db_index=True)
    code = fields.CharField(max_length=20, unique=True)
    secret = SecretField(null=True)
    facts = fields.JSONField(default=dict)
    home = fields.ForeignKeyField("omni.Tenant", related_name="notes", on_delete=fields.CASCADE)
    class Meta:
        table = "p_pa__note"
        unique_together = (("tenant_id", "seq"),)
        indexes = (("seq", "text"),)

class Line(TenantModel):
    note = fields.ForeignKeyField("p_pa.Note", related_name="lines", on_delete=fields.CASCADE)
    class Meta:
        table = "p_pa__line"
"""
IMPORTS = """
from omni_sdk.models import PlatformModel, SecretField, TenantModel
from tortoise import fields
"""


class Packages:
    """Packages made for one test, and the apps of their models."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.syspath_prepend(folder)
        self._folder, self._mark = folder, uuid4().hex[:8]
        self.url = databases.made(folder / "omni.db")

    def app(self, label: str, source: str) -> App:
        """The app of these models; its package (named anew in each test) is made once, its models each time."""
        package = f"{label}_{self._mark}"
        (self._folder / package).mkdir(exist_ok=True)
        (self._folder / package / "__init__.py").touch()
        module = ModuleType(f"{package}.models")
        exec(IMPORTS + source, vars(module))  # the test's own source
        found = [m for m in vars(module).values() if isinstance(m, type) and issubclass(m, models.Model)]
        return App(label, [m for m in found if not m._meta.abstract], f"{package}.migrations")

    def folder(self, app: App) -> Path:
        """Where its migrations are written."""
        return self._folder / str(app.migrations).replace(".", "/")

    def written(self, app: App, name: str, source: str) -> None:
        """A migration by hand."""
        (self.folder(app) / f"{name}.py").write_text(dedent(source))


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Packages]:
    """A folder on the path of imports."""
    made = Packages(tmp_path, monkeypatch)
    yield made
    databases.dropped(made.url)


@pytest.fixture
async def apps(packages: Packages) -> list[App]:
    """A kernel and a plugin, with their first migrations written."""
    made = [packages.app("omni", TENANT), packages.app("p_pa", NOTES)]
    for app in made:
        await migrations.make(app, made, "ignored")
    return made


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    """Open a database with these models' tables made; closed after the test. The same name is the same database."""
    urls: dict[str, str] = {}
    async with AsyncExitStack() as stack:

        async def make(*models: type[Model], name: str = "test.db", label: str = "p_test") -> Database:
            if name not in urls:
                urls[name] = databases.made(tmp_path / name)
                stack.callback(databases.dropped, urls[name])
            database = Database(urls[name], [App(label, models, None)], owner=True)
            await database.open()
            stack.push_async_callback(database.close)
            await generate_schema_for_client(database._client(), safe=True)
            return database

        yield make


@pytest.fixture
def sqlite_only() -> None:
    """For what SQLite alone does."""
    if postgres.wanted():
        pytest.skip("of SQLite alone")
