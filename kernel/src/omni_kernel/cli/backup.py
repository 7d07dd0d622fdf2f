"""`omni backup` and `omni restore`: all of an installation in one file, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import USAGE, Refused
from omni_kernel.cli.questions import ask, tell
from omni_kernel.cli.running import log_to_stderr, read_settings

if TYPE_CHECKING:
    from omni_kernel.storage.archive.file import Manifest
    from omni_kernel.storage.archive.restore import Restored

File = Annotated[Path, typer.Argument(metavar="FILE", help="A backup's file.")]
WORD = "replace"
"""What has to be typed before everything is overwritten."""


def backup(
    file: File,
    verify: Annotated[bool, typer.Option("--verify", help="Only read a backup, and compare every count and hash.")] = False,
    with_keys: Annotated[
        bool, typer.Option("--with-keys", help="Put the key ring in, too: whoever has the file then reads every secret.")
    ] = False,
    json: Json = False,
) -> None:
    """Write rows and blobs of one moment to a new file, while everybody works on."""
    console = Console(json=json)
    if verify:
        _show(_verified(file, console), file, console)
        return
    settings = read_settings()
    log_to_stderr(settings, quiet=True)

    async def act() -> Manifest:
        from omni_kernel.storage.archive.backup import backup as write
        from omni_kernel.storage.archive.installation import at_rest

        async with at_rest(settings) as installation:
            with console.progress("Backing up") as step:
                return await write(installation, file.absolute(), step, with_keys=with_keys)

    made = asyncio.run(act())
    _show(made, file, console)
    if with_keys:
        tell(f"{file} holds the key ring: whoever has it reads every secret. Keep it as you keep the key ring itself.")
    else:
        named = ", ".join(key.id for key in made.keys)
        console.say(f"The key ring is not in it: keep a copy of {settings.secrets.key_file} (keys {named}) elsewhere.")
    if made.vanished:
        console.say(f"{made.vanished} blobs were deleted while they were being copied, and are not in it.")


def restore(
    file: File,
    replace: Annotated[
        bool, typer.Option("--replace", help=f"Overwrite everything that is here; you are asked to type {WORD!r}.")
    ] = False,
    keys: Annotated[Path | None, typer.Option(help="The key file that belongs to the backup, if it is not here.")] = None,
    json: Json = False,
) -> None:
    """Put a backup in the place of what is here: all of it, or nothing."""
    settings, console = read_settings(), Console(json=json)
    log_to_stderr(settings, quiet=True)

    async def act() -> Restored:
        from omni_kernel.storage.archive.file import Reader
        from omni_kernel.storage.archive.installation import at_rest
        from omni_kernel.storage.archive.restore import restore as put_back

        reader = Reader(file.absolute())
        try:
            async with at_rest(settings) as installation:
                if replace:
                    _confirm(f"All rows of {installation.shown} and all blobs will be overwritten. Type {WORD!r}")
                with console.progress("Restoring") as step:
                    return await put_back(installation, reader, step, replace=replace, keys=keys)
        finally:
            reader.close()

    done = asyncio.run(act())
    console.record({"rows": done.rows, "blobs": done.blobs, "jobs queued again": done.requeued})
    if settings.redis.url is not None:
        console.say("Empty the Redis that this installation uses (FLUSHDB): what it has cached is of another day.")
    console.say("Restored and compared. Start it with omni serve; omni doctor tells whether all is well.")


def _confirm(question: str) -> None:
    if ask(question) != WORD:
        raise Refused("nothing was done", USAGE)


def _verified(file: Path, console: Console) -> Manifest:
    from omni_kernel.storage.archive.file import Reader
    from omni_kernel.storage.secrets import KeyRing

    reader = Reader(file.absolute())
    try:
        with console.progress("Verifying") as step:
            reader.verify(step)
        settings = read_settings()
        if settings.secrets.key_file.exists() and not reader.check_seal(KeyRing.from_file(settings.secrets.key_file)):
            console.say(
                f"It was sealed under a key that is not in {settings.secrets.key_file}, so the seal could not be checked."
            )
    finally:
        reader.close()
    return reader.manifest


def _show(manifest: Manifest, file: Path, console: Console) -> None:
    told: dict[str, Any] = {
        "file": str(file),
        "bytes": file.stat().st_size,
        "made_at": manifest.made_at,
        "omni": manifest.omni,
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "blobs": manifest.blobs,
        "keys": [key.id for key in manifest.keys],
        "with_keys": manifest.keyring is not None,
    }
    console.record(told)
