"""`omni secrets`: the key ring that encrypts secrets at rest, and its rotation while Omni runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import CONFLICT, FAILED, NOT_FOUND, Refused
from omni_kernel.cli.running import operator, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.storage.rewrap import Report

app = group("The key ring: status, rotate, rewrap, retire.")


@app.command()
def status(json: Json = False) -> None:
    """Show the keys, and how many secrets are under each."""

    async def ask(kernel: Kernel) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]]]:
        from omni_kernel.storage.rewrap import Rewrap

        counts = await Rewrap(kernel).counts()
        keys = [_shown(kernel, key, number, sum(c[key.id] for c in counts.values())) for number, key in enumerate(_keys(kernel))]
        lost = {key_id for found in counts.values() for key_id in found} - {key.id for key in _keys(kernel)}
        keys += [_lost(key_id, sum(c[key_id] for c in counts.values())) for key_id in sorted(lost)]
        return keys, {place: dict(found) for place, found in counts.items() if found}

    keys, places = run(ask)
    console = Console(json=json)
    if json:
        console.print({"keys": keys, "secrets": places})
    else:
        console.table(keys)
    if any(key["state"] == "LOST" for key in keys):
        raise typer.Exit(FAILED)


@app.command()
def rotate(
    prepare: Annotated[
        bool,
        typer.Option(
            "--prepare", help="Only add the next key: for several machines, copy the file to all, then rotate on each copy."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """Encrypt under another key from now on, and let a job re-encrypt what is there; nothing has to be restarted."""

    async def act(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.storage import rewrap

        if prepare:
            return {"key": kernel.keyring.prepare(), "file": str(kernel.settings.secrets.key_file), "job": None}
        key = kernel.keyring.rotate(kernel.clock.now())
        queued = await kernel.jobs.enqueue(operator(), rewrap.rewrap())
        return {"key": key, "file": str(kernel.settings.secrets.key_file), "job": str(queued.id)}

    done, console = run(act), Console(json=json)
    console.record(done)
    if prepare:
        console.say(f"It encrypts nothing yet. Copy {done['file']} to every machine, run omni secrets rotate, copy it again.")
    else:
        console.say("A worker re-encrypts what is under older keys (or do it now: omni secrets rewrap). Back the file up now.")


@app.command()
def rewrap(json: Json = False) -> None:
    """Re-encrypt here and now what is under older keys; it may be broken off and run again."""
    console = Console(json=json)

    async def act(kernel: Kernel) -> Report:
        from omni_kernel.storage.rewrap import Rewrap

        with console.progress("Re-encrypting") as step:
            return await Rewrap(kernel).run(lambda place, done: step(f"{place}, {done} so far"))

    report = run(act)
    console.record({"rewrapped": report.rewrapped, "unreadable": len(report.unreadable)})
    if report.unreadable:
        told = "; ".join(f"{place}: {why}" for place, why in sorted(report.unreadable.items())[:20])
        raise Refused(f"{len(report.unreadable)} secrets did not open and stay as they are: {told}")


@app.command()
def retire(
    key: Annotated[str | None, typer.Argument(metavar="KEY", help="Its id, as `status` shows it; else all old ones.")] = None,
    end_links: Annotated[
        bool, typer.Option("--end-links", help="Even if signed links made under it have not expired; they end.")
    ] = False,
    json: Json = False,
) -> None:
    """Take old keys out of the ring; refused while anything is under them."""

    async def act(kernel: Kernel) -> tuple[list[str], dict[str, str]]:
        from omni_kernel.storage.rewrap import Rewrap

        rewrap = Rewrap(kernel)
        wanted = [key] if key else rewrap.old()
        if key and key not in rewrap.old():
            raise Refused(_not_old(kernel, key), CONFLICT if key in {k.id for k in _keys(kernel)} else NOT_FOUND)
        held = await rewrap.retire(wanted, end_links=end_links)
        return [each for each in wanted if each not in held], held

    retired, held = run(act)
    console = Console(json=json)
    console.record({"retired": retired, "kept": sorted(held)})
    if retired:
        console.say("Backups made before now need them: keep the copies of the key file that belong to those.")
    if held:
        raise Refused("; ".join(f"key {each} stays: {why}" for each, why in held.items()), CONFLICT)


def _keys(kernel: Kernel) -> Any:
    return kernel.keyring.keys


def _shown(kernel: Kernel, key: Any, number: int, secrets: int) -> dict[str, Any]:
    from omni_kernel.storage.keyfile import NEXT

    state = "first" if number == 0 else "next" if key.since == NEXT else "old"
    replaced = kernel.keyring.replaced_at(key.id) if state == "old" else None
    return {
        "key": key.id,
        "state": state,
        "since": "" if key.since == NEXT else key.since,
        "replaced": f"{replaced:%Y-%m-%dT%H:%M:%SZ}" if replaced else "",
        "fingerprint": key.fingerprint,
        "secrets": secrets,
    }


def _lost(key_id: str, secrets: int) -> dict[str, Any]:
    return {"key": key_id, "state": "LOST", "since": "", "replaced": "", "fingerprint": "", "secrets": secrets}


def _not_old(kernel: Kernel, key: str) -> str:
    ring = [each.id for each in _keys(kernel)]
    if key not in ring:
        return f"there is no key {key!r} in {kernel.settings.secrets.key_file}: see omni secrets status"
    return f"key {key} is in use, or will be: only a key that was replaced can be retired (omni secrets rotate)"
