"""What a hub pays to call the plugins that are active for a tenant, against pluggy's own call of as many hooks.

Runs as a process of its own, in an installation with a hub and ten extensions. Prints seconds per call as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pluggy

from omni_kernel.app import Kernel
from omni_kernel.jobs.caller import Caller
from omni_kernel.settings import load
from omni_kernel.tenancy.models import Tenant
from tests.benchmarks.packages import HUB
from tests.benchmarks.plan import FEW

spec, impl = pluggy.HookspecMarker("bench"), pluggy.HookimplMarker("bench")


class Hooks:
    """pluggy's side of it."""

    @spec
    def phrase(self, name: str) -> str:
        """Say it."""
        raise NotImplementedError


class Implementation:
    """One of ten."""

    @impl
    def phrase(self, name: str) -> str:
        """Say it."""
        return name


def manager() -> pluggy.PluginManager:
    """With ten implementations."""
    made = pluggy.PluginManager("bench")
    made.add_hookspecs(Hooks)
    for _ in range(FEW):
        made.register(Implementation())
    return made


async def measure(folder: Path, rounds: int, calls: int) -> dict[str, list[float]]:
    """Rounds by turns."""
    async with Kernel.open(load(folder / "omni.toml"), "cli") as kernel:
        state = await kernel.gate.state((await Tenant.get(slug="tenant-0")).id)
        ctx = kernel.contexts.event(HUB, state, Caller.system(HUB, state.tenant.id))
        phrase: type[Any] = import_module("bench_hub.plugin").Phrase
        hook = manager().hook

        def raw() -> list[str]:
            found: list[str] = hook.phrase(name="Ada")
            return found

        def ours() -> list[str]:
            return [item.say("Ada") for _, item in ctx.contributions(phrase)]

        assert raw() == ours() == ["Ada"] * FEW
        ways: dict[str, Callable[[], object]] = {"pluggy": raw, "call": ours, "look-up": lambda: ctx.contributions(phrase)}
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, way in ways.items():
                found[name].append(timed(way, calls))
        return found


def timed(way: Callable[[], object], calls: int) -> float:
    """Seconds of processor time per call."""
    began = time.process_time()
    for _ in range(calls):
        way()
    return (time.process_time() - began) / calls


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))))
