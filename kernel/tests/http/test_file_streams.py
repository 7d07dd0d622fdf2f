"""Files over HTTP as streams, through a real server; and what happens when the disk, the store or the client fails."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import uvicorn
from omni_file_routes import CONTENT, LARGE, MIB, ROOT, SEEN, linked, routes

from omni_kernel.clock import Clock
from omni_sdk import Middleware, RequestContext, Response
from omni_sdk.drivers import BLOBS, BlobsDown


@pytest.fixture
async def world(serve: Any) -> Any:
    SEEN.clear()
    return await serve(*routes(), clock=Clock())


@pytest.fixture
async def client(world: Any) -> AsyncIterator[Any]:
    async with world.client() as made:
        made.base_url = f"http://testserver{ROOT}"
        yield made


# -- faults of what keeps them


async def test_a_full_disk(client: Any, world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """507 with a clear word; what was stays, and the plugin is not blamed."""
    await linked(client)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        for name in ("a.bin", "b.bin"):
            answer = await client.put(f"/files/{name}", content=b"new")
            assert (answer.status_code, answer.json()["type"]) == (507, "/problems/storage-full")
            assert "no room" in answer.json()["detail"]
    assert (await client.get("/files/a.bin")).content == CONTENT
    assert (await client.get("/files/b.bin")).status_code == 404
    assert world.kernel.breaker._failures == {}


async def test_a_store_that_is_away(client: Any, world: Any) -> None:
    """503 that tells people nothing of the inside; the plugin is not blamed."""
    driver = world.kernel.drivers.get(BLOBS)

    async def down(*_: Any) -> None:
        raise BlobsDown("bucket 'secret-name' at 10.1.2.3 cannot be used")

    driver.write = driver.open = driver.stat = down
    for asked in (client.put("/files/a", content=b"x"), client.get("/files/a"), client.head("/files/a"), client.get("/about/a")):
        answer = await asked
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "5"
        assert "secret-name" not in answer.text
    assert world.kernel.breaker._failures == {}


async def test_what_a_route_takes_is_less_than_a_file_may_have(client: Any) -> None:
    """The route's own limit is 413 while it streams, and nothing is left."""

    async def body() -> AsyncIterator[bytes]:
        for _ in range(30):
            yield b"x" * 10

    for content in (b"x" * 101, body()):
        assert (await client.put("/small/a", content=content)).status_code == 413
    assert (await client.get("/about/a")).status_code == 404


async def test_the_operators_limit(serve: Any) -> None:
    world = await serve(*routes(), blobs={"largest_bytes": 1000})
    async with world.client() as client:
        answer = await client.put(f"{ROOT}/files/a", content=b"x" * 1001)
        assert (answer.status_code, answer.json()["limit"]) == (413, 1000)
        assert (await client.put(f"{ROOT}/files/a", content=b"x" * 1000)).status_code == 204


async def test_middleware_that_changes_a_file(serve: Any) -> None:
    """Its length is then nobody's word: it goes in chunks."""

    async def twice(ctx: RequestContext, call_next: Callable[[], Awaitable[Response]]) -> Response:
        response = await call_next()
        if not isinstance(body := response.body, bytes):
            response.body = doubled(body)
        return response

    async def doubled(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in body:
            yield chunk + chunk

    world = await serve(*routes(), middleware=[Middleware.authorised(twice)])
    async with world.client() as client:
        await client.put(f"{ROOT}/files/a", content=b"ab")
        answer = await client.get(f"{ROOT}/files/a")
        assert answer.content == b"abab"
        assert "content-length" not in answer.headers


# -- streams, through a real server


async def until(condition: Callable[[], bool]) -> None:
    """Look again and again."""
    while not condition():  # noqa: ASYNC110  (it is of a disk, or of a server)
        await asyncio.sleep(0.01)


@asynccontextmanager
async def served(world: Any) -> AsyncIterator[str]:
    """The app on a port of the loopback."""
    server = uvicorn.Server(uvicorn.Config(world.app, lifespan="off", log_config=None, timeout_graceful_shutdown=1))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    serving = asyncio.create_task(server._serve([listening]))
    async with asyncio.timeout(10):
        await until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}{ROOT}"
    finally:
        server.should_exit = True
        await serving
        listening.close()


def authorised(world: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.key}"}


def parts_in(world: Any) -> list[Path]:
    """Files of this world that are being written."""
    return list((world.kernel.settings.data_dir / "blobs" / ".parts").glob("*"))


async def blocks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // MIB):
        yield b"x" * MIB


async def test_streams_both_ways(world: Any) -> None:
    """64 MB up and down: neither is collected on the way."""
    async with served(world) as url, httpx.AsyncClient(headers=authorised(world), timeout=60) as client:
        assert (await client.put(f"{url}/files/a", content=blocks(LARGE))).status_code == 204
        assert (sum(SEEN), max(SEEN) < 2 * MIB) == (LARGE, True)
        async with client.stream("GET", f"{url}/files/a") as answer:
            assert answer.headers["content-length"] == str(LARGE)
            sizes = [len(chunk) async for chunk in answer.aiter_raw()]
        assert (sum(sizes), len(sizes) > 20) == (LARGE, True)


async def test_an_upload_arrives_as_it_is_sent(world: Any) -> None:
    """The first chunk is on its way to the disk before the second is sent: nothing waits for the whole."""
    second = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"1" * 3 * MIB
        await second.wait()
        yield b"2"

    async with served(world) as url, httpx.AsyncClient(headers=authorised(world), timeout=60) as client:
        putting = asyncio.create_task(client.put(f"{url}/files/a", content=body()))
        async with asyncio.timeout(10):
            await until(lambda: sum(SEEN) == 3 * MIB and any(part.stat().st_size >= MIB for part in parts_in(world)))
        second.set()
        assert (await putting).status_code == 204
        assert (await client.get(f"{url}/about/a")).json()["size"] == 3 * MIB + 1


async def test_parts_of_a_form_stream_as_well(world: Any) -> None:
    async with served(world) as url, httpx.AsyncClient(headers=authorised(world), timeout=60) as client:
        sent = {"a": ("a.png", b"x" * 9 * MIB, "image/png"), "b": ("../b", b"", "text/plain")}
        assert (await client.post(f"{url}/parts", files=sent)).json() == ["a", "b"]
        found = (await client.get(f"{url}/about/a")).json()
        assert (found["size"], found["media_type"]) == (9 * MIB, "image/png")


async def raw(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection of a client that keeps no rule."""
    return await asyncio.open_connection(urlsplit(url).hostname, urlsplit(url).port)


async def test_an_upload_that_is_cut_off(world: Any) -> None:
    """What was stays, nothing of the new does, and it is nobody's fault."""
    async with served(world) as url, httpx.AsyncClient(headers=authorised(world), timeout=60) as client:
        await client.put(f"{url}/files/a", content=b"old")
        _, writer = await raw(url)
        head = f"PUT {ROOT}/files/a HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGE}\r\nAuthorization: Bearer {world.key}\r\n\r\n"
        writer.write(head.encode() + b"n" * 3 * MIB)
        await writer.drain()
        async with asyncio.timeout(10):
            await until(lambda: bool(parts_in(world)))
            writer.close()
            await until(lambda: not parts_in(world))
        assert (await client.get(f"{url}/files/a")).content == b"old"
        assert world.kernel.breaker._failures == {}


async def test_a_download_that_is_cut_off(world: Any) -> None:
    """The file is closed as soon as nobody reads it."""

    def opened() -> int:
        found = [f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd")]  # noqa: PTH208
        return sum(os.path.realpath(path).endswith(".blob") for path in found)

    async with served(world) as url, httpx.AsyncClient(headers=authorised(world), timeout=60) as client:
        await client.put(f"{url}/files/a", content=blocks(LARGE))
        reader, writer = await raw(url)
        writer.write(f"GET {ROOT}/files/a HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {world.key}\r\n\r\n".encode())
        await reader.readexactly(MIB)
        assert opened() == 1
        writer.transport.abort()
        async with asyncio.timeout(10):
            await until(lambda: not opened())
        assert (await client.get(f"{url}/about/a")).json()["size"] == LARGE
        assert world.kernel.breaker._failures == {}


async def test_a_file_that_ends_early_is_no_whole_answer(world: Any) -> None:
    """What keeps it fails half-way: the client knows, since the length was promised."""
    driver = world.kernel.drivers.get(BLOBS)
    opens = driver.open

    class Breaks:
        def __init__(self) -> None:
            self.left = 3

        def __aiter__(self) -> Breaks:
            return self

        async def __anext__(self) -> bytes:
            self.left -= 1
            if not self.left:
                raise BlobsDown("the wire broke")
            return b"x" * 1000

        async def aclose(self) -> None:
            """Nothing."""

    async with served(world) as url, httpx.AsyncClient(headers=authorised(world), timeout=60) as client:
        await client.put(f"{url}/files/a", content=b"x" * 5000)

        async def broken(*arguments: Any) -> Any:
            stat, content = await opens(*arguments)
            await content.aclose()
            return stat, Breaks()

        driver.open = broken
        with pytest.raises(httpx.RemoteProtocolError, match="peer closed connection"):
            await client.get(f"{url}/files/a")
        assert world.kernel.breaker._failures == {}
