"""A private server per test, in a short folder: a unix socket's path holds 107 bytes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from omni_kernel.redis.link import RedisLink
from omni_kernel.redis.server import PrivateServer


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder."""
    made = Path(tempfile.mkdtemp(prefix="omni-"))
    yield made
    shutil.rmtree(made)


@pytest_asyncio.fixture
async def server(folder: Path) -> AsyncIterator[PrivateServer]:
    """Running."""
    made = PrivateServer(folder)
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def link(server: PrivateServer) -> AsyncIterator[RedisLink]:
    """Started; connected soon."""
    made = RedisLink(server.url)
    made.start()
    yield made
    await made.close()
