"""`omni session`: where somebody is signed in; one's own over HTTP, anybody's for the operator of this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from omni_kernel.cli import credentials
from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.remote import Url, address, connected
from omni_kernel.cli.running import operator, run
from omni_kernel.cli.tenants import moment

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.auth.models import Session

app = group("Sessions: list, revoke.")
Whose = Annotated[str | None, typer.Option("--account", help="E-mail address: that person's, as operator of this machine.")]
SHOWN = ("id", "kind", "device", "ip", "methods", "created_at", "seen_at", "expires_at")
REASON = "ended by the operator"


@app.command("list")
def list_(account: Whose = None, url: Url = None, json: Json = False) -> None:
    """List where you are signed in; with --account, where somebody is."""
    if account is None:
        kept = credentials.wanted(address(url) if url else None)
        with connected(kept.url, kept.token) as remote:
            rows = [{"current": row["current"]} | {name: row[name] for name in SHOWN} for row in remote.items("sessions")]
    else:
        rows = run(lambda kernel: _of(kernel, account))
    Console(json=json).table(rows, empty="no sessions")


@app.command()
def revoke(
    session: Annotated[str | None, typer.Argument(metavar="SESSION", help="Its id, as `list` shows it.")] = None,
    everywhere: Annotated[bool, typer.Option("--all", help="All; of your own all but this one.")] = False,
    account: Whose = None,
    url: Url = None,
    json: Json = False,
) -> None:
    """End a session, in every process within a second."""
    if (session is None) != everywhere:
        raise Refused("say which: a session's id, as omni session list shows it, or --all", USAGE)
    wanted = _id(session) if session else None
    if account is not None:
        done = run(lambda kernel: _revoke(kernel, account, wanted))
    else:
        kept = credentials.wanted(address(url) if url else None)
        with connected(kept.url, kept.token) as remote:
            remote.ask("DELETE", f"sessions/{wanted}" if wanted else "sessions")
        done = {"revoked": str(wanted or "all others")}
    Console(json=json).record(done)


async def _of(kernel: Kernel, email: str) -> list[dict[str, Any]]:
    from omni_kernel.auth.models import Session
    from omni_kernel.cli.account import found

    rows = Session.filter(account_id=(await found(kernel, email)).id, expires_at__gt=kernel.clock.now())
    return [view(row) for row in await rows.order_by("created_at")]


async def _revoke(kernel: Kernel, email: str, session_id: UUID | None) -> dict[str, Any]:
    from omni_kernel.cli.account import found

    person = await found(kernel, email)
    if session_id is None:
        return {"revoked": await kernel.sessions.revoke_all(operator(), person.id, REASON)}
    await kernel.sessions.revoke(operator(), session_id, REASON, account_id=person.id)
    return {"revoked": str(session_id)}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(f"{text!r} is no id of a session: see omni session list", USAGE) from error


def view(session: Session) -> dict[str, Any]:
    """What is shown of a session, which is never its token."""
    shown = {name: getattr(session, name) for name in SHOWN}
    times = {name: moment(value) for name, value in shown.items() if name.endswith("_at")}
    return shown | {"id": str(session.id)} | times
