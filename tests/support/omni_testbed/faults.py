"""An installation that is worked hard while something breaks, and what must be true of it afterwards."""

from __future__ import annotations

import os
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx

from omni_kernel.jobs.signature import digest

from .home import Home, Server
from .town import Town
from .waiting import Stopwatch, until

LEDGER = "/api/v1/x/ledger"
MINE = "tenant_id = ? AND plugin_id = 'ledger'"
MINUTE = 60_000
"""Milliseconds."""


@dataclass(frozen=True)
class Scale:
    """How much, and for how long."""

    jobs: int
    outage: float
    """Seconds that a part is away."""
    lease: float
    """Seconds that a worker has a job without a word."""
    settle: float
    """Seconds that all may take to come right in the end."""
    lot: int = 5
    """Jobs of one request."""


LONG = bool(os.environ.get("OMNI_TEST_SOAK"))
SCALE = Scale(jobs=10_000, outage=30, lease=30, settle=600, lot=20) if LONG else Scale(jobs=60, outage=2, lease=4, settle=120)


class Scene:
    """A tenant of a running installation that has the ledger on."""

    def __init__(self, home: Home, server: Server, workers: list[Server]) -> None:
        self.home, self.server, self.workers = home, server, workers
        self.town = Town(home, server, server)
        self.tenant = self.town.tenant()
        self.town.enable("ledger", self.tenant)
        self.client = server.client(self.tenant.key)
        self.faults = Path(home.variables["FAULT_DIR"])
        self._password = ""
        self.first: set[str] = set()
        """Jobs by which the workers showed that they are there."""
        self.dues: list[tuple[str, int]] = []
        """Due times of the schedule that were asked for."""

    def close(self) -> None:
        """Hang up."""
        self.town.platform.close()
        self.client.close()

    @property
    def processes(self) -> list[Server]:
        """All that were started."""
        return [self.server, *self.workers]

    def begun(self) -> None:
        """Wait until every worker has run something."""
        pids = {worker.pid for worker in self.workers} | set(self.server.children("worker"))

        def all_there() -> bool:
            if not pids <= self.workers_of_jobs():
                whats = {uuid.uuid4().hex for _ in range(SCALE.lot)}
                assert self.ask(*whats).status_code == 202
                self.first |= whats
            return pids <= self.workers_of_jobs()

        until(all_there, f"the workers {pids} have begun", seconds=SCALE.settle, pause=0.2)

    # -- what is done to it

    def ask(self, *whats: str, gate: str = "", kill: str = "") -> httpx.Response:
        """Enqueue jobs."""
        return self.client.post(f"{LEDGER}/jobs", json={"whats": whats, "gate": gate, "kill": kill})

    def arm(self, place: str, signal: str = "KILL") -> Callable[[], int]:
        """Have the next process that comes to the place die or stand still; gives a function that says which one did."""
        (self.faults / f"{place}.new").write_text(signal)
        (self.faults / f"{place}.new").rename(self.faults / place)

        def hit() -> int:
            return next((int(path.suffix[1:]) for path in self.faults.glob(f"{place}.*") if path.suffix[1:].isdigit()), 0)

        return hit

    def turn_clocks(self, seconds: float) -> None:
        """All clocks of this machine are wrong by so much from now on."""
        (self.faults / "clock.new").write_text(str(seconds))
        (self.faults / "clock.new").rename(self.faults / "clock")

    def due(self) -> bool:
        """Let the schedule be due now, unless it still is."""
        now = int(time.time() * 1000)
        rows = self.home.rows(
            f"UPDATE omni_schedule SET next_due = ? WHERE {MINE} AND next_due > ? RETURNING key", now, self.tenant.id, now
        )
        self.dues += [(str(row["key"]), now) for row in rows]
        return bool(rows)

    def sign_in(self, url: str = "") -> str:
        """The administrator does, by the password; gives the token of the session."""
        email, link = (self.home.first[f"administrator_{key}"] for key in ("email", "link"))
        with httpx.Client(base_url=url or self.server.url(), timeout=30) as api:
            if not self._password:
                self._password = uuid.uuid4().hex
                body = {"token": link.partition("#")[2], "password": self._password}
                assert api.post("/api/v1/auth/password/reset/confirm", json=body).is_success
            body = {"client": "bearer", "email": email, "password": self._password}
            answer = api.post("/api/v1/auth/login", json=body)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["step"]["token"])

    def knows(self, token: str, url: str = "") -> bool:
        """Whether the session holds."""
        said = {"Authorization": f"Bearer {token}"}
        return httpx.get(f"{url or self.server.url()}/api/v1/auth/me", headers=said, timeout=30).status_code == 200

    # -- what is so

    def entries(self) -> set[str]:
        """All effects."""
        rows = self.home.rows("SELECT what FROM p_ledger__entry WHERE tenant_id = ?", self.tenant.id)
        return {row["what"] for row in rows}

    def count(self) -> int:
        """How many effects."""
        sql = "SELECT COUNT(*) AS n FROM p_ledger__entry WHERE tenant_id = ?"
        return int(self.home.rows(sql, self.tenant.id)[0]["n"])

    def tries(self) -> Counter[str]:
        """How often each handler began."""
        return Counter(
            row["what"] for row in self.home.rows("SELECT what FROM p_ledger__try WHERE tenant_id = ?", self.tenant.id)
        )

    def attempts(self) -> int:
        """How often the job that was begun most often was: those of handlers of events, too, which write no try."""
        (row,) = self.home.rows(f"SELECT max(attempt) AS most FROM omni_job WHERE {MINE}", self.tenant.id)
        return int(row["most"] or 0)

    def workers_of_jobs(self) -> set[int]:
        """Process ids of all who ran some."""
        return {row["pid"] for row in self.home.rows("SELECT DISTINCT pid FROM p_ledger__try")}

    def leases(self) -> dict[str, int]:
        """Of jobs that run, by their ids: until when a worker has them, in milliseconds since 1970."""
        rows = self.home.rows(f"SELECT id, lease FROM omni_job WHERE {MINE} AND state = 'running'", self.tenant.id)
        return {str(row["id"]): row["lease"] for row in rows}

    def states(self) -> dict[str, int]:
        """How many jobs are in each state."""
        rows = self.home.rows("SELECT state, COUNT(*) AS n FROM omni_job WHERE tenant_id = ? GROUP BY state", self.tenant.id)
        return {row["state"]: row["n"] for row in rows}

    def at_rest(self) -> bool:
        """Whether all jobs have ended, and no due time waits."""
        sql = f"SELECT COUNT(*) AS n FROM omni_schedule WHERE {MINE} AND next_due <= ?"
        due = self.home.rows(sql, self.tenant.id, int(time.time() * 1000))[0]["n"]
        return not due and set(self.states()) <= {"done"}

    def left(self) -> str:
        """What waits or runs, and for whom: to find out why."""
        columns = "id, kind, name, state, attempt, due, handed, lease, worker, error"
        now = int(time.time() * 1000)
        rows = self.home.rows(f"SELECT {columns} FROM omni_job WHERE state <> 'done' ORDER BY id LIMIT 5")
        return f"at {now}, {self.states()}: " + "\n".join(map(str, rows))

    def readiness(self) -> tuple[int, dict[str, Any]]:
        """The answer of `/readyz`: its status, and the checks that are not well, by their names."""
        answer = httpx.get(f"{self.server.url()}/readyz", timeout=10)
        checks = answer.json().get("checks", [])
        return answer.status_code, {check["name"]: check for check in checks if not check["ok"]}

    # -- what must be so in the end

    def has(self, whats: Iterable[str], seconds: float = SCALE.settle) -> None:
        """These take effect, and their events are heard."""
        wanted = {name for what in whats for name in (what, f"heard {what}")}

        try:
            until(
                lambda: self.count() >= len(wanted) and wanted <= self.entries(),
                "all that was promised takes effect", seconds=seconds, pause=0.2,
            )  # fmt: skip
        except AssertionError as error:
            raise AssertionError(f"{error}\nmissing {sorted(wanted - self.entries())[:5]}\n{self.left()}") from None

    def settled(self, whats: Iterable[str], maybe: Iterable[str] = ()) -> Figures:
        """Nothing is lost, nothing counts twice, schedules fired once per due time, and no job is left over. What was asked
        for and not answered may be there, or not.
        """
        whats = {*whats, *self.first}
        with Stopwatch() as watch:
            self.has(whats)
            until(self.at_rest, "no job is left over, and no schedule is due", seconds=SCALE.settle, pause=0.2)
        entries, tries = self.entries(), self.tries()
        mine = {what for what in entries if not what.startswith(("heard ", "beat "))}
        assert mine - whats <= set(maybe), "an effect that nobody asked for"
        events = self.home.rows("SELECT COUNT(*) AS n FROM omni_event WHERE type = 'ledger.written'")[0]["n"]
        assert events == len(mine), "an effect that counted twice"
        self._beats(entries)
        return Figures(len(whats), len(whats - entries), sum(n > 1 for n in tries.values()), len(self.dues), watch.seconds)

    def _beats(self, entries: set[str]) -> None:
        rows = self.home.rows(f"SELECT id, once, state FROM omni_job WHERE {MINE} AND name = 'beat'", self.tenant.id)
        fired = {row["once"]: row["id"] for row in rows}
        assert len(fired) == len(rows), "a schedule fired without its due time"
        missed = [due for key, due in self.dues if f"beat {_fired(fired, key, due)}" not in entries]
        assert not missed, f"due times passed unused: {missed} of {self.dues}, {len(fired)} fired"
        assert {f"beat {i}" for i in fired.values()} == {what for what in entries if what.startswith("beat ")}


def _fired(fired: dict[str, object], key: str, due: int) -> object:
    """The job of a due time. It is due each minute besides: where that passed before it fired, it counts as the last of both."""
    minutes = range(due // MINUTE * MINUTE + MINUTE, int(time.time() * 1000), MINUTE)
    return next((fired[one] for at in (due, *minutes) if (one := digest("schedule", key, at)) in fired), None)


@dataclass(frozen=True)
class Figures:
    """What a test measured."""

    jobs: int
    lost: int
    again: int
    """Handlers that began more than once."""
    dues: int
    seconds: float
    """From the last request until all was right."""


class Load:
    """Clients that ask for jobs until they are told to stop; each asks again and again until it was promised (202)."""

    def __init__(self, scene: Scene, clients: int = 2, most: int = SCALE.jobs, pause: float = 0.02) -> None:
        self._scene, self._url, self._pause = scene, scene.server.url(), pause
        self._most = most
        self.promised: set[str] = set()
        self.uncertain: set[str] = set()
        """What nobody has answered for when the load ended."""
        self.answers: Counter[int | str] = Counter()
        """Statuses, and names of the errors of connections."""
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._work, name=f"load-{n}") for n in range(clients)]
        self._threads.append(threading.Thread(target=self._beat, name="load-beat"))

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """No more; what is under way is answered, or remains uncertain."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=SCALE.settle)
        assert not any(thread.is_alive() for thread in self._threads), f"clients still wait: {self.answers}"

    def reaches(self, jobs: int) -> None:
        """Wait until so many were promised."""
        wanted = min(jobs, self._most)
        until(lambda: len(self.promised) >= wanted, f"{wanted} jobs are promised ({self.answers})", seconds=SCALE.settle)

    def complete(self) -> None:
        """Wait until all were promised, and end."""
        self.reaches(self._most)
        self.end()

    def _work(self) -> None:
        said = {"Authorization": f"Bearer {self._scene.tenant.key}"}
        with httpx.Client(base_url=self._url, headers=said, timeout=60) as client:
            while not self._stop.wait(self._pause) and len(self.promised) < self._most:
                whats = [uuid.uuid4().hex for _ in range(SCALE.lot)]
                tries = 0
                while not self._asked(client, whats, f"{whats[0]}-{tries}"):
                    tries += 1
                    if self._stop.wait(0.1):
                        self.uncertain.update(whats)
                        return

    def _asked(self, client: httpx.Client, whats: list[str], key: str) -> bool:
        try:
            answer = client.post(f"{LEDGER}/jobs", json={"whats": whats}, headers={"Idempotency-Key": key})
        except httpx.HTTPError as error:
            self.answers[type(error).__name__] += 1
            return False
        self.answers[answer.status_code] += 1
        if answer.status_code == 202:
            self.promised.update(whats)
        return answer.status_code == 202

    def _beat(self) -> None:
        while not self._stop.wait(0.5):
            with suppress(OSError, Exception):  # the database may be what is away
                self._scene.due()


@contextmanager
def scene(
    home: Home, *options: str, workers: int = 0, through: tuple[str, ...] = (), lease: float = SCALE.lease
) -> Iterator[Scene]:
    """Two web processes with these options of `omni serve`, and separate workers."""
    faults = home.folder / "faults"
    faults.mkdir(exist_ok=True)
    home.variables |= {"FAULT_DIR": str(faults), "FAULT_LEASE": str(lease)}
    with ExitStack() as stack:
        server = stack.enter_context(home.running("serve", "--workers", "2", "--json", *options, through=through))
        server.url()
        if through:  # its processes may see another folder there than we do
            home.namespace = server.pid
        made = Scene(home, server, [stack.enter_context(home.running("worker")) for _ in range(workers)])
        stack.callback(made.close)
        made.begun()
        yield made


def quiet(processes: Iterable[Server], event: str, most: int) -> None:
    """Each of these processes (with its children) says this, and not more often than so."""
    for process in processes:
        said = process.told(event)
        assert 0 < len(said) <= most, f"{process.arguments} says {event!r} {len(said)} times"
