"""`omni transfer`: carry this installation over to another database and another store of blobs."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.running import log_to_stderr, read_settings

if TYPE_CHECKING:
    from omni_kernel.settings import Settings
    from omni_kernel.storage.archive.transfer import Moved


def transfer(
    to: Annotated[Path | None, typer.Option(metavar="NEW.toml", help="The configuration of the new place.")] = None,
    abandon: Annotated[
        bool, typer.Option("--abandon", help="Give a move up: let the old place serve again, as it was left.")
    ] = False,
    json: Json = False,
) -> None:
    """Carry rows, blobs and key ring over and compare them; Omni must stand still, and a run that was killed goes on."""
    settings, console = read_settings(), Console(json=json)
    log_to_stderr(settings, quiet=True)
    if abandon == (to is not None):
        raise Refused("say either --to NEW.toml, or --abandon", USAGE)
    if to is None:
        _abandon(settings)
        console.print({"abandoned": True}) if json else console.say("This installation serves again, as it was left.")
        return
    if not to.is_file():
        raise Refused(f"there is no configuration {to}: write it first, as omni.toml", USAGE)
    moved = _transfer(settings, to, console)
    rows, blobs = [m for m in moved if m.rows_of], [m for m in moved if not m.rows_of]
    _tell(rows, blobs, to, console)


def _transfer(settings: Settings, to: Path, console: Console) -> list[Moved]:
    from omni_kernel import settings as configuration
    from omni_kernel.storage.archive.installation import at_rest
    from omni_kernel.storage.archive.presence import alone
    from omni_kernel.storage.archive.transfer import transfer as carry

    new = configuration.load(to)

    async def act() -> list[Moved]:
        with ExitStack() as held:
            for folder in sorted({settings.data_dir, new.data_dir}):
                held.enter_context(alone(folder))
            async with at_rest(settings) as source, at_rest(new) as target:
                with console.progress("Transferring") as step:
                    return await carry(source, target, step)

    return asyncio.run(act())


def _abandon(settings: Settings) -> None:
    from omni_kernel.storage.archive.installation import at_rest
    from omni_kernel.storage.archive.presence import alone
    from omni_kernel.storage.archive.transfer import abandon

    async def act() -> None:
        with alone(settings.data_dir):
            async with at_rest(settings) as source:
                await abandon(source)

    asyncio.run(act())


def _tell(rows: list[Moved], blobs: list[Moved], to: Path, console: Console) -> None:
    if console.json:
        tables = [{"table": m.what, "rows": m.count, "hash": m.hash} for m in rows]
        console.print({"tables": tables, "blobs": len(blobs), "verified": True})
        return
    if not rows:
        console.say("Everything had been carried over and compared before.")
    shown = [{"what": m.what, "moved": m.count, "same hash on both sides": m.hash[:16]} for m in rows if m.count]
    if rows:
        console.table([*shown, {"what": "blobs", "moved": len(blobs), "same hash on both sides": "each"}])
    console.say(
        "Everything was carried over and compared.\n"
        f"Next: omni --config {to} doctor, then omni --config {to} serve; and make that file the one that your services use.\n"
        "The old place starts no more. Keep it until you trust the new one, then remove it."
    )
