"""`omni tenant`: tenants and their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.running import operator, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.tenancy.models import Tenant

app = group("Tenants and their members.")
Which = Annotated[str, typer.Argument(metavar="TENANT", help="Its slug or id.")]
Zone = Annotated[str | None, typer.Option(help="Time zone, such as Europe/Berlin.")]
Locale = Annotated[str | None, typer.Option(help="Language, such as en or de-CH.")]
Currency = Annotated[str | None, typer.Option(help="ISO 4217 code, such as EUR.")]


@app.command()
def create(
    slug: Annotated[str, typer.Argument(help="Its short name: lower-case words joined by hyphens.")],
    name: Annotated[str | None, typer.Option(help="Its name for people; else the slug.")] = None,
    zone: Zone = None,
    locale: Locale = None,
    currency: Currency = None,
    json: Json = False,
) -> None:
    """Create a tenant."""
    profile = _given(zone=zone, locale=locale, currency=currency)

    async def make(kernel: Kernel) -> dict[str, Any]:
        return view(await kernel.tenants.create(operator(), slug, name or slug, **profile))

    Console(json=json).record(run(make))


@app.command("list")
def list_(json: Json = False) -> None:
    """List all tenants."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.tenancy.models import Tenant

        del kernel
        return [view(tenant) for tenant in await Tenant.all().order_by("slug")]

    Console(json=json).table(run(ask), empty="no tenants yet: omni tenant create SLUG")


@app.command()
def show(tenant: Which, json: Json = False) -> None:
    """Show one tenant, and what it has enabled."""

    async def ask(kernel: Kernel) -> dict[str, Any]:
        row = await kernel.tenants.get(tenant)
        state = await kernel.gate.state(row.id)
        return view(row) | {"plugins": sorted(state.active - {"omni"})}

    Console(json=json).record(run(ask))


@app.command()
def update(
    tenant: Which,
    name: Annotated[str | None, typer.Option(help="Its name for people.")] = None,
    zone: Zone = None,
    locale: Locale = None,
    currency: Currency = None,
    state: Annotated[
        Literal["active", "suspended"] | None,
        typer.Option(help="Suspended: nothing runs for it. Active: it goes on, or is brought back."),
    ] = None,
    json: Json = False,
) -> None:
    """Change a tenant."""
    changes = _given(name=name, zone=zone, locale=locale, currency=currency, state=state)
    if not changes:
        raise Refused("nothing to change: give an option, such as --name", USAGE)

    async def change(kernel: Kernel) -> dict[str, Any]:
        row = await kernel.tenants.get(tenant)
        return view(await kernel.tenants.update(operator(), row.id, changes))

    Console(json=json).record(run(change))


@app.command()
def delete(
    tenant: Which,
    now: Annotated[bool, typer.Option("--now", help="At once, without days of grace.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Switch a tenant off, and delete it with all of its data after some days; `update --state active` brings it back till then."""
    if not yes and not (not json and typer.confirm(f"Delete {tenant!r} and all of its data{' now' if now else ''}?")):
        raise Refused("nothing was deleted: confirm, or give --yes", USAGE)

    async def remove(kernel: Kernel) -> dict[str, Any]:
        row = await kernel.tenants.get(tenant)
        if not now:
            return view(await kernel.tenants.retire(operator(), row.id))
        await kernel.tenants.delete(operator(), row.id)
        return {"deleted": row.slug, "id": str(row.id)}

    Console(json=json).record(run(remove))


@app.command("add-member")
def add_member(
    tenant: Which,
    email: Annotated[str, typer.Argument(help="Whose account; made if there is none.")],
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    role: Annotated[
        list[str] | None, typer.Option(help="viewer, member, admin, owner or one of the tenant's own; repeatable.")
    ] = None,
    json: Json = False,
) -> None:
    """Let a person into a tenant."""
    roles = role or ["member"]

    async def add(kernel: Kernel) -> dict[str, Any]:
        row = await kernel.tenants.get(tenant)
        member = await kernel.members.add(operator(row.id), row.id, email, name=name, roles=roles)
        return {
            "tenant": row.slug,
            "email": email,
            "roles": member.roles,
            "account_id": str(member.account_id),
        }

    Console(json=json).record(run(add))


@app.command()
def members(tenant: Which, json: Json = False) -> None:
    """List a tenant's members."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.tenancy.models import Membership

        row = await kernel.tenants.get(tenant)
        found = await Membership.filter(tenant_id=row.id).prefetch_related("account").order_by("created_at")
        return [
            {
                "email": m.account.email,
                "name": m.account.name,
                "roles": m.roles,
                "account_id": str(m.account_id),
            }
            for m in found
        ]

    Console(json=json).table(run(ask), empty="no members yet: omni tenant add-member TENANT EMAIL")


def view(tenant: Tenant) -> dict[str, Any]:
    """What is shown of a tenant."""
    fields = ("slug", "name", "zone", "locale", "currency", "state")
    return {
        "id": str(tenant.id),
        **{name: getattr(tenant, name) for name in fields},
        "created_at": moment(tenant.created_at),
        "delete_after": moment(tenant.delete_after),
    }


def moment(when: Any) -> str | None:
    """RFC 3339, in UTC, to the second."""
    return f"{when:%Y-%m-%dT%H:%M:%SZ}" if when else None


def _given(**values: object) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
