"""`omni role`: what the members of a tenant may, for the operator of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.running import operator, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.tenancy.models import Role

app = group("Roles of a tenant: list, create, update, delete, assign.")
Tenant = Annotated[str, typer.Option(help="The tenant's slug or id.")]
Name = Annotated[str, typer.Argument(metavar="ROLE", help="Its name: lower-case words joined by hyphens.")]
Title = Annotated[str | None, typer.Option(help="Its name for people.")]
Permissions = Annotated[
    list[str] | None, typer.Option("--permission", help="What it may, by full name, such as omni.key.read; repeatable.")
]


@app.command("list")
def list_(tenant: Tenant, json: Json = False) -> None:
    """List a tenant's roles, and what each may."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.plugins.registry import RANKS
        from omni_kernel.tenancy.models import Role

        row = await kernel.tenants.get(tenant)
        built_in = [
            {"name": name, "title": "", "built_in": True, "permissions": sorted(kernel.registry.role_permissions(name))}
            for name in RANKS
        ]
        return built_in + [view(role) for role in await Role.filter(tenant_id=row.id).order_by("name")]

    Console(json=json).table(run(ask))


@app.command()
def create(name: Name, tenant: Tenant, title: Title = None, permission: Permissions = None, json: Json = False) -> None:
    """Create a role of permissions that plugins declare."""

    async def make(kernel: Kernel) -> dict[str, Any]:
        row = await kernel.tenants.get(tenant)
        return view(await kernel.roles.create(operator(row.id), row.id, name, permissions=permission or [], title=title or ""))

    Console(json=json).record(run(make))


@app.command()
def update(
    name: Name,
    tenant: Tenant,
    title: Title = None,
    permission: Permissions = None,
    add: Annotated[list[str] | None, typer.Option(help="One permission more; repeatable.")] = None,
    remove: Annotated[list[str] | None, typer.Option(help="One permission less; repeatable.")] = None,
    json: Json = False,
) -> None:
    """Change a role, for everybody who has it; --permission names all that it may from now on."""
    if title is None and not (permission or add or remove):
        raise Refused("nothing to change: give --title, --permission, --add or --remove", USAGE)

    async def change(kernel: Kernel) -> dict[str, Any]:
        row, wanted = await kernel.tenants.get(tenant), None
        if permission or add or remove:
            before = permission or (await kernel.roles.get(row.id, name)).permissions
            wanted = {*before, *(add or [])} - {*(remove or [])}
        return view(await kernel.roles.update(operator(row.id), row.id, name, title=title, permissions=wanted))

    Console(json=json).record(run(change))


@app.command()
def delete(name: Name, tenant: Tenant, json: Json = False) -> None:
    """Delete a role that nobody has."""

    async def remove(kernel: Kernel) -> dict[str, Any]:
        row = await kernel.tenants.get(tenant)
        await kernel.roles.delete(operator(row.id), row.id, name)
        return {"deleted": name, "tenant": row.slug}

    Console(json=json).record(run(remove))


@app.command()
def assign(
    email: Annotated[str, typer.Argument(help="Whose roles: a member of the tenant.")],
    tenant: Tenant,
    role: Annotated[list[str], typer.Option(help="A role of the tenant; repeatable. These, and no others.")],
    json: Json = False,
) -> None:
    """Give a member these roles instead of those that he has."""

    async def change(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.cli.account import found

        row, person = await kernel.tenants.get(tenant), await found(kernel, email)
        member = await kernel.members.change(operator(row.id), row.id, person.id, role)
        return {"tenant": row.slug, "email": person.email, "roles": member.roles}

    Console(json=json).record(run(change))


def view(role: Role) -> dict[str, Any]:
    """What is shown of a role."""
    return {"name": role.name, "title": role.title, "built_in": False, "permissions": role.permissions}
