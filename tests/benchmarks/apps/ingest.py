"""The barest door for events: Starlette that parses the body and inserts it as one row of SQLite, as durably as Omni does."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.benchmarks.apps.spec import Spec

SETTINGS = ("journal_mode = WAL", "synchronous = NORMAL")


@asynccontextmanager
async def bare_ingest(spec: Spec) -> AsyncIterator[Any]:
    """`POST /v1/batch`: parse, insert, answer."""
    database = sqlite3.connect(Path(spec.folder) / "bare.db", check_same_thread=False, isolation_level=None)
    for setting in SETTINGS:
        database.execute(f"PRAGMA {setting}")
    database.execute("CREATE TABLE IF NOT EXISTS log (id TEXT PRIMARY KEY, received REAL, count INTEGER, body BLOB)")
    # sqlite3 blocks; one thread, since there is one writer anyway.
    with ThreadPoolExecutor(1) as threads:

        async def batch(request: Request) -> JSONResponse:
            body = await request.body()
            count = len(json.loads(body)["batch"])
            row = (str(uuid4()), time.time(), count, body)
            await asyncio.get_running_loop().run_in_executor(
                threads, database.execute, "INSERT INTO log VALUES (?, ?, ?, ?)", row
            )
            return JSONResponse({"success": True})

        yield Starlette(routes=[Route("/v1/batch", batch, methods=["POST"])])
    database.close()
