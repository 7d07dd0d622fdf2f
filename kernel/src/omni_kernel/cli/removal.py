"""`omni plugin export|purge|uninstall`: what a tenant, or the whole installation, has of a plugin, and its end."""

from __future__ import annotations

from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli import environment
from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import CONFLICT, USAGE, Refused
from omni_kernel.cli.plugins import Id, Tenant
from omni_kernel.cli.running import operator, read_settings, run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from omni_kernel.app import Kernel

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


def export(
    plugin: Id,
    file: Annotated[Path, typer.Argument(help="Where to; a new file.")],
    tenant: Tenant,
    json: Json = False,
) -> None:
    """Write what a tenant has of a plugin to a file: as the plugin writes it, else its rows as lines of JSON."""
    if file.exists():
        raise Refused(f"{file} is there already: name another file", USAGE)

    async def write(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.plugins.purge import PurgeService

        state = await kernel.gate.by_slug(tenant)
        stream = await PurgeService(kernel).export(operator(state.tenant.id), state.tenant.id, plugin)
        return {"file": str(file), "bytes": await _written(file, stream.chunks), "media_type": stream.media_type}

    Console(json=json).record(run(write))


def purge(plugin: Id, tenant: Tenant, yes: Yes = False, json: Json = False) -> None:
    """Delete for good what a tenant has of a plugin: rows, files, jobs, schedules, settings. The plugin is off then."""
    console = Console(json=json)

    async def remove(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.plugins.purge import PurgeService

        service, state = PurgeService(kernel), await kernel.gate.by_slug(tenant)
        if not yes:
            kept = await service.kept(state.tenant.id, plugin)
            _preview(console, flat(kept.model_dump()))
            console.say(f"To keep a copy: omni plugin export {plugin} --tenant {state.tenant.slug} FILE")
            _confirm(plugin, f"all that {state.tenant.slug!r} has of it", json=json)
        done = await service.purge(operator(state.tenant.id), state.tenant.id, plugin)
        return {"purged": plugin, "tenant": state.tenant.slug, **flat(done.model_dump(exclude={"plugin", "state"}))}

    console.record(run(remove))


def uninstall(
    plugin: Id,
    keep_data: Annotated[
        bool, typer.Option("--keep-data", help="Take out its code only; installed again, it has all back.")
    ] = False,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Take a plugin out: what every tenant has of it, its tables, its code. Running servers need a restart."""
    console = Console(json=json)

    async def remove(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.plugins.uninstall import Uninstaller

        uninstaller = Uninstaller(kernel)
        found = await uninstaller.belongings(plugin)
        if found.needed_by:
            raise Refused(f"{plugin!r} is needed by {', '.join(found.needed_by)}: uninstall them first", CONFLICT)
        if not yes:
            _preview(console, flat(found.model_dump(exclude={"needed_by"})))
            _confirm(plugin, "its code" if keep_data else "its code and all of this, in every tenant", json=json)
        if keep_data:
            return {"uninstalled": plugin, "kept": flat(found.model_dump(exclude={"plugin", "needed_by"}))}
        done = await uninstaller.uninstall(operator(), plugin)
        return {"uninstalled": plugin, **flat(done.model_dump(exclude={"plugin", "needed_by"}))}

    done = run(remove)
    console.record(done | {"left": _take_out(plugin)})


def flat(found: Mapping[str, Any]) -> dict[str, Any]:
    """Counts by table as a line each."""
    return {
        key: [f"{name}: {n}" for name, n in value.items()] if isinstance(value, dict) else value for key, value in found.items()
    }


def _preview(console: Console, found: Mapping[str, Any]) -> None:
    if not console.json:
        console.record(found)


def _confirm(plugin: str, what: str, *, json: bool) -> None:
    if json or typer.prompt(f"This deletes {what}. Type {plugin} to go on", default="", show_default=False) != plugin:
        raise Refused("nothing was done: confirm with the plugin's id, or give --yes", USAGE)


def _take_out(plugin: str) -> list[str]:
    """Remove the distribution that brought it; what is left to do by hand."""
    settings, left = read_settings(), []
    if plugin in settings.plugins:
        left.append(f"remove [plugins.{plugin}] from omni.toml: nothing starts with it")
    for name in environment.distributions_of(plugin):
        if others := [other for other in environment.plugins_of(name) if other != plugin]:
            left.append(f"the distribution {name} stays, since it brings {', '.join(others)}, too")
            continue
        environment.uninstall(name)
        environment.forget(settings.data_dir, name)
        if environment.installed(name):
            left.append(f"the distribution {name} could not be taken out: pip uninstall {name}")
    return left


async def _written(file: Path, chunks: AsyncIterator[bytes]) -> int:
    """All of it or nothing; how many bytes. Nobody else may read it."""
    part, size = file.with_name(f"{file.name}.part"), 0
    try:
        with part.open("xb") as out:
            part.chmod(0o600)
            async with aclosing(chunks) as found:  # type: ignore[type-var]  # every stream of ours is a generator
                async for chunk in found:
                    size += out.write(chunk)
        part.replace(file)
    except OSError as error:
        raise Refused(f"cannot write {file}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return size
