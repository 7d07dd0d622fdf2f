"""`omni migrate`: bring the tables of the kernel and of every plugin up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import CONFLICT
from omni_kernel.cli.running import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from omni_kernel.app import Kernel


def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only say what is pending; exit code 4 if anything is.")] = False,
    json: Json = False,
) -> None:
    """Apply pending migrations, all or none."""
    console = Console(json=json)
    if check:
        _check(console)
        return
    applied = bring_up_to_date(console)
    if json:
        console.print({"applied": applied})
    else:
        console.say("\n".join(f"applied {name}" for name in applied) or "nothing to migrate")


def bring_up_to_date(console: Console) -> list[str]:
    """Apply what is pending; the names of what was applied."""
    with console.progress("Migrating") as step:
        return run(lambda kernel: _apply(kernel, step), migrated=False)


def pending() -> list[str]:
    """Names of migrations that were not applied."""

    async def ask(kernel: Kernel) -> list[str]:
        from omni_kernel.storage import migrations

        return await migrations.pending(kernel.settings.database.url, kernel.apps())

    return run(ask, migrated=False)


async def _apply(kernel: Kernel, step: Callable[[str], None]) -> list[str]:
    from omni_kernel.storage import migrations

    return await migrations.migrate(kernel.settings.database.url, kernel.apps(), step)


def _check(console: Console) -> None:
    waiting = pending()
    if console.json:
        console.print({"pending": waiting})
    else:
        console.say("\n".join(f"pending {name}" for name in waiting) or "nothing to migrate")
    if waiting:
        raise typer.Exit(CONFLICT)
