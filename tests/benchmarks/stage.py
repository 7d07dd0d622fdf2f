"""What the parts of a run share: installations made once, servers started once and kept, the load."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from tests.benchmarks.apps.spec import Spec
from tests.benchmarks.children import Installation, Load, Server, install
from tests.benchmarks.plan import FEW, Plan

INSTALLATIONS = {
    "many": "many",
    "crowd": "crowd",
    "no-redis": "without_redis",
    "no-redis-too": "without_redis",
    "people": "people",
}
UNREACHABLE = '[redis]\nurl = "redis://127.0.0.1:1/0"\n'


class Stage:
    """Everything is made when it is first asked for."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self.plan, self.folder = plan, folder
        self.load = Load()
        self.few = install(folder / "few", folder / "site-few", plugins=FEW)
        self.alone = self.few.copied(folder / "alone", site=folder / "site-none")
        """The data folder where nothing is installed but what this environment has anyway."""
        self.without_redis = self.few.copied(folder / "no-redis", UNREACHABLE)
        self.people = self.few.copied(folder / "people")
        """Where somebody signs in."""
        (folder / "usual").mkdir()
        self._servers: dict[str, Server] = {}

    @cached_property
    def many(self) -> Installation:
        """With many plugins."""
        return install(self.folder / "many", self.folder / "site-many", plugins=self.plan.many)

    @cached_property
    def crowd(self) -> Installation:
        """With many tenants."""
        return install(self.folder / "crowd", self.folder / "site-few", plugins=FEW, tenants=self.plan.tenants)

    def servers(self, *names: str) -> dict[str, Server]:
        """By name; those that are not running yet start together."""
        for name in names:
            if name not in self._servers:
                self._servers[name] = self._start(name)
        found = {name: self._servers[name] for name in names}
        for server in found.values():
            assert server.port
        return found

    def _start(self, name: str) -> Server:
        """A bare peer, the usual way, or Omni, each told from the others by a second word."""
        app, _, mode = name.partition(" ")
        if app in ("usual", "lean"):
            log = self.folder / f"{app}-{mode}.log"
            return Server(Spec(app, str(self.folder / "usual"), self.few.keys[0], mode != "uncached", str(log)))
        if app != "omni":
            return Server(Spec(app))
        made: Installation = getattr(self, INSTALLATIONS.get(mode, "few"))
        return made.serve(cached=mode != "uncached")

    def close(self) -> None:
        """End every process."""
        for server in self._servers.values():
            server.stop()
        self.load.stop()
