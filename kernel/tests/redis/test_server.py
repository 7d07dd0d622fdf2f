"""The private server: one owner, clients beside it, found and started again whatever happened."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from redis.asyncio import Redis

from omni_kernel.redis import server as module
from omni_kernel.redis.server import PrivateServer, RedisMissing, socket_path


async def until(true: object) -> None:
    """Wait (ten seconds at most) for a condition."""
    assert callable(true)
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  # of another process
            await asyncio.sleep(0.01)


async def test_first_owns_second_is_a_client(server: PrivateServer, folder: Path) -> None:
    """Both reach the same server; when the client stops, the server goes on."""
    second = PrivateServer(folder)
    await second.start()
    assert (server.owner, second.owner) == (True, False)
    assert second.url == server.url
    async with Redis.from_url(second.url) as client:
        await client.set("a", "1")
        await second.stop()
        assert await client.get("a") == b"1"


async def test_a_client_takes_over_when_the_owner_stops(server: PrivateServer, folder: Path) -> None:
    """What was written is still there."""
    second = PrivateServer(folder)
    await second.start()
    async with Redis.from_url(server.url) as client:
        await client.set("a", "1")
    await server.stop()
    await until(lambda: second.pid)
    async with Redis.from_url(second.url) as client:
        await until(lambda: second.owner)
        async with asyncio.timeout(10):
            while True:
                with suppress(OSError, Exception):
                    assert await client.get("a") == b"1"
                    break
                await asyncio.sleep(0.01)
    await second.stop()


async def test_comes_back_after_a_crash(server: PrivateServer) -> None:
    """Killed outright, it leaves a stale socket; the owner starts another, with the data."""
    async with Redis.from_url(server.url) as client:
        await client.set("a", "1")
        await client.config_set("appendfsync", "always")
        await client.set("b", "2")
    old = server.pid
    assert old
    os.kill(old, signal.SIGKILL)
    await until(lambda: server.pid not in {old, None})
    async with Redis.from_url(server.url) as client, asyncio.timeout(10):
        while True:
            with suppress(Exception):
                assert await client.get("b") == b"2"
                return
            await asyncio.sleep(0.01)


async def test_dies_with_its_owner(folder: Path) -> None:
    """However the owner dies; and only then another may own the folder."""
    program = (
        "import asyncio, sys; from pathlib import Path; from omni_kernel.redis.server import PrivateServer\n"
        "async def main():\n"
        "    s = PrivateServer(Path(sys.argv[1])); await s.start(); print(s.pid, flush=True); await asyncio.sleep(60)\n"
        "asyncio.run(main())"
    )
    owner = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(folder), stdout=asyncio.subprocess.PIPE)
    assert owner.stdout
    first = int(await owner.stdout.readline())
    heir = PrivateServer(folder)
    await heir.start()
    assert not heir.owner
    owner.kill()
    await owner.wait()
    await until(lambda: heir.pid)
    assert heir.pid != first
    await heir.stop()


async def test_a_long_path(folder: Path) -> None:
    """A socket whose path would be too long is put into a short folder, the same one each time."""
    deep = folder / ("d" * 120)
    server = PrivateServer(deep)
    await server.start()
    try:
        assert server.url == PrivateServer(deep).url
        assert len(server.url) < 107
        async with Redis.from_url(server.url) as client:
            assert await client.ping()
        assert (deep / "redis" / "redis.log").exists()
    finally:
        await server.stop()
    socket_path(deep.resolve() / "redis").parent.rmdir()


def test_refuses_a_short_folder_that_others_may_enter(folder: Path) -> None:
    """Somebody could have put it there, to be the server that Omni talks to."""
    deep = folder / ("e" * 120)
    short = socket_path(deep).parent
    try:
        short.chmod(0o755)
        with pytest.raises(RedisMissing, match="not a private folder"):
            socket_path(deep)
    finally:
        short.rmdir()


def test_says_what_to_do_where_there_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither on PATH nor from the wheel."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(RedisMissing, match="install redis or valkey"):
        module.executable()


async def test_says_where_to_look_when_it_does_not_start(folder: Path) -> None:
    """A broken append-only file, for example: the log tells."""
    server = PrivateServer(folder)
    (folder / "redis" / "appendonly.aof").write_bytes(b"nonsense")
    with pytest.raises(RedisMissing, match=r"redis\.log"):
        await server.start()
    await server.stop()
