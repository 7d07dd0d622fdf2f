"""Tables with a key that restricts, files, jobs, a schedule, a subscription, settings, and a life cycle of its own."""

from collections.abc import AsyncIterator, Sequence
from typing import Any

from pydantic import BaseModel
from tortoise import fields

from omni_sdk import Context, Event, EventContext, Job, JobContext, Lifecycle, On, Permission, Plugin, Schedule, hookimpl, job
from omni_sdk.models import AccountModel, Model, SecretField, TenantModel

READ = Permission("book.read", roles=("viewer",), title="Read the books")


class Shelf(TenantModel):
    name = fields.CharField(max_length=40)

    class Meta:
        table = "p_acme_shelf__shelf"


class Book(TenantModel):
    shelf: Any = fields.ForeignKeyField("p_acme_shelf.Shelf", related_name="books", on_delete=fields.RESTRICT)
    title = fields.CharField(max_length=40)
    pin = SecretField(null=True)

    class Meta:
        table = "p_acme_shelf__book"


class Reader(AccountModel):
    number = fields.IntField()

    class Meta:
        table = "p_acme_shelf__reader"


class Settings(BaseModel):
    """A red shelf cannot be purged."""

    colour: str = "brown"


class Joined(BaseModel):
    """Somebody."""

    name: str = ""


@job("dust")
async def dust(ctx: JobContext[Settings], shelf: str) -> None:
    """Nothing is left of it."""


async def joined(ctx: EventContext[Settings], event: Event[Joined]) -> None:
    """Somebody came."""


async def purge(ctx: Context[Settings]) -> None:
    """Leave a trace that it was asked, or fail."""
    plugin.asked.append(ctx.tenant.slug)
    await ctx.blobs.write("purged", b"asked", media_type="text/plain")
    if ctx.settings.colour == "red":
        raise RuntimeError("the shelf is bolted to the wall")


async def export(ctx: Context[Settings]) -> AsyncIterator[bytes]:
    """The titles."""
    for book in await Book.all().order_by("title"):
        yield book.title.encode() + b";"


class AcmeShelf(Plugin):
    """All of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        """Tenants for which it was asked to purge."""

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Shelf, Book, Reader]

    @hookimpl
    def omni_settings(self) -> type[BaseModel]:
        return Settings

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [READ]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [dust]

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return [Schedule("dusting", cron="0 3 * * *", job=dust("all"))]

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return [On("tenant.member.added", joined)]

    @hookimpl
    def omni_lifecycle(self) -> Lifecycle:
        return Lifecycle(purge=purge, export=export)


plugin = AcmeShelf()
