"""Databases of these tests: real ones, opened and closed one after another in one process."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tortoise.models import Model
from tortoise.utils import generate_schema_for_client

from omni_kernel.storage.database import App, Database
from omni_sdk.testing import databases, postgres

sys.path[:0] = [str(Path(__file__).parents[1] / "auth" / "support"), str(Path(__file__).parent / "support")]

Open = Callable[..., Awaitable[Database]]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    """Open a database with these models' tables made; closed after the test. The same name is the same database."""
    urls: dict[str, str] = {}
    async with AsyncExitStack() as stack:

        async def make(*models: type[Model], name: str = "test.db", label: str = "p_test") -> Database:
            if name not in urls:
                urls[name] = databases.made(tmp_path / name)
                stack.callback(databases.dropped, urls[name])
            database = Database(urls[name], [App(label, models, None)], owner=True)
            await database.open()
            stack.push_async_callback(database.close)
            await generate_schema_for_client(database._client(), safe=True)
            return database

        yield make


@pytest.fixture
def sqlite_only() -> None:
    """For what SQLite alone does."""
    if postgres.wanted():
        pytest.skip("of SQLite alone")
