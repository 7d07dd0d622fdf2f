"""The load: keep-alive connections that send one request after the other, in a process of their own.

A protocol straight on uvloop that looks for the end of the headers and at Content-Length, nothing else, so that the
server is what limits the rate. Orders come as JSON lines on standard input; each is answered by one on standard output.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from array import array
from base64 import b64decode
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import uvloop

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
WARM_UP_SECONDS = 0.1
LONGEST_SECONDS = 300.0


class Unexpected(Exception):
    """A server answered with something else than 200, or went away."""


class Round:
    """One order: which requests to which port, for how long or how many."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.port: int = order["port"]
        self.pid: int = order["pid"]
        self.seconds: float = order["seconds"]
        self.count: int = order.get("count", 0)
        """Stop after so many, whatever the time; 0 means that the time decides."""
        self.connections: int = order["connections"]
        self.requests: Iterator[bytes] = cycle([b64decode(text) for text in order["requests"]])
        self.seen = 0
        self.latencies = array("d")
        self.running = True
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def answered(self, began: float) -> None:
        self.seen += 1
        self.latencies.append(time.perf_counter() - began)
        if self.seen == self.count:
            self.end(None)

    def end(self, error: Exception | None) -> None:
        self.running = False
        if self.ended.done():
            return
        if error:
            self.ended.set_exception(error)
        else:
            self.ended.set_result(None)


class Connection(asyncio.Protocol):
    """Sends the next request when the answer to the one before is whole."""

    __slots__ = ("began", "buffer", "round", "transport")

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self.buffer = b""
        self.began = 0.0

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.began = time.perf_counter()
        self.transport.write(next(self.round.requests))

    def data_received(self, data: bytes) -> None:
        if self.buffer:
            data = self.buffer + data
        head = data.find(b"\r\n\r\n")
        if head < 0 or not whole(data, head):
            self.buffer = data
        elif data[9:12] != b"200":
            self.refuse(data)
        else:
            self.buffer = b""
            if self.round.running:
                self.round.answered(self.began)
                self.send()

    def refuse(self, data: bytes) -> None:
        self.round.end(Unexpected(data[:500].decode("latin-1")))
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.round.running:
            self.round.end(Unexpected(f"the server closed a connection: {exc!r}"))


def whole(data: bytes, head: int) -> bool:
    """Is the answer complete whose headers end at `head`? Chunks end with an empty one."""
    length = LENGTH.search(data, 0, head + 2)
    return len(data) >= head + 4 + int(length[1]) if length else data.endswith(b"\r\n0\r\n\r\n")


def cpu_seconds(pid: int) -> float:
    """What all threads of a process spent on a processor, in user code and in the kernel, to the nanosecond."""
    spent = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            spent += int((thread / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return spent / 1e9


def children_of(pid: int) -> list[int]:
    """Processes that it started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


async def run(order: dict[str, Any]) -> dict[str, float]:
    """Do one order; what came of it."""
    loop, round_ = asyncio.get_running_loop(), Round(order)
    made = [await loop.create_connection(lambda: Connection(round_), "127.0.0.1", round_.port) for _ in range(round_.connections)]
    if not round_.count:
        await asyncio.sleep(WARM_UP_SECONDS)
        round_.seen = 0
        del round_.latencies[:]
    began, own, theirs = time.perf_counter(), time.process_time(), cpu_seconds(round_.pid)
    timer = loop.call_later(LONGEST_SECONDS if round_.count else round_.seconds, round_.end, None)
    await round_.ended
    took, own, theirs = time.perf_counter() - began, time.process_time() - own, cpu_seconds(round_.pid) - theirs
    timer.cancel()
    for transport, _ in made:
        transport.abort()
    latencies = sorted(round_.latencies)
    return {
        "rate": round_.seen / took,
        "requests": round_.seen,
        "cpu": theirs / max(round_.seen, 1),
        "busy": theirs / took,
        "load_busy": own / took,
        "p50": latencies[len(latencies) // 2] if latencies else 0.0,
        "p99": latencies[len(latencies) * 99 // 100] if latencies else 0.0,
    }


def main() -> None:
    """Do orders until standard input ends."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            try:
                answer: dict[str, Any] = runner.run(run(json.loads(line)))
            except (Unexpected, OSError) as error:
                answer = {"error": str(error)}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
