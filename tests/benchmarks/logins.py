"""What a login costs beside what argon2 costs, in one process, by turns; each with the parameters of production.

Runs as a process of its own, on a copy of an installation's data. Prints seconds per login and per hash as JSON, and
before them the token of a session for the requests that are measured elsewhere.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx

from omni_kernel.app import Kernel
from omni_kernel.auth.models import Account
from omni_kernel.http.asgi import HttpApp
from omni_kernel.jobs.caller import Caller
from omni_kernel.settings import load
from omni_kernel.tenancy.models import Membership, Tenant

EMAIL, PASSWORD = "ada@example.com", "a long password of nobody's"
SYSTEM = Caller.system("omni", None)


async def somebody(kernel: Kernel) -> Account:
    """A member of the first tenant, made once."""
    found = await Account.get_or_none(email=EMAIL)
    if found is None:
        found = await kernel.accounts.create(SYSTEM, EMAIL, "Ada", verified=True)
        await kernel.accounts.set_password(SYSTEM, found.id, PASSWORD, "setup")
        tenant = await Tenant.get(slug="tenant-0")
        await Membership.create(tenant_id=tenant.id, account_id=found.id, roles=["owner"])
    return await Account.get(id=found.id)


async def session(folder: Path) -> str:
    """The token of a session, as a bearer's."""
    async with Kernel.open(load(folder / "omni.toml"), "cli") as kernel:
        account = await somebody(kernel)
        _, token = await kernel.sessions.create(account, kind="bearer", methods=["pwd"], tenant_id=None, ip="", device="")
        return token


async def measure(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Hash and log in, by turns."""
    async with Kernel.open(load(folder / "omni.toml"), "test") as kernel:
        stored = (await somebody(kernel)).password
        transport = httpx.ASGITransport(HttpApp(kernel))
        async with httpx.AsyncClient(transport=transport, base_url=kernel.settings.public_url) as client:

            async def hashing() -> None:
                assert await kernel.passwords.verify(stored, PASSWORD)

            async def login() -> None:
                body = {"email": EMAIL, "password": PASSWORD, "client": "bearer"}
                answer = await client.post("/api/v1/auth/login", json=body)
                assert answer.json()["step"]["type"] == "done", answer.text

            ways: dict[str, Callable[[], Awaitable[None]]] = {"argon2": hashing, "login": login}
            found: dict[str, list[float]] = {name: [] for name in ways}
            for number in range(rounds + 1):
                for name, way in ways.items() if number % 2 else reversed(ways.items()):
                    began = time.perf_counter()
                    await way()
                    if number:
                        found[name].append(time.perf_counter() - began)
            return found


async def main(what: str, folder: Path, *rounds: str) -> Any:
    """`session FOLDER` or `measure FOLDER ROUNDS`."""
    return await session(folder) if what == "session" else await measure(folder, int(rounds[0]))


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:]))))
