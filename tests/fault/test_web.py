"""Web processes that are killed around a commit, and replaced one by one under load."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import httpx
import pytest
from omni_testbed.faults import LEDGER, SCALE, Figures, Load, Scene, scene
from omni_testbed.home import Home, Server
from omni_testbed.waiting import until

ROLLS = 20 if SCALE.outage > 10 else 1


def test_killed_between_commit_and_relay(home: Home, figures: list[Figures]) -> None:
    """What was committed runs though nobody was woken for it; what was not never was. The others answer meanwhile."""
    with scene(home) as it, Load(it) as load:
        for what, kill in (("kept", "after"), ("gone", "before")):
            with pytest.raises(httpx.RemoteProtocolError):
                it.ask(what, kill=kill)
        load.complete()
        it.has(["kept"])
        until(lambda: len(it.server.children("web-process")) == 2, "they were started again")
        figures.append(it.settled(load.promised | {"kept"}, load.uncertain))


# -- rolling restart


class Visitors:
    """Clients that never try again: each answer that is none, or none that was asked for, is a failure."""

    def __init__(self, it: Scene) -> None:
        self._url, self._key = it.server.url(), it.tenant.key
        self.answers: Counter[str] = Counter()
        self.pids: set[int] = set()
        self._stop = threading.Event()
        kept = [threading.Thread(target=self._keeping) for _ in range(2)]
        self._threads = [*kept, threading.Thread(target=self._calling), threading.Thread(target=self._dawdling)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=30)

    def _client(self) -> httpx.Client:
        # No retries, and no connection is given up before the server says so.
        limits = httpx.Limits(max_connections=1, keepalive_expiry=None)
        return httpx.Client(base_url=self._url, headers={"Authorization": f"Bearer {self._key}"}, limits=limits, timeout=30)

    def _keeping(self) -> None:
        """On one connection, as fast as it goes."""
        with self._client() as client:
            while not self._stop.is_set():
                self._count(client, "/which")

    def _calling(self) -> None:
        """On a new connection each time."""
        while not self._stop.is_set():
            with self._client() as client:
                self._count(client, "/which")

    def _dawdling(self) -> None:
        """Asks for what takes a while, and pauses: the connection is at rest when its process leaves."""
        with self._client() as client:
            while not self._stop.wait(0.3):
                self._count(client, "/slowly?seconds=0.3")

    def _count(self, client: httpx.Client, path: str) -> None:
        try:
            answer = client.get(f"{LEDGER}{path}")
        except httpx.HTTPError as error:
            self.answers[repr(error)] += 1
            return
        self.answers["well" if answer.status_code == 200 else answer.text] += 1
        if answer.status_code == 200:
            self.pids.add(answer.json()["pid"])


def test_rolling_restart_under_load(home: Home) -> None:
    """No request fails, every process is another one afterwards, and jobs go on."""
    with scene(home) as it, ExitStack() as stack:
        visitors, load = stack.enter_context(Visitors(it)), stack.enter_context(Load(it))
        for number in range(ROLLS):
            roll(it.server, visitors, number + 1)
        load.complete()
        assert visitors.answers.keys() == {"well"}, visitors.answers
        assert visitors.answers["well"] > 20
        assert load.answers.keys() == {202}, load.answers
        it.settled(load.promised)


def roll(server: Server, visitors: Visitors, number: int) -> None:
    """One rolling restart; at its end only new processes answer."""
    old = {*server.children("web-process"), *server.children("worker")}
    os.kill(server.pid, signal.SIGHUP)
    until(lambda: server.output().count("the rolling restart is complete") == number, "all were replaced", seconds=90)
    new = {*server.children("web-process"), *server.children("worker")}
    assert len(new) == len(old) == 3
    assert not new & old, (new, old)
    visitors.pids.clear()
    until(lambda: len(visitors.pids) > 0, "the new ones answer")
    assert visitors.pids <= new


def test_a_request_that_is_half_sent_is_answered(home: Home) -> None:
    """Its process was told to leave in between; it answers, and says that it keeps the connection no longer."""
    with scene(home, "--no-worker") as it:
        url = urlsplit(it.server.url())
        with socket.create_connection((url.hostname, url.port), timeout=60) as line:
            head = f"GET {LEDGER}/which HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {it.tenant.key}\r\n"
            line.sendall(f"{head}\r\n".encode())
            pid = int(reply(line).rpartition(b'"pid":')[2].rstrip(b"}"))
            line.sendall(head.encode())
            os.kill(it.server.pid, signal.SIGHUP)
            until(lambda: set(it.server.children("web-process")) - {pid}, "another one was started")
            until(lambda: not listens(pid, url.port or 0), "it listens no more", seconds=60)
            line.sendall(b"\r\n")
            answer = reply(line)
            assert answer.startswith(b"HTTP/1.1 200"), answer
            assert b"connection: close" in answer.lower()
            assert f'"pid":{pid}}}'.encode() in answer
            assert line.recv(1) == b""
        until(lambda: "the rolling restart is complete" in it.server.output(), "the others follow", seconds=60)


def test_what_does_not_come_up_replaces_nothing(home: Home) -> None:
    """A mistake in the configuration: it is told, and the old processes go on."""
    with scene(home) as it:
        old = {*it.server.children("web-process"), *it.server.children("worker")}
        configuration = home.folder / "omni.toml"
        right = configuration.read_text("utf-8")
        configuration.write_text(right + "[nonsense]\n", "utf-8")
        os.kill(it.server.pid, signal.SIGHUP)
        until(lambda: "the old one goes on" in it.server.output(), "it is told", seconds=60)
        assert {*it.server.children("web-process"), *it.server.children("worker")} == old
        assert it.client.get(f"{LEDGER}/which").status_code == 200
        configuration.write_text(right, "utf-8")
        os.kill(it.server.pid, signal.SIGHUP)
        until(lambda: "the rolling restart is complete" in it.server.output(), "it is right again", seconds=90)
        assert not {*it.server.children("web-process"), *it.server.children("worker")} & old


def test_told_to_end_while_it_rolls(home: Home) -> None:
    """Old and new ones end."""
    with scene(home) as it:
        os.kill(it.server.pid, signal.SIGHUP)
        until(lambda: len(it.server.children("web-process")) == 3, "a new one was started")
        family = it.server.children()
        assert it.server.terminate() == 0, it.server.output()
        until(lambda: not any(map(alive, family)), "nobody is left")


def reply(line: socket.socket) -> bytes:
    """One answer with its body, which ends with the JSON object."""
    got = b""
    while not got.endswith(b"}"):
        more = line.recv(4096)
        assert more, got
        got += more
    return got


def listens(pid: int, port: int) -> bool:
    """Whether the process has a listening socket on that port."""
    listening = {
        fields[9]
        for fields in (row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:])
        if fields[3] == "0A" and int(fields[1].partition(":")[2], 16) == port
    }
    return any(f"socket:[{inode}]" in map(link, Path(f"/proc/{pid}/fd").iterdir()) for inode in listening)


def link(path: Path) -> str:
    """Where it leads; nothing when it has gone meanwhile."""
    try:
        return str(path.readlink())
    except FileNotFoundError:
        return ""


def alive(pid: int) -> bool:
    """Zombies aside."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
