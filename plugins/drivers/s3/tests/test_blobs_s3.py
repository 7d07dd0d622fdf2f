"""Blobs in a bucket of a real server: what every driver does, and what a server and a network ask of this one."""

from __future__ import annotations

import asyncio
import resource
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from importlib.metadata import entry_points
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import ValidationError

from omni_driver_s3 import S3Blobs
from omni_driver_s3 import errors as s3_errors
from omni_sdk.drivers import BLOBS, BlobsDown, StorageFull
from omni_sdk.errors import NotFound
from omni_sdk.testing.blobs import MIB, TEXT, BlobContract, block, given_in, large, listed, read, write
from omni_sdk.testing.s3 import READER, S3Server, free_ports

Driver = Callable[..., S3Blobs]


class TestS3(BlobContract):
    """The contract."""

    @pytest.fixture
    def blobs(self, driver: Driver) -> S3Blobs:
        return driver()

    @pytest.fixture
    async def again(self, blobs: Any, driver: Driver) -> S3Blobs:
        return driver()


async def test_a_prefix_keeps_installations_apart(driver: Driver) -> None:
    """Two in one bucket see nothing of each other, nor delete it."""
    ours, theirs, all_of_it = driver(prefix="omni/prod"), driver(prefix="omni/prod-2"), driver()
    await write(ours, "a/b", b"ours")
    await write(theirs, "a/b", b"theirs")
    assert await listed(all_of_it) == {"omni/prod/a/b", "omni/prod-2/a/b"}
    await ours.delete_all("a")
    assert await listed(ours) == set()
    assert await read(theirs, "a/b") == b"theirs"


async def test_an_upload_that_is_given_up_leaves_no_parts(driver: Driver, s3: S3Server, bucket: str) -> None:
    """Parts that nobody sees would be paid for; the server is told to forget them."""
    blobs, waits = driver(), asyncio.Event()

    async def source(then: BaseException | None) -> AsyncIterator[bytes]:
        for number in range(12):
            yield block(number)
        if then is not None:
            raise then
        waits.set()
        await asyncio.Event().wait()

    with pytest.raises(ValueError, match="mine"):  # one that the library raises itself, too
        await blobs.write("a", source(ValueError("mine")), TEXT)
    writing = asyncio.create_task(blobs.write("b", source(None), TEXT))
    await waits.wait()
    assert s3.uploads(bucket)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert s3.uploads(bucket) == []
    assert await listed(blobs) == set()


ALL = ["write", "write large", "stat", "open", "list", "delete", "delete_all"]


async def attempt(blobs: S3Blobs, what: str) -> None:
    """One of all operations."""
    if what.startswith("write"):
        await blobs.write("a", large(0) if what.endswith("large") else given_in([b"x"]), TEXT)
    elif what == "list":
        await listed(blobs, "a")
    else:
        await getattr(blobs, what)("a")


@pytest.mark.parametrize("what", ALL)
async def test_no_such_bucket(driver: Driver, s3: S3Server, what: str) -> None:
    """The message names bucket and server, and says where to look; it is never taken for a missing blob."""
    with pytest.raises(BlobsDown) as caught:
        await attempt(driver(bucket="nobodys"), what)
    assert str(caught.value).startswith(f"there is no bucket 'nobodys' at {s3.url}: create it, or mend bucket")


@pytest.mark.parametrize("what", ALL)
@pytest.mark.parametrize("key", [{"access_key_id": "nobody"}, {"secret_access_key": "wr0ng"}])
async def test_a_wrong_key(driver: Driver, what: str, key: dict[str, str]) -> None:
    """The message says so, and holds no secret."""
    with pytest.raises(
        BlobsDown, match=r"bucket 'bucket-\d+' at .*(does not know|refuses) the key .*(access_key_id|let it)"
    ) as caught:
        await attempt(driver(**key), what)
    assert "wr0ng" not in str(caught.value)


@pytest.mark.parametrize("what", ["write", "write large"])
async def test_a_key_that_may_not_write(driver: Driver, what: str) -> None:
    await write(driver(), "a", b"x")
    reader = driver(access_key_id=READER)
    assert await read(reader, "a") == b"x"
    with pytest.raises(BlobsDown, match=r"refuses the key \(AccessDenied\): let it read, write, list and delete"):
        await attempt(reader, what)


@pytest.mark.parametrize("what", ALL)
async def test_an_unreachable_server(driver: Driver, what: str) -> None:
    """Tried again, and given up in time."""
    (port,) = free_ports(1)
    async with asyncio.timeout(20):
        with pytest.raises(
            BlobsDown, match=rf"bucket .* at http://127\.0\.0\.1:{port} cannot be used: .*; check endpoint"
        ) as caught:
            await attempt(driver(endpoint=f"http://127.0.0.1:{port}"), what)
    assert len(str(caught.value)) < 800


async def test_a_server_that_does_not_answer(driver: Driver) -> None:
    """The time-out is the operator's."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        async with asyncio.timeout(20):
            with pytest.raises(BlobsDown, match="cannot be used"):
                await driver(endpoint=f"http://127.0.0.1:{silent.getsockname()[1]}", timeout_seconds=0.5).stat("a")


class Wire:
    """A wire to the server that can be cut, and says how much went over it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname, parts.port
        self._writers: list[asyncio.StreamWriter] = []
        self._carrying: set[asyncio.Task[None] | None] = set()
        self.carried, self.cuts_after, self.cut, self.stays_cut = 0, float("inf"), 0, False

    async def start(self) -> str:
        self.server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._carrying.add(asyncio.current_task())
        there, back = await asyncio.open_connection(self._host, self._port)
        self._writers += [writer, back]
        await asyncio.gather(self._one_way(reader, back), self._one_way(there, writer), return_exceptions=True)

    async def _one_way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            self.carried += len(data)
            if self.carried > self.cuts_after:
                self.cut += 1
                self.cuts_after = self.carried if self.stays_cut else float("inf")
                for each in self._writers:
                    each.close()
                return
            writer.write(data)
            await writer.drain()
        writer.close()

    async def stop(self) -> None:
        self.server.close()
        for each in self._writers:
            each.transport.abort()
        for task in self._carrying:
            if task is not None:
                await task
        await self.server.wait_closed()


@pytest.fixture
async def wire(s3: S3Server) -> AsyncIterator[Wire]:
    made = Wire(s3.url)
    yield made
    await made.stop()


async def test_a_wire_that_breaks_once_is_not_noticed(driver: Driver, wire: Wire) -> None:
    """While writing, and while reading: what was lost is sent again."""
    blobs = driver(endpoint=await wire.start(), retries=5, retry_seconds=20)
    wire.cuts_after = 8 * MIB
    await blobs.write("a", large(0), TEXT)
    assert wire.cut == 1
    wire.cuts_after = wire.carried + 8 * MIB
    content = await read(blobs, "a")
    assert content == b"".join([chunk async for chunk in large(0)])
    assert wire.cut == 2


async def test_a_wire_that_stays_cut(driver: Driver, wire: Wire) -> None:
    """The write fails in time, with a clear error, and what was stays."""
    await write(driver(), "a", b"old")
    blobs = driver(endpoint=await wire.start())
    wire.stays_cut, wire.cuts_after = True, 8 * MIB
    async with asyncio.timeout(40):
        with pytest.raises(BlobsDown, match="cannot be used"):
            await blobs.write("a", large(0), TEXT)
    assert await read(driver(), "a") == b"old"


async def test_a_slow_reader_holds_the_server_back(driver: Driver, wire: Wire) -> None:
    """What nobody has asked for stays where it is."""
    await driver().write("a", (block(n) async for n in numbers(64)), TEXT)
    _, content = await driver(endpoint=await wire.start()).open("a")
    async with aclosing(content):
        await anext(content)
        before = -1
        while before != wire.carried:
            before = wire.carried
            await asyncio.sleep(0.2)
        assert wire.carried < 48 * MIB


async def numbers(count: int) -> AsyncIterator[int]:
    for number in range(count):
        yield number


async def test_memory_does_not_grow_with_the_blob(driver: Driver) -> None:
    """A few parts at a time, out and in."""
    blobs = driver()
    await write(blobs, "warm", b"x" * 12 * MIB)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await blobs.write("a", (block(n) async for n in numbers(128)), TEXT)
    _, content = await blobs.open("a")
    async with aclosing(content):
        assert sum([len(chunk) async for chunk in content]) == 128 * MIB
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < 80 * MIB


async def test_credentials_from_the_environment(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the tools of AWS read them."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "omni-test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "omni-test-secret")
    blobs = driver(access_key_id=None, secret_access_key=None)
    await write(blobs, "a", b"x")
    assert await read(blobs, "a") == b"x"


@pytest.mark.parametrize(
    "said",
    ["status code: 507 x", "status code: 400: <Code>XMinioStorageFull</Code>", "status code: 403 <Code>QuotaExceeded</Code>"],
)
def test_a_full_server(said: str) -> None:
    """As such servers say it; none of them can be filled here."""
    assert isinstance(s3_errors.told(OSError(said), "bucket 'b'"), StorageFull)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, "bucket"),
        ({"bucket": "No_Bucket"}, "bucket"),
        ({"bucket": "omni", "buckt": "x"}, "buckt"),
        ({"bucket": "omni", "access_key_id": "a"}, "go together"),
        ({"bucket": "omni", "secret_access_key": "hunter2"}, "go together"),
        ({"bucket": "omni", "endpoint": "s3.example.com"}, "should begin with https://"),
        ({"bucket": "omni", "prefix": "/a/"}, "single slashes"),
        ({"bucket": "omni", "part_bytes": 1}, "part_bytes"),
    ],
)
def test_bad_configuration(table: dict[str, object], message: str) -> None:
    """The message names the key, and no secret."""
    with pytest.raises(ValidationError, match=message) as caught:
        S3Blobs.Config.model_validate(table)
    assert "hunter2" not in str(caught.value)


async def test_a_bad_ca_file(driver: Driver) -> None:
    with pytest.raises(BlobsDown, match=r"/no/such\.pem"):
        await driver(ca_file="/no/such.pem").stat("a")


async def test_missing_blobs_are_told_from_a_missing_bucket_once(driver: Driver, wire: Wire) -> None:
    """The look at the bucket is made for the first miss only."""
    blobs = driver(endpoint=await wire.start())
    carried = []
    for _ in range(3):
        before = wire.carried
        with pytest.raises(NotFound):
            await blobs.stat("a")
        carried.append(wire.carried - before)
    assert carried[0] > carried[1] == carried[2]


def test_it_is_found_by_name() -> None:
    found = {entry.name: entry for entry in entry_points(group=f"omni.drivers.{BLOBS.name}")}
    assert found["s3"].load() is S3Blobs
