"""Installations with the ledger: `omni init` runs once for each kind of database, and what it made is copied."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from omni_sdk.testing import postgres

from . import strangers
from .environment import Environment
from .home import Home

SUPPORT = Path(__file__).parents[1]


class Houses:
    """Makes them, in an environment of their own."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._environment = Environment(base / "environment")
        strangers.link(self._environment.site, "ledger", "omni_ledger", SUPPORT)
        self._ready: dict[str, Home] = {}
        self._servers: list[postgres.Server] = []

    def new(self, kind: str, folder: Path) -> Home:
        """A fresh installation as `omni init` leaves it."""
        if kind not in self._ready:
            self._ready[kind] = self._home(kind, self._base / kind, None)
            self._ready[kind].init()
        ready = self._ready[kind]
        home = self._home(kind, folder, urlsplit(ready.database).path[1:] or None)
        home.copy(ready)
        home.first = ready.first
        return home

    def _home(self, kind: str, folder: Path, template: str | None) -> Home:
        home = Home(folder, self._environment)
        if kind == "postgres":
            url = self.server().url
            home.variables["OMNI_DATABASE__URL"] = postgres.database_url(postgres.create(template, server=url), url)
        return home

    def server(self) -> postgres.Server:
        """A PostgreSQL that these tests may stop."""
        if not self._servers:
            # What was committed must be there after a `kill -9`, though not after a power cut.
            self._servers.append(postgres.Server("fsync = off\nmax_connections = 300\nshared_buffers = '64MB'\n"))
        return self._servers[0]

    def close(self) -> None:
        """Stop it for good."""
        for server in self._servers:
            server.close()
