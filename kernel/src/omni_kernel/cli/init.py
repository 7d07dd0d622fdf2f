"""`omni init`: everything that a first start needs; a second run changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.questions import ask, at_terminal
from omni_kernel.cli.running import operator, read_settings, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

ADMINISTRATOR = "platform administrator"
EMAIL = "admin@localhost"
"""Of the administrator, where nobody is there to be asked. The account has no password until its link was used."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What is shown once: the platform's key, and the link of its administrator; None where they exist already."""

    key: str | None = None
    email: str | None = None
    link: str | None = None


def init(
    email: Annotated[
        str | None, typer.Option(help=f"The administrator's e-mail address; else you are asked, or it is {EMAIL}.")
    ] = None,
    json: Json = False,
) -> None:
    """Create data folder, key ring and tables, and the platform administrator, whose key and link are printed once."""
    from omni_kernel.cli.migrate import bring_up_to_date

    console = Console(json=json)
    settings = read_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    applied = bring_up_to_date(console)

    async def administer(kernel: Kernel) -> _Made:
        return await _administrator(kernel, email, asking=not json and at_terminal())

    made = run(administer)
    if json:
        console.print(
            {
                "data_dir": str(settings.data_dir),
                "migrations": applied,
                "administrator_key": made.key,
                "administrator_email": made.email,
                "administrator_link": made.link,
            }
        )
        return
    if made == _Made():
        console.say(f"Omni is ready in {settings.data_dir}; its platform administrator exists already.")
        return
    console.say(f"Omni is ready in {settings.data_dir}.")
    if made.key:
        console.say(f"The platform administrator's key, shown this once:\n\n    {made.key}\n")
    if made.link:
        console.say(
            f"Set the password of {made.email} here, once, while Omni runs:\n\n    {made.link}\n\n"
            f"Another link: omni account link {made.email}"
        )


async def _administrator(kernel: Kernel, email: str | None, *, asking: bool) -> _Made:
    """A key for the platform and an account that administers it, unless there are."""
    from omni_kernel.auth.models import Account, ApiKey

    key, account, link = None, None, None
    if not await Account.exists(platform=True):
        wanted = email or (ask("E-mail address of the administrator", default=EMAIL) if asking else EMAIL)
        account = await kernel.accounts.by_email(wanted)
        if account is None:
            # Whoever runs this vouches for the address: mail may not even be set up yet.
            account = await kernel.accounts.create(operator(), wanted, "", platform=True, verified=True)
        else:
            await kernel.accounts.set_platform(operator(), account.id, True)
        link = await kernel.accounts.setup_link(account.id)
    if not await ApiKey.exists(tenant_id=None, revoked_at=None):
        _, key = await kernel.keys.create(operator(), None, ADMINISTRATOR)
    return _Made(key, account.email if account else None, link)
