"""The plugin that the conformance checks look at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omni_kernel.plugins import discovery
from omni_kernel.plugins.discovery import Candidate
from omni_kernel.plugins.staging import Loaded
from omni_sdk.hookspecs import Plugin
from omni_sdk.manifest import Manifest

from .app import Bench, RunningOmni
from .doubles import Outbox
from .samples import sample

if TYPE_CHECKING:
    from omni_sdk.context import Tenant


class NotApplicable(Exception):
    """The plugin has nothing that this check is about."""


class Subject:
    """One plugin at rest, and then running in two tenants: on in `here`, off in `there`."""

    app: RunningOmni
    bench: Bench
    here: Tenant
    there: Tenant

    def __init__(self, plugin: Plugin, candidate: Candidate) -> None:
        self.plugin = plugin
        self.candidate = candidate

    @classmethod
    def of(cls, plugin: Plugin) -> Subject:
        """The plugin with the manifest beside its package."""
        return cls(plugin, discovery.of_object(plugin))

    @property
    def id(self) -> str:
        """Its id, or its package's name where the manifest cannot be read."""
        return self.candidate.id

    @property
    def manifest(self) -> Manifest:
        """The manifest; AssertionError where it cannot be read."""
        assert self.candidate.manifest, self.candidate.problem
        return self.candidate.manifest

    @property
    def folder(self) -> Path:
        """Of the package."""
        found = discovery.package_folder(self.candidate.package)
        assert found, f"the package {self.candidate.package!r} cannot be found"
        return found

    @property
    def loaded(self) -> Loaded:
        """As the running kernel has it."""
        return self.app.kernel.registry.plugins[self.id]

    @property
    def settings(self) -> dict[str, Any]:
        """Settings that its model accepts."""
        return sample(self.loaded.settings_model)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """An Omni with this plugin and what it requires."""
        self.bench = Bench()
        try:
            config = self.operator_config()
            overrides = {"plugins": {self.id: config}} if config else {}
            async with self.bench.kernel([self.plugin], overrides=overrides) as kernel:
                self.app = RunningOmni(kernel, Outbox())
                self.here, self.there = await self.app.tenant("here"), await self.app.tenant("there")
                yield
                await self.app.close()
        finally:
            self.bench.close()

    def operator_config(self) -> dict[str, Any]:
        """What `[plugins.<id>]` must have at least."""
        hook = type(self.plugin).omni_config
        return sample(self.plugin.omni_config()) if hasattr(hook, "omni_impl") else {}

    async def enable(self) -> None:
        """Switch it on in `here`."""
        await self.app.enable(self.plugin, self.here, **self.settings)
