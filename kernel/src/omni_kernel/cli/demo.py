"""`omni demo`: two tenants to look at, with every plugin that needs no settings, filled by those that know how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Final

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import CONFLICT, FAILED, NOT_FOUND, Refused
from omni_kernel.cli.running import operator, run

if TYPE_CHECKING:
    from collections.abc import Callable

    from omni_kernel.app import Kernel
    from omni_kernel.plugins.gate import TenantState
    from omni_kernel.plugins.staging import Loaded
    from omni_kernel.tenancy.models import Tenant

_TENANTS: Final = {
    "aurora": {"name": "Aurora Outdoor AG", "zone": "Europe/Zurich", "currency": "CHF", "locale": "de-CH"},
    "basalt": {"name": "Basalt Coffee Roasters", "zone": "America/New_York", "currency": "USD", "locale": "en-US"},
}
_NONE: Final = "brings no data"
_FILLED: Final = "filled"
_FAILED: Final = "failed"
_OFF: Final = "left off"


class _Aside(Console):
    """What plugins say while they fill a tenant: for people, not for machines."""

    def print(self, value: object) -> None:
        """Print it, unless the command's own answer is JSON."""
        if not self.json:
            super().print(value)


@dataclass
class _Filled:
    """A tenant, and what became of each plugin in it."""

    tenant: Tenant
    plugins: list[dict[str, str]] = field(default_factory=list)

    def note(self, plugin_id: str, demo: str, why: str = "") -> None:
        """Write down one plugin."""
        self.plugins.append({"tenant": self.tenant.slug, "plugin": plugin_id, "demo": demo, "why": why})


def demo(
    seed: Annotated[int, typer.Option(min=0, help="The same data for the same number.")] = 1,
    again: Annotated[bool, typer.Option("--again", help="Where the tenants are there already: fill them anew.")] = False,
    json: Json = False,
) -> None:
    """Make two tenants with data to look at: aurora and basalt."""
    console = Console(json=json)

    async def make(kernel: Kernel) -> tuple[list[_Filled], str]:
        rows = await _there(kernel) if again else await _made(kernel)
        with console.progress("omni demo") as step:
            filled = [_Filled(row) for row in rows]
            for number, each in enumerate(filled):
                if not again:
                    await _switch_on(kernel, each, step)
                # Each tenant has a seed of its own, or both would have the same customers.
                await _fill(kernel, each, seed + number, _Aside(json=json), step)
        return filled, kernel.settings.public_url

    _tell(console, seed, *run(make))


def _tell(console: Console, seed: int, filled: list[_Filled], url: str) -> None:
    rows = [row for each in filled for row in each.plugins]
    slugs = [each.tenant.slug for each in filled]
    if console.json:
        console.print({"seed": seed, "url": url, "tenants": slugs, "plugins": rows})
    else:
        console.table(rows)
        console.say(f"\nlook: omni serve, then {url}")
        for slug in slugs:
            console.say(f"in:   omni tenant add-member {slug} YOU@EXAMPLE.COM --role owner")
    if failed := [row for row in rows if row["demo"] == _FAILED]:
        names = ", ".join(sorted({row["plugin"] for row in failed}))
        raise Refused(f"not everything could be filled: {names}; mend it, then omni demo --again", FAILED)


async def _present(kernel: Kernel) -> dict[str, Tenant]:
    from omni_kernel.tenancy.models import Tenant

    del kernel
    return {row.slug: row for row in await Tenant.filter(slug__in=list(_TENANTS))}


async def _made(kernel: Kernel) -> list[Tenant]:
    if present := await _present(kernel):
        names = " and ".join(map(repr, sorted(present)))
        raise Refused(f"there is {names} already, and nothing was changed: omni demo --again fills what is there", CONFLICT)
    return [await kernel.tenants.create(operator(), slug, **profile) for slug, profile in _TENANTS.items()]


async def _there(kernel: Kernel) -> list[Tenant]:
    present = await _present(kernel)
    if lacking := [slug for slug in _TENANTS if slug not in present]:
        hint = "omni demo without --again makes both" if not present else "delete the other one, then omni demo makes both"
        raise Refused(f"there is no tenant {lacking[0]!r}: {hint}", NOT_FOUND)
    return [present[slug] for slug in _TENANTS]


async def _switch_on(kernel: Kernel, each: _Filled, step: Callable[[str], None]) -> None:
    """Every plugin of a tenant that can do without settings; in the order of loading, so requirements come first."""
    from omni_kernel.plugins.status import Standing

    for status in kernel.registry.report:
        if status.standing is not Standing.LOADED:
            each.note(status.id, _OFF, f"{status.standing}: {status.reason}")
    for loaded in kernel.registry.plugins.values():
        if loaded.platform:
            continue
        step(f"{each.tenant.slug}: {loaded.id}")
        state = await kernel.gate.state(each.tenant.id)
        if why := _lacks(loaded, state):
            each.note(loaded.id, _OFF, why)
            continue
        if why := await _enabled(kernel, each.tenant, loaded):
            each.note(loaded.id, _FAILED, why)


async def _enabled(kernel: Kernel, tenant: Tenant, loaded: Loaded) -> str:
    """Switch it on with all that it asks for; what went wrong, if anything did."""
    from omni_sdk.errors import Problem

    try:
        caller, grant = operator(tenant.id), loaded.manifest.scopes
        return (await kernel.lifecycle.enable(caller, tenant.id, loaded.id, grant=grant)).warning
    except Problem as error:
        return str(error)


def _lacks(loaded: Loaded, state: TenantState) -> str:
    """What keeps a plugin from being switched on by itself."""
    from omni_kernel.plugins.settings import validated
    from omni_sdk.errors import Invalid

    if off := [needed for needed in loaded.manifest.requirements if needed not in state.active]:
        return f"requires {off[0]}"
    try:
        validated(loaded.settings_model, {})
    except Invalid as error:
        return f"needs settings: {error}"
    return ""


async def _fill(kernel: Kernel, each: _Filled, seed: int, console: Console, step: Callable[[str], None]) -> None:
    state = await kernel.gate.state(each.tenant.id)
    noted = {row["plugin"] for row in each.plugins}
    for loaded in kernel.registry.plugins.values():
        if loaded.id not in state.active or loaded.id in noted or loaded.id == "omni":
            continue
        step(f"{each.tenant.slug}: {loaded.id}")
        each.note(loaded.id, *await _demo(kernel, loaded, state, seed, console))


async def _demo(kernel: Kernel, loaded: Loaded, state: TenantState, seed: int, console: Console) -> tuple[str, str]:
    """What became of one plugin's own data; its failure keeps none of the others from theirs."""
    from omni_sdk import Lifecycle

    declared: Lifecycle | None = loaded.one("omni_lifecycle")
    if declared is None or declared.demo is None:
        return _NONE, ""
    try:
        async with kernel.contexts.command(loaded.id, state, console) as ctx:
            await declared.demo(ctx, seed)
    except Exception as error:  # noqa: BLE001  (a plugin may raise anything)
        return _FAILED, f"{type(error).__name__}: {error}"
    return _FILLED, ""
