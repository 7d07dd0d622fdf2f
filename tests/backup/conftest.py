"""Installations with the vault, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from omni_testbed import strangers
from omni_testbed.environment import Environment
from omni_testbed.home import CONFIGURATION, Home
from omni_testbed.vaults import SECRET, Vault

from omni_sdk.testing import postgres
from omni_sdk.testing.s3 import KEY, S3Server
from omni_sdk.testing.s3 import SECRET as SECRET_KEY

SUPPORT = Path(__file__).parents[1] / "support"
Make = Callable[..., Home]


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Where the vault is installed."""
    made = Environment(tmp_path_factory.mktemp("vault") / "environment")
    strangers.link(made.site, "vault", "omni_vault", SUPPORT)
    return made


class Houses:
    """Makes installations; one with a full vault is made once for each kind of database, and copied."""

    def __init__(self, base: Path, environment: Environment) -> None:
        self._base, self._environment = base, environment
        self._ready: dict[str, tuple[Home, str]] = {}
        self._databases: list[str] = []

    def place(self, folder: Path, kind: str, more: str = "", template: str | None = None) -> tuple[Home, str]:
        """A folder with a configuration; and the name of its database, if it is on the server."""
        if kind == "sqlite":
            return Vault(folder, self._environment, f"{CONFIGURATION}{more}"), ""
        self._databases.append(name := postgres.create(template))
        url = postgres.database_url(name)
        home = Vault(folder, self._environment, f'[database]\nurl = "{url}"\n{CONFIGURATION}{more}')
        home.url = url
        return home, name

    def filled(self, folder: Path, kind: str, more: str = "") -> Home:
        """After `omni init`, with a tenant whose vault is full."""
        if kind not in self._ready:
            self._ready[kind] = ready, _ = self.place(self._base / kind, kind)
            ready.init()
            ready.omni("tenant", "create", "acme")
            ready.omni("plugin", "enable", "vault", "--tenant", "acme", "--set", f'token="{SECRET}"')
            ready.omni("vault", "fill", "--tenant", "acme")
        ready, template = self._ready[kind]
        home, _ = self.place(folder, kind, more, template or None)
        home.copy(ready)
        home.first = ready.first
        return home

    def close(self) -> None:
        """Remove the databases."""
        for name in self._databases:
            postgres.drop(name)


def usual() -> str:
    """The kind of database of this run."""
    return "postgres" if postgres.wanted() else "sqlite"


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory, environment: Environment) -> Iterator[Houses]:
    made = Houses(tmp_path_factory.mktemp("full"), environment)
    yield made
    made.close()


@pytest.fixture
def place(tmp_path: Path, houses: Houses) -> Make:
    """`place("new", "sqlite")`: a folder with a configuration, and nothing in it yet."""
    return lambda name, kind="", more="": houses.place(tmp_path / name, kind or usual(), more)[0]


@pytest.fixture
def filled(tmp_path: Path, houses: Houses) -> Make:
    """`filled("old")`: an installation with a tenant whose vault is full."""
    return lambda name="old", kind="", more="": houses.filled(tmp_path / name, kind or usual(), more)


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """A server for blobs."""
    server = S3Server()
    yield server
    server.close()


@pytest.fixture
def bucket(s3: S3Server) -> str:
    """A configuration of blobs in an empty bucket."""
    return (
        f'[drivers.blobs]\nuse = "s3"\nendpoint = "{s3.url}"\nbucket = "{s3.bucket()}"\n'
        f'access_key_id = "{KEY}"\nsecret_access_key = "{SECRET_KEY}"\n'
    )
