"""Databases of these tests: real files, opened and closed one after another in one process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tortoise.models import Model
from tortoise.utils import generate_schema_for_client

from omni_kernel.storage.database import App, Database

Open = Callable[..., Awaitable[Database]]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    """Open a database with these models' tables made; closed after the test."""
    async with AsyncExitStack() as stack:

        async def make(*models: type[Model], name: str = "test.db", label: str = "p_test") -> Database:
            database = Database(f"sqlite://{tmp_path / name}", [App(label, models, None)])
            await database.open()
            stack.push_async_callback(database.close)
            await generate_schema_for_client(database._client(), safe=True)
            return database

        yield make
