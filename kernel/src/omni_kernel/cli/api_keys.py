"""`omni api-key`: keys of tenants, and of the platform's administrators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.running import operator, run
from omni_kernel.cli.tenants import moment

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.auth.models import ApiKey

app = group("API keys: create, list, rotate, revoke.")
Tenant = Annotated[str | None, typer.Option(help="The tenant's slug or id.")]
KeyId = Annotated[str, typer.Argument(metavar="KEY_ID", help="Its id, as `list` shows it.")]
Platform = Annotated[bool, typer.Option("--platform", help="A platform administrator's, who may everything.")]


@app.command()
def create(
    tenant: Tenant = None,
    platform: Platform = False,
    name: Annotated[str, typer.Option(help="What it is for.")] = "command line",
    role: Annotated[
        list[str] | None, typer.Option(help="viewer, member, admin (the default), owner or one of the tenant's own; repeatable.")
    ] = None,
    permission: Annotated[list[str] | None, typer.Option(help="A permission by its full name; repeatable.")] = None,
    expires: Annotated[datetime | None, typer.Option(help="When it ends, in UTC.")] = None,
    json: Json = False,
) -> None:
    """Create a key; its text is shown this once."""
    if (tenant is None) != platform:
        raise Refused("say whose key it is: --tenant TENANT, or --platform", USAGE)
    roles = role if role is not None else ([] if permission or platform else ["admin"])

    async def make(kernel: Kernel) -> dict[str, Any]:
        row = await kernel.tenants.get(tenant) if tenant else None
        key, text = await kernel.keys.create(
            operator(row.id if row else None),
            row.id if row else None,
            name,
            roles=roles,
            permissions=permission or [],
            expires_at=in_utc(expires),
        )
        return view(key) | {"key": text}

    Console(json=json).record(run(make))


@app.command("list")
def list_(tenant: Tenant = None, json: Json = False) -> None:
    """List keys: a tenant's, or all."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.auth.models import ApiKey

        rows = ApiKey.all().order_by("created_at")
        if tenant:
            rows = rows.filter(tenant_id=(await kernel.tenants.get(tenant)).id)
        return [view(key) for key in await rows]

    Console(json=json).table(run(ask), empty="no keys yet: omni api-key create --tenant TENANT")


@app.command()
def rotate(
    key_id: KeyId,
    overlap: Annotated[float, typer.Option(min=0, max=720, help="Hours that the old key works on, if it lives so long.")] = 24,
    expires: Annotated[datetime | None, typer.Option(help="When the new one ends, in UTC; else it lives as long.")] = None,
    json: Json = False,
) -> None:
    """Make a successor with the same rights; its text is shown this once."""
    wanted = id_of(key_id)

    async def exchange(kernel: Kernel) -> dict[str, Any]:
        row, text = await kernel.keys.rotate(
            operator(), None, wanted, overlap=timedelta(hours=overlap), expires_at=in_utc(expires), any_tenant=True
        )
        old = await kernel.keys.get(None, wanted, any_tenant=True)
        return view(row) | {"old_key_ends_at": moment(old.expires_at), "key": text}

    Console(json=json).record(run(exchange))


@app.command()
def revoke(key_id: KeyId, json: Json = False) -> None:
    """End a key, in every process within a second."""
    wanted = id_of(key_id)

    async def end(kernel: Kernel) -> dict[str, Any]:
        return view(await kernel.keys.revoke(operator(), None, wanted, any_tenant=True))

    Console(json=json).record(run(end))


def id_of(text: str) -> UUID:
    """A key's id; Refused when it is none."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no id of a key: see omni api-key list", USAGE) from error


def in_utc(when: datetime | None) -> datetime | None:
    """A moment as somebody typed it, which is UTC unless it says otherwise."""
    return when.replace(tzinfo=when.tzinfo or UTC) if when else None


def view(key: ApiKey) -> dict[str, Any]:
    """What is shown of a key, which is never the key."""
    return {
        "id": str(key.id),
        "tenant_id": str(key.tenant_id) if key.tenant_id else None,
        "name": key.name,
        "hint": f"{key.start}…{key.last_four}",
        "roles": key.roles,
        "permissions": key.permissions,
        "created_at": moment(key.created_at),
        "expires_at": moment(key.expires_at),
        "revoked_at": moment(key.revoked_at),
        "used_at": moment(key.used_at),
        "uses": key.uses,
    }
