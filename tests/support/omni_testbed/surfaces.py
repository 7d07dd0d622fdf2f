"""Where else a tenant's words could come out: log lines, mails, events, the stream of live updates."""

from __future__ import annotations

import asyncio
import json
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from omni_kernel import log
from omni_testbed.inprocess import Living
from omni_testbed.sides import Side

LINK = re.compile(r"/auth/([a-z-]+)#(\S+)")


class Logs:
    """All lines that are logged while it is open, in a file of its own."""

    def __enter__(self) -> Self:
        self._fd, name = tempfile.mkstemp(prefix="omni-log-")
        self._path = Path(name)
        log.configure("debug", fd=self._fd)
        return self

    def __exit__(self, *_: object) -> None:
        log.configure()
        os.close(self._fd)
        self._path.unlink()

    def lines(self) -> Iterator[dict[str, Any]]:
        """Each, with its fields."""
        for line in self._path.read_text("utf-8").splitlines():
            yield json.loads(line)

    def of(self, side: Side) -> list[str]:
        """Those that name the tenant, or the person who acts for it; without the path, which are words of who asked."""
        names = {str(side.tenant.id), side.tenant.slug, f"account:{side.person.id}"}
        mine = [line for line in self.lines() if names & {str(line.get("tenant")), str(line.get("actor"))}]
        return [json.dumps({name: value for name, value in line.items() if name != "path"}) for line in mine]


def links(living: Living, address: str) -> list[tuple[str, str]]:
    """Action and token of each link that was mailed to an address (or to one that it begins), oldest first."""
    sent = [mail for mail in living.outbox.mails if mail.to.startswith(address)]
    return [found.groups() for mail in sent for found in LINK.finditer(mail.text)]  # type: ignore[misc]  # two groups


def rows(living: Living, sql: str, *values: Any) -> list[dict[str, Any]]:
    """What a query by hand gives, of everybody's rows, whatever the database; parameters are `?`."""
    db = living.kernel.db
    return living.wait(db.everybodys().execute_query_dict(db._sql(sql), db._bound(values)))


class Listening:
    """`/api/v1/stream`, as one side hears it, until it is closed."""

    def __init__(self, living: Living, headers: dict[str, str]) -> None:
        self._living, self.heard, self.status = living, bytearray(), 0
        raw = [(name.lower().encode(), value.encode()) for name, value in {"host": "testserver", **headers}.items()]
        self._scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": "/api/v1/stream", "raw_path": b"/api/v1/stream", "query_string": b"", "root_path": "", "headers": raw,
            "client": ("192.0.2.7", 4711), "server": ("testserver", 80),
        }  # fmt: skip

    def __enter__(self) -> Self:
        self._living.wait(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self._living.wait(self._close())

    async def _open(self) -> None:
        self._gone, self._begun = asyncio.Event(), asyncio.Event()
        self._task = asyncio.create_task(self._living.omni.http(self._scope, self._receive, self._send))
        async with asyncio.timeout(10):
            await self._begun.wait()

    async def _close(self) -> None:
        self._gone.set()
        async with asyncio.timeout(10):
            await asyncio.wait([self._task])

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.heard += message.get("body", b"")
        if message["type"] == "http.response.body":
            self._begun.set()
