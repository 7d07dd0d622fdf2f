"""An installation at rest: what is configured and installed, with nothing of it running."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

from omni_kernel.app import Kernel
from omni_kernel.storage import migrations
from omni_kernel.storage.blobs import BlobStore
from omni_kernel.storage.database import shown
from omni_sdk.drivers import BLOBS

from .errors import Refused
from .stores import Store, count, store_of, tables_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from omni_kernel.settings import Settings
    from omni_kernel.storage.database import App

    from .shape import Table

UNLIMITED: Final = 2**63
"""Bytes: what was allowed once is carried over, whatever the limit is now."""
OF_NO_WEIGHT: Final = frozenset({"omni_epoch", "omni_change"})
"""Tables that Omni fills at its first start: rows there make no installation."""


@dataclass(frozen=True)
class Installation:
    """Where its rows, its blobs and its key ring are."""

    settings: Settings
    kernel: Kernel
    blobs: BlobStore

    @property
    def url(self) -> str:
        """Of the database."""
        return self.settings.database.url

    @property
    def shown(self) -> str:
        """The same without its password."""
        return shown(self.url)

    @property
    def key_file(self) -> Path:
        """Of the key ring."""
        return self.settings.secrets.key_file

    @property
    def apps(self) -> list[App]:
        """Tables of the kernel and of the plugins that loaded."""
        return self.kernel.apps()

    @property
    def store(self) -> tuple[Any, Any]:
        """Where its blobs are: the driver and its configuration, the same for the same place."""
        found: tuple[Any, Any] = self.kernel.drivers._configured(BLOBS)
        return found

    def plugins(self) -> dict[str, str]:
        """Distributions of the plugins that loaded, with versions."""
        return {plugin.id: plugin.candidate.version for plugin in self.kernel.registry.plugins.values()}

    async def migrated(self) -> None:
        """`Refused` unless every migration that is installed was applied."""
        if late := await migrations.pending(self.url, self.apps):
            raise Refused(f"{self.shown} has pending migrations ({', '.join(late)}): run omni migrate first")


@asynccontextmanager
async def at_rest(settings: Settings) -> AsyncIterator[Installation]:
    """Nothing is opened but the store of blobs, when it is first used."""
    kernel = Kernel.at_rest(settings)
    try:
        yield Installation(settings, kernel, BlobStore(lambda: kernel.drivers.get(BLOBS), UNLIMITED))
    finally:
        await kernel.drivers.close()


def omni_version() -> str:
    """Of the kernel."""
    return version("omni-kernel")


async def filled(store: Store, tables: list[Table]) -> list[str]:
    """Names of tables with rows that make an installation."""
    return [table.name for table in tables if table.name not in OF_NO_WEIGHT and await count(store, table)]


@asynccontextmanager
async def opened(installation: Installation) -> AsyncIterator[tuple[Store, list[Table]]]:
    """Its database and the tables that are there."""
    async with store_of(installation.url) as store:
        yield store, await tables_of(store, installation.apps)
