"""`omni migrate`: bring the tables of the kernel and of every plugin up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import CONFLICT, FAILED
from omni_kernel.cli.running import read_settings, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from omni_kernel.app import Kernel
    from omni_kernel.storage.lint import Finding


def migrate(
    check: Annotated[bool, typer.Option("--check", help="Only say what is pending; exit code 4 if anything is.")] = False,
    lint: Annotated[
        bool, typer.Option("--lint", help="Judge the migrations of all that is installed; exit code 1 if one cannot be released.")
    ] = False,
    json: Json = False,
) -> None:
    """Apply pending migrations, all or none."""
    console = Console(json=json)
    if lint:
        _lint(console)
        return
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


def pending() -> tuple[list[str], list[Finding]]:
    """Names of migrations that were not applied, and what is to be said of them."""

    async def ask(kernel: Kernel) -> tuple[list[str], list[Finding]]:
        from omni_kernel.storage import lint, migrations

        waiting = await migrations.pending(kernel.settings.database.url, kernel.apps())
        found = await lint.findings(kernel.apps()) if waiting else []
        return waiting, [finding for finding in found if finding.migration in waiting]

    return run(ask, migrated=False)


async def _apply(kernel: Kernel, step: Callable[[str], None]) -> list[str]:
    from omni_kernel.storage import migrations

    return await migrations.migrate(kernel.settings.database.url, kernel.apps(), step)


def _check(console: Console) -> None:
    waiting, found = pending()
    if console.json:
        console.print({"pending": waiting, "findings": [view(finding) for finding in found]})
    else:
        console.say("\n".join(f"pending {name}" for name in waiting) or "nothing to migrate")
        console.say("\n".join(f"{finding.level} {finding.migration}: {finding}" for finding in found))
    if waiting:
        raise typer.Exit(CONFLICT)


def _lint(console: Console) -> None:
    import asyncio

    from omni_kernel.app import Kernel
    from omni_kernel.storage import lint

    found = asyncio.run(lint.findings(Kernel.at_rest(read_settings()).apps()))
    if console.json:
        console.print([view(finding) for finding in found])
    else:
        console.say("\n".join(f"{finding.level} {finding}" for finding in found) or "nothing to say")
    if lint.refused(found):
        raise typer.Exit(FAILED)


def view(finding: Finding) -> dict[str, str]:
    """A finding as JSON."""
    return {name: str(getattr(finding, name)) for name in ("level", "migration", "file", "operation", "why", "way")}
