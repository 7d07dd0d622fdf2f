"""`omni account`: people, for the operator of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.running import operator, run
from omni_kernel.cli.tenants import moment

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.auth.accounts import State
    from omni_kernel.auth.models import Account

app = group("Accounts of people: create, list, show, link, disable, enable, admin, reset-factors, export, erase.")
Who = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's e-mail address.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def create(
    email: Who,
    name: Annotated[str, typer.Option(help="The person's name.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="A platform administrator, who may everything.")] = False,
    verified: Annotated[bool, typer.Option("--verified", help="You know that the address is the person's.")] = False,
    json: Json = False,
) -> None:
    """Create an account, without a password: `omni account link` lets the person set one."""

    async def make(kernel: Kernel) -> dict[str, Any]:
        return view(await kernel.accounts.create(operator(), email, name, platform=admin, verified=verified))

    Console(json=json).record(run(make))


@app.command("list")
def list_(
    admins: Annotated[bool, typer.Option("--admins", help="Only platform administrators.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="At most so many.")] = 1000,
    json: Json = False,
) -> None:
    """List accounts, by e-mail address."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.auth.models import Account

        del kernel
        rows = Account.filter(platform=True) if admins else Account.all()
        return [view(row) for row in await rows.order_by("email").limit(limit)]

    Console(json=json).table(run(ask), empty="no accounts: omni account create EMAIL")


@app.command()
def show(email: Who, json: Json = False) -> None:
    """Show one account: tenants and roles, second factors, sessions."""

    async def ask(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.auth.models import AccountFactor, Session
        from omni_kernel.tenancy.models import Membership

        row = await found(kernel, email)
        members = await Membership.filter(account_id=row.id).prefetch_related("tenant").order_by("created_at")
        factors = await AccountFactor.filter(account_id=row.id).order_by("created_at")
        return view(row) | {
            "tenants": [f"{member.tenant.slug}: {', '.join(member.roles)}" for member in members],
            "factors": [factor.method for factor in factors],
            "sessions": await Session.filter(account_id=row.id, expires_at__gt=kernel.clock.now()).count(),
        }

    Console(json=json).record(run(ask))


@app.command()
def link(email: Who, json: Json = False) -> None:
    """Print a link on which the person sets a password, once; links made before are void."""

    async def make(kernel: Kernel) -> dict[str, Any]:
        row = await found(kernel, email)
        return {"email": row.email, "link": await kernel.accounts.setup_link(row.id)}

    Console(json=json).record(run(make))


@app.command()
def disable(email: Who, json: Json = False) -> None:
    """Let nobody sign in to it; its sessions end."""
    _set_state(email, "disabled", json=json)


@app.command()
def enable(email: Who, json: Json = False) -> None:
    """Let the person in again."""
    _set_state(email, "active", json=json)


@app.command()
def admin(
    email: Who,
    off: Annotated[bool, typer.Option("--off", help="No longer one; the last one stays.")] = False,
    json: Json = False,
) -> None:
    """Make the person a platform administrator, who may everything in every tenant."""

    async def change(kernel: Kernel) -> dict[str, Any]:
        await kernel.accounts.set_platform(operator(), (await found(kernel, email)).id, not off)
        return view(await found(kernel, email))

    Console(json=json).record(run(change))


@app.command("reset-factors")
def reset_factors(email: Who, yes: Yes = False, json: Json = False) -> None:
    """Remove all second factors of somebody who lost them, and the trust in devices."""
    _confirm(f"Remove all second factors of {email!r}?", yes=yes, json=json)

    async def reset(kernel: Kernel) -> dict[str, Any]:
        row = await found(kernel, email)
        return {"email": row.email, "removed": await kernel.factors.remove_all(operator(), row)}

    Console(json=json).record(run(reset))


@app.command()
def export(email: Who, json: Json = False) -> None:
    """Print all that is kept about a person, as JSON (GDPR, article 15)."""
    del json  # it is in any case

    async def collect(kernel: Kernel) -> dict[str, Any]:
        return await kernel.erasure.export(operator(), (await found(kernel, email)).id)

    Console(json=True).print(run(collect))


@app.command()
def erase(email: Who, yes: Yes = False, json: Json = False) -> None:
    """Delete an account and all that is kept about the person (GDPR, article 17)."""
    _confirm(f"Erase {email!r} for ever?", yes=yes, json=json)

    async def remove(kernel: Kernel) -> dict[str, Any]:
        row = await found(kernel, email)
        await kernel.erasure.erase(operator(), row.id)
        return {"erased": row.email, "id": str(row.id)}

    Console(json=json).record(run(remove))


async def found(kernel: Kernel, email: str) -> Account:
    """The account with that e-mail address; NotFound."""
    from omni_sdk.errors import NotFound

    row = await kernel.accounts.by_email(email)
    if row is None:
        raise NotFound(f"no account {email!r}: see omni account list")
    return row


def view(account: Account) -> dict[str, Any]:
    """What is shown of an account."""
    return {
        "id": str(account.id),
        "email": account.email,
        "name": account.name,
        "state": account.state,
        "admin": account.platform,
        "verified": account.email_verified_at is not None,
        "password": account.password is not None,
        "created_at": moment(account.created_at),
    }


def _set_state(email: str, state: State, *, json: bool) -> None:
    async def change(kernel: Kernel) -> dict[str, Any]:
        await kernel.accounts.set_state(operator(), (await found(kernel, email)).id, state)
        return view(await found(kernel, email))

    Console(json=json).record(run(change))


def _confirm(question: str, *, yes: bool, json: bool) -> None:
    if not yes and (json or not typer.confirm(question)):
        raise Refused("nothing was done: confirm, or give --yes", USAGE)
