"""What the blob drivers make of the disk and of a server: one large blob written and read, by turns with the plain way.

Runs as a process of its own. Prints seconds by driver, by what is done and by which way.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import obstore
import uvloop
from obstore.store import S3Store
from pydantic import SecretStr

from omni_driver_files import FileBlobs
from omni_driver_files.file import FileConfig
from omni_driver_s3 import S3Blobs
from omni_driver_s3.config import Config
from omni_sdk.drivers import BlobDriver
from omni_sdk.testing.s3 import KEY, SECRET, S3Server

MIB = 1024 * 1024
CHUNK = os.urandom(MIB)
TYPE = "application/octet-stream"
Samples = dict[str, dict[str, dict[str, list[float]]]]
Ways = dict[str, dict[str, Callable[[], Awaitable[int | None]]]]


async def chunks(count: int) -> AsyncIterator[bytes]:
    """As they come from elsewhere."""
    for _ in range(count):
        yield CHUNK


def driven(driver: BlobDriver, megabytes: int) -> dict[str, Callable[[], Awaitable[int | None]]]:
    """By a driver."""

    async def write() -> None:
        await driver.write("bench/blob", chunks(megabytes), TYPE)

    async def read() -> int:
        _, content = await driver.open("bench/blob")
        async with aclosing(content):
            return sum([len(chunk) async for chunk in content])

    return {"write": write, "read": read}


def copied(folder: Path, megabytes: int) -> dict[str, Callable[[], Awaitable[int | None]]]:
    """By one thread: written beside its place, synchronised and renamed; read to the end."""
    path, part = folder / "plain", folder / "plain.part"

    def write() -> None:
        with part.open("wb") as file:
            file.writelines(CHUNK for _ in range(megabytes))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)

    def read() -> int:
        with path.open("rb") as file:
            return sum(len(chunk) for chunk in iter(lambda: file.read(MIB), b""))

    return {"write": lambda: asyncio.to_thread(write), "read": lambda: asyncio.to_thread(read)}


def bare(store: S3Store, config: Config, megabytes: int) -> dict[str, Callable[[], Awaitable[int | None]]]:
    """By obstore itself, with parts as large and as many at a time."""

    async def write() -> None:
        await obstore.put_async(
            store,
            "bare",
            chunks(megabytes),
            use_multipart=True,
            chunk_size=config.part_bytes,
            max_concurrency=config.parts_at_once,
        )

    async def read() -> int:
        result = await obstore.get_async(store, "bare")
        return sum([len(chunk) async for chunk in result.stream(MIB // 4)])

    return {"write": write, "read": read}


async def measure(folder: Path, megabytes: int, rounds: int) -> Samples:
    """On a disk, and by a server on this machine."""
    server = S3Server()
    try:
        config = Config(
            bucket=server.bucket(), endpoint=server.url, access_key_id=KEY, secret_access_key=SecretStr(SECRET), retries=0
        )
        files, objects = FileBlobs(FileConfig(folder=folder / "blobs")), S3Blobs(config)
        kinds: dict[str, Ways] = {
            "file": {"omni": driven(files, megabytes), "plain": copied(folder, megabytes)},
            "s3": {"omni": driven(objects, megabytes), "plain": bare(config.store(), config, megabytes)},
        }
        return {kind: await turns(ways, rounds, megabytes * MIB) for kind, ways in kinds.items()}
    finally:
        server.close()


async def turns(ways: Ways, rounds: int, size: int) -> dict[str, dict[str, list[float]]]:
    """A B, then B A; the first round is not counted."""
    found: dict[str, dict[str, list[float]]] = {verb: {way: [] for way in ways} for verb in ("write", "read")}
    for number in range(rounds + 1):
        for verb, samples in found.items():
            for way in ways if number % 2 else reversed(ways):
                began = time.perf_counter()
                read = await ways[way][verb]()
                if number:
                    samples[way].append(time.perf_counter() - began)
                if read not in (None, size):
                    raise RuntimeError(f"{way} read {read} bytes of {size}")
    return found


if __name__ == "__main__":
    print(json.dumps(uvloop.run(measure(Path(sys.argv[1]), *map(int, sys.argv[2:])))))
