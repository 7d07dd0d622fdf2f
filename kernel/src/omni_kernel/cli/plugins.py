"""`omni plugin`: what is installed, and what each tenant has enabled."""

from __future__ import annotations

import json as json_module
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.errors import NOT_FOUND, USAGE, Refused
from omni_kernel.cli.running import operator, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.lifecycle import Outcome
    from omni_kernel.plugins.staging import Loaded
    from omni_kernel.plugins.status import PluginStatus

app = group("Plugins: installed ones, and what each tenant has enabled.")
Id = Annotated[str, typer.Argument(metavar="PLUGIN", help="Its id.")]
Tenant = Annotated[str, typer.Option(help="The tenant's slug or id.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting; JSON or text. Repeatable.")]
SettingsFile = Annotated[
    Path | None, typer.Option("--settings", metavar="FILE", help="Settings as JSON; - reads standard input.")
]


@app.command("list")
def list_(
    tenant: Annotated[str | None, typer.Option(help="How each stands in this tenant.")] = None,
    json: Json = False,
) -> None:
    """List installed plugins and how each fared at start."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        rows = [view(status) for status in kernel.registry.report]
        if tenant:
            state = await kernel.gate.by_slug(tenant)
            for row in rows:
                row["here"] = state.plugins[row["id"]].state if row["id"] in state.plugins else "unavailable"
        return rows

    Console(json=json).table(run(ask), empty="no plugins: omni plugin new NAME writes one")


@app.command()
def info(plugin: Id, json: Json = False) -> None:
    """Show a plugin: its manifest, state, scopes and contributions."""

    async def ask(kernel: Kernel) -> dict[str, Any]:
        status = next((s for s in kernel.registry.report if s.id == plugin), None)
        if status is None:
            raise Refused(f"no plugin {plugin!r} is installed: see omni plugin list", NOT_FOUND)
        return view(status) | await _details(kernel, plugin)

    Console(json=json).record(run(ask))


@app.command()
def enable(
    plugin: Id,
    tenant: Tenant,
    grant: Annotated[bool, typer.Option("--grant", help="Grant all the scopes it asks for.")] = False,
    scopes: Annotated[str | None, typer.Option(metavar="JSON", help="Grant these scopes, no more.")] = None,
    values: Set = None,
    settings: SettingsFile = None,
    json: Json = False,
) -> None:
    """Switch a plugin on for a tenant, in every process within a second."""
    change = _change(values, settings)

    async def switch(kernel: Kernel) -> dict[str, Any]:
        from omni_sdk.manifest import Scopes

        state = await kernel.gate.by_slug(tenant)
        asked = kernel.lifecycle.loaded(plugin).manifest.scopes
        granted = Scopes.model_validate(_object(scopes, "--scopes")) if scopes else None
        if granted is None and (grant or _consents(plugin, asked.model_dump(exclude_defaults=True), json=json)):
            granted = asked
        caller = operator(state.tenant.id)
        outcome = await kernel.lifecycle.enable(caller, state.tenant.id, plugin, settings=change, grant=granted)
        return _outcome(plugin, state.tenant.slug, outcome)

    Console(json=json).record(run(switch))


@app.command()
def disable(plugin: Id, tenant: Tenant, json: Json = False) -> None:
    """Switch a plugin off for a tenant; its data stay."""

    async def switch(kernel: Kernel) -> dict[str, Any]:
        state = await kernel.gate.by_slug(tenant)
        outcome = await kernel.lifecycle.disable(operator(state.tenant.id), state.tenant.id, plugin)
        return _outcome(plugin, state.tenant.slug, outcome)

    Console(json=json).record(run(switch))


@app.command("settings")
def settings_(
    plugin: Id,
    tenant: Tenant,
    values: Set = None,
    settings: SettingsFile = None,
    unset: Annotated[list[str] | None, typer.Option(help="A setting to put back to its default. Repeatable.")] = None,
    json: Json = False,
) -> None:
    """Show a plugin's settings in a tenant, or change them; secrets are never shown."""
    change = _change(values, settings) | dict.fromkeys(unset or [])

    async def ask(kernel: Kernel) -> dict[str, Any]:
        state = await kernel.gate.by_slug(tenant)
        if change:
            await kernel.lifecycle.configure(operator(state.tenant.id), state.tenant.id, plugin, change)
        found = await kernel.lifecycle.settings(state.tenant.id, plugin)
        return found.model_dump(mode="json") if found else {"state": "needs-settings"}

    Console(json=json).record(run(ask))


@app.command()
def migrations(
    plugin: Id,
    make: Annotated[bool, typer.Option("--make", help="Write the migration that its models ask for.")] = False,
    name: Annotated[str, typer.Option(help="What the new migration is called.")] = "auto",
    contract: Annotated[
        str | None, typer.Option(metavar="RELEASE", help="Remove what no version since this one asks for, too.")
    ] = None,
    json: Json = False,
) -> None:
    """Show a plugin's migrations that are pending and what is wrong with any of them, or write the next one."""

    async def ask(kernel: Kernel) -> dict[str, Any]:
        from omni_kernel.plugins.staging import label_of
        from omni_kernel.storage import lint
        from omni_kernel.storage import migrations as storage

        apps = kernel.apps()
        own = next((found for found in apps if found.label == label_of(plugin)), None)
        if own is None:
            raise Refused(f"no plugin {plugin!r} with tables is loaded: see omni plugin list", NOT_FOUND)
        written = await storage.make(own, apps, name, contract) if make else None
        findings = [f"{f.level} {f}" for f in await lint.findings(apps, [own.label])]
        if make:
            return {"plugin": plugin, "written": str(written) if written else None, "findings": findings}
        waiting = await storage.pending(kernel.settings.database.url, apps)
        return {"pending": [found for found in waiting if found.startswith(f"{own.label}.")], "findings": findings}

    Console(json=json).record(run(ask, migrated=False))


def view(status: PluginStatus) -> dict[str, Any]:
    """What is shown of an installed plugin."""
    reason = f"{status.reason}; {status.hint}" if status.hint else status.reason
    return {
        "id": status.id,
        "title": status.title,
        "version": status.version,
        "level": status.level,
        "state": str(status.standing),
        "reason": reason,
    }


async def _details(kernel: Kernel, plugin: str) -> dict[str, Any]:
    loaded = kernel.registry.plugins.get(plugin)
    if loaded is None:
        return {}
    manifest = loaded.manifest
    return {
        "summary": manifest.summary,
        "distribution": loaded.candidate.distribution,
        "requires": list(manifest.requires),
        "scopes": manifest.scopes.model_dump(mode="json", exclude_defaults=True),
        "routes": [f"{bound.route.method} {bound.path}" for bound in loaded.routes],
        "commands": commands_of(loaded),
        "contributes": sorted(name.removeprefix("omni_") for name, items in loaded.by_hook.items() if items),
        "tenants": [(await kernel.gate.state(found)).tenant.slug for found in await kernel.gate.tenants_with(plugin)],
    }


def commands_of(loaded: Loaded) -> list[str]:
    """What it adds to the command line."""
    from omni_sdk import Command

    return [f"omni {command.group or loaded.id} {command.name}" for command in loaded.of(Command)]


def _outcome(plugin: str, tenant: str, outcome: Outcome) -> dict[str, Any]:
    state = outcome.enablement
    told = {"plugin": plugin, "tenant": tenant, "state": state.state, "reason": state.reason}
    also = {
        "suspended": [i for i in outcome.lost if i != plugin],
        "resumed": [i for i in outcome.gained if i != plugin],
    }
    return told | {name: ids for name, ids in also.items() if ids} | ({"warning": outcome.warning} if outcome.warning else {})


def _consents(plugin: str, asked: dict[str, Any], *, json: bool) -> bool:
    """Ask the person, where there is one; else the service says what has to be granted."""
    if not asked:
        return True
    if json or not sys.stdin.isatty():
        return False
    lines = "\n".join(f"  {name}: {value if isinstance(value, bool) else ', '.join(value)}" for name, value in asked.items())
    return typer.confirm(f"{plugin} asks for:\n{lines}\nGrant it?")


def _change(values: list[str] | None, file: Path | None) -> dict[str, Any]:
    change: dict[str, Any] = {}
    if file is not None:
        try:
            text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise Refused(f"cannot read the settings in {file}: {error}", USAGE) from error
        change |= _object(text, "--settings")
    for item in values or []:
        name, equals, text = item.partition("=")
        if not name or not equals:
            raise Refused(f"--set {item!r}: write NAME=VALUE", USAGE)
        change[name] = _value(text)
    return change


def _object(text: str, option: str) -> dict[str, Any]:
    found = _value(text)
    if not isinstance(found, dict):
        raise Refused(f'{option} should be a JSON object, such as {{"mail": true}}', USAGE)
    return found


def _value(text: str) -> Any:
    try:
        return json_module.loads(text)
    except (ValueError, RecursionError):
        return text
