"""Tickets, each change of which is told."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel
from tortoise import fields

from omni_sdk import Permission, Plugin, Reply, RequestContext, Route, SecretField, TenantModel, hookimpl
from omni_sdk.models import Model

WRITE = Permission("ticket.write", roles=("member",))


class Ticket(TenantModel):
    """What somebody asked for."""

    audited = True

    title = fields.CharField(max_length=200)
    email = fields.CharField(max_length=200, default="")
    pin = SecretField(null=True)
    api_token = fields.CharField(max_length=100, default="")

    class Meta:
        table = "p_audit_probe__ticket"


class TicketBody(BaseModel):
    """A ticket, as it comes."""

    title: str
    email: str = ""
    pin: str | None = None
    api_token: str = ""


class TicketView(BaseModel):
    """A ticket."""

    id: UUID
    title: str


async def create(ctx: RequestContext, body: TicketBody) -> Reply[TicketView]:
    """Make one."""
    del ctx
    row = await Ticket.create(**body.model_dump())
    return Reply(TicketView(id=row.id, title=row.title), status=201)


async def close(ctx: RequestContext) -> None:
    """Remove all."""
    del ctx
    await Ticket.all().delete()


class AuditProbe(Plugin):
    """For tests."""

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [WRITE]

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Ticket]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [Route.post("/tickets", create, auth=WRITE), Route.delete("/tickets", close, auth=WRITE)]


plugin = AuditProbe()
