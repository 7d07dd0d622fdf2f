"""Events of a client that sends them again until they are acknowledged: each is stored once, whoever is killed meanwhile."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import duckdb
import httpx
from omni_testbed.faults import LONG
from omni_testbed.home import Home, Server
from omni_testbed.redis import OwnRedis
from omni_testbed.town import Tenant, Town
from omni_testbed.waiting import until

EVENTS = 100_000 if LONG else 5_000
LOT = 100
CLIENTS = 2
ROUNDS = 5 if LONG else 1
OUTAGE = 10.0 if LONG else 0.5
PAUSE = 0.02 if LONG else 0.1
"""Between two lots, so that clients still send when the last fault comes."""
SETTLE = 600.0 if LONG else 120.0
PATH = "/api/v1/analytics/events"
WAITING = "SELECT COUNT(*) AS n FROM p_analytics__ingest_log WHERE tenant_id = ?"
LISTED = "SELECT name, rows FROM p_analytics__segment WHERE tenant_id = ?"


def test_each_event_is_stored_once(home: Home, redis: OwnRedis) -> None:
    """Web processes, workers and Redis are killed in turn while events come in; what was acknowledged is there, once."""
    with home.running("serve", "--workers", "2", "--json") as server:
        town = Town(home, server, server)
        tenant = town.tenant()
        town.enable("analytics", tenant, meter_requests=False)
        with Senders(server.url(), tenant) as senders:
            faults: list[Callable[[], object]] = [
                lambda: killed(server, "worker"), lambda: killed(server, "web-process"), lambda: gone(redis),
            ] * ROUNDS  # fmt: skip
            for number, fault in enumerate(faults):
                senders.reach((number + 1) * EVENTS // (len(faults) + 1))
                fault()
            senders.reach(EVENTS)
        until(lambda: not waiting(home, tenant), "the log is written", seconds=SETTLE, pause=0.2)
        count, distinct, listed = stored(home, tenant)
        assert (count, distinct, listed) == (EVENTS, EVENTS, EVENTS), senders.answers
        town.platform.close()


class Senders:
    """Clients that send numbered events, each lot again and again until it is acknowledged (202)."""

    def __init__(self, url: str, tenant: Tenant) -> None:
        self._url, self._key = url, tenant.key
        self._acknowledged = [0] * CLIENTS
        self.answers: Counter[int | str] = Counter()
        """Statuses, and names of the errors of connections."""
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(n,), name=f"sender-{n}") for n in range(CLIENTS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=90)
        assert not any(thread.is_alive() for thread in self._threads), f"clients still wait: {self.answers}"

    def reach(self, events: int) -> None:
        """Wait until so many were acknowledged."""
        until(lambda: sum(self._acknowledged) >= events, f"{events} events are taken in ({self.answers})", seconds=SETTLE)

    def _work(self, me: int) -> None:
        mine = range(me * EVENTS // CLIENTS, (me + 1) * EVENTS // CLIENTS)
        said = {"Authorization": f"Bearer {self._key}"}
        with httpx.Client(base_url=self._url, headers=said, timeout=20) as client:
            for first in mine[::LOT]:
                lot = [event(number) for number in range(first, min(first + LOT, mine.stop))]
                while not self._sent(client, lot):
                    if self._stop.wait(0.1):
                        return
                self._acknowledged[me] += len(lot)
                if self._stop.wait(PAUSE):
                    return

    def _sent(self, client: httpx.Client, lot: list[dict[str, Any]]) -> bool:
        try:
            answer: int | str = client.post(PATH, json={"events": lot}).status_code
        except httpx.HTTPError as error:
            answer = type(error).__name__
        self.answers[answer] += 1
        return answer == 202


def event(number: int) -> dict[str, Any]:
    """One of them; it says no time, so that one that is sent again says another one."""
    return {"name": "feature.used", "message_id": f"m{number}", "user_id": f"u{number % 97}", "properties": {"feature": "export"}}


def killed(server: Server, what: str) -> None:
    """One of them, which is started again."""
    os.kill(until(lambda: server.children(what), f"there is a {what}", seconds=60)[0], signal.SIGKILL)


def gone(redis: OwnRedis) -> None:
    """Redis is killed, and after a while there is an empty one."""
    redis.process.kill()
    redis.process.wait(timeout=10)
    (redis.folder / "r.sock").unlink(missing_ok=True)
    time.sleep(OUTAGE)
    redis.start()


def waiting(home: Home, tenant: Tenant) -> int:
    """Batches that are not written yet."""
    return int(home.rows(WAITING, tenant.id)[0]["n"])


def stored(home: Home, tenant: Tenant) -> tuple[int, int, int]:
    """Events in the files that are listed, how many of them are told apart by their ids, and how many the list says."""
    rows = home.rows(LISTED, tenant.id)
    files = [str(copied(home, tenant, str(row["name"]))) for row in rows]
    query = "SELECT count(*), count(DISTINCT message_id) FROM read_parquet(?, hive_partitioning = false)"
    answer = duckdb.execute(query, [files]).fetchone()
    assert answer is not None
    return int(answer[0]), int(answer[1]), sum(int(row["rows"]) for row in rows)


def copied(home: Home, tenant: Tenant, name: str) -> Path:
    """A segment, out of the file in which the driver `file` keeps it: a line about it, then what is in it."""
    last = quote(name.rpartition("/")[2], safe="").replace(".", "%2E")
    (kept,) = (home.data / "blobs" / tenant.id / "analytics").rglob(f"{last}.blob")
    copy = home.folder / last
    copy.write_bytes(kept.read_bytes().partition(b"\n")[2])
    return copy
