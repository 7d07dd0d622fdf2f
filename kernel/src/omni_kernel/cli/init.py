"""`omni init`: everything that a first start needs; a second run changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.running import operator, read_settings, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

ADMINISTRATOR = "platform administrator"


def init(json: Json = False) -> None:
    """Create data folder, key ring and tables, and the platform administrator, whose key is printed once."""
    from omni_kernel.cli.migrate import bring_up_to_date

    console = Console(json=json)
    settings = read_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    applied = bring_up_to_date(console)
    key = run(_administrator)
    if json:
        console.print({"data_dir": str(settings.data_dir), "migrations": applied, "administrator_key": key})
    elif key is None:
        console.say(f"Omni is ready in {settings.data_dir}; its platform administrator exists already.")
    else:
        console.say(f"Omni is ready in {settings.data_dir}.")
        console.say(f"The platform administrator's key, shown this once:\n\n    {key}\n")


async def _administrator(kernel: Kernel) -> str | None:
    """A key for the platform, unless one is in force."""
    from omni_kernel.auth.models import ApiKey

    if await ApiKey.exists(tenant_id=None, revoked_at=None):
        return None
    _, key = await kernel.keys.create(operator(), None, ADMINISTRATOR)
    return key
