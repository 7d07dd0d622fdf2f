"""The plugin whose tables are measured, written into a folder as an installer would leave it; and how another is hidden."""

from __future__ import annotations

from pathlib import Path

from tests.benchmarks import packages

STORE = "bench-store"
STORE_PERMISSION = f"{STORE}.note.write"
LABEL, PACKAGE = "p_bench_store", "bench_store"
NOTES, AUDITED, WAIT = (f"/api/v1/x/{STORE}/{name}" for name in ("notes", "audited-notes", "wait"))
WAIT_SECONDS = 0.005

SOURCE = f'''
"""Notes, audited and not, and a route that waits in the database."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from tortoise import fields
from tortoise.expressions import RawSQL

from omni_sdk import Permission, Plugin, RequestContext, Route, TenantModel, hookimpl
from omni_sdk.models import Model

WRITE = Permission("note.write", roles=("member",))
WAITED = "(SELECT 1 FROM pg_sleep({WAIT_SECONDS}))"


class Note(TenantModel):
    """What somebody wrote."""

    title = fields.CharField(max_length=200)
    text = fields.TextField()
    number = fields.IntField()

    class Meta:
        table = "p_bench_store__note"
        indexes = (("tenant_id", "number"),)


class AuditedNote(TenantModel):
    """The same, each change of which is told."""

    audited = True

    title = fields.CharField(max_length=200)
    text = fields.TextField()
    number = fields.IntField()

    class Meta:
        table = "p_bench_store__audited_note"
        indexes = (("tenant_id", "number"),)


class NoteBody(BaseModel):
    """A note, as it comes."""

    title: str
    text: str
    number: int


class NoteView(BaseModel):
    """A note."""

    id: UUID
    title: str


class Waited(BaseModel):
    """How many rows were waited for."""

    rows: int


async def make(model: Any, body: NoteBody) -> NoteView:
    """Write one."""
    row = await model.create(**body.model_dump())
    return NoteView(id=row.id, title=row.title)


async def create(ctx: RequestContext, body: NoteBody) -> NoteView:
    """Write one that is not audited."""
    return await make(Note, body)


async def create_audited(ctx: RequestContext, body: NoteBody) -> NoteView:
    """Write one that is."""
    return await make(AuditedNote, body)


async def wait(ctx: RequestContext) -> Waited:
    """Read one, {WAIT_SECONDS * 1e3:g} ms of which the database only waits."""
    rows = await Note.all().limit(1).annotate(waited=RawSQL(WAITED)).values_list("waited", flat=True)
    return Waited(rows=len(rows))


class Store(Plugin):
    """The plugin."""

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [WRITE]

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Note, AuditedNote]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [
            Route.post("/notes", create, auth=WRITE),
            Route.post("/audited-notes", create_audited, auth=WRITE),
            Route.get("/wait", wait, auth=WRITE),
        ]


plugin = Store()
'''

MIGRATION = '''
"""p_bench_store: Create model Note; Create model AuditedNote."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from omni_sdk.models import new_id


def table(name, noun):
    return ops.CreateModel(
        name=name,
        fields=[
            ("id", fields.UUIDField(primary_key=True, default=new_id, unique=True, db_index=True)),
            ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ("tenant_id", fields.UUIDField(db_index=True)),
            ("title", fields.CharField(max_length=200)),
            ("text", fields.TextField(unique=False)),
            ("number", fields.IntField()),
        ],
        options={
            "table": f"p_bench_store__{noun}",
            "app": "p_bench_store",
            "indexes": [Index(fields=["tenant_id", "number"])],
            "pk_attr": "id",
        },
    )


class Migration(migrations.Migration):
    initial = True

    operations = [table("Note", "note"), table("AuditedNote", "audited_note")]
'''


def write(site: Path) -> None:
    """The plugin with its migration, beside what every site of the benchmark has."""
    packages.write(site, 0)
    packages.package(site, STORE, SOURCE)
    folder = site / PACKAGE / "migrations"
    folder.mkdir()
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "0001_initial.py").write_text(MIGRATION, encoding="utf-8")


def hide(site: Path, distribution: str) -> None:
    """Have an installed distribution found without its entry points, as if it were not installed.

    Of two with one name Python takes the first on the path, which is the site's.
    """
    info = site / f"{distribution.replace('-', '_')}-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 0\n", encoding="utf-8")
