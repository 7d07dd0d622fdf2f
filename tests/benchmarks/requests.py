"""Requests a second: Omni beside its peers, in rounds that take turns so that drift of the machine hits all alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.benchmarks.children import Sample, Server, get, post
from tests.benchmarks.plan import FEW
from tests.benchmarks.rows import Row, Target, at_least, at_most, row_of
from tests.benchmarks.stage import Stage

USUAL = "FastAPI + SQLAlchemy + instrumentator + structlog"


@dataclass(frozen=True)
class Contestant:
    """A server and what it is asked."""

    server: Server
    requests: Sequence[bytes]


Samples = Mapping[str, list[Sample]]


class Requests:
    """All rows about requests."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.plan = stage, stage.plan

    def rows(self) -> Iterator[Row]:
        """Group by group; the members of each take turns."""
        yield from self.bare()
        yield from self.usual("", "keys cached in both")
        yield from self.usual(" uncached", "no key cached in either")
        yield from self.reading()
        yield from self.many_plugins()
        yield from self.many_tenants()

    def bare(self) -> Iterator[Row]:
        """POST against bare FastAPI and bare Starlette."""
        found = self.rounds(self.posting("omni", "fastapi", "starlette"))
        yield ratio("Omni POST / bare FastAPI POST", found, "omni", "fastapi", at_least(2.0))
        yield ratio("Omni POST / bare Starlette POST", found, "omni", "starlette", at_least(0.7))
        titles = {"omni": "Omni POST", "fastapi": "bare FastAPI POST", "starlette": "bare Starlette POST"}
        yield from (rate(title, found[name]) for name, title in titles.items())

    def usual(self, mode: str, keys: str) -> Iterator[Row]:
        """POST against FastAPI doing the same work."""
        ours, theirs, lean = (name + mode for name in ("omni", "usual", "lean"))
        found = self.rounds(self.posting(ours, theirs, lean))
        yield ratio(f"Omni POST / {USUAL}, {keys}", found, ours, theirs)
        yield ratio(f"Omni POST / the same, its log line by pure ASGI, {keys}", found, ours, lean)

    def reading(self) -> Iterator[Row]:
        """GET, for orientation."""
        titles = {
            "omni": "Omni GET",
            "datasette": "Datasette plugin route GET",
            "starlette": "bare Starlette GET",
            "fastapi": "bare FastAPI GET",
        }
        found = self.rounds(self.asking([get(self.stage.few.keys[0])], *titles))
        yield from (rate(title, found[name]) for name, title in titles.items())

    def many_plugins(self) -> Iterator[Row]:
        """The same route with few plugins beside it and with many, all of them on for the tenant."""
        many = self.asking([post(self.stage.many.keys[0])], "omni many")
        found = self.rounds({**self.posting("omni"), **many}, times=2)
        name = f"time of a POST, {self.plan.many} plugins / {FEW}"
        yield ratio(name, found, "omni", "omni many", at_most(1.05), profiled="many")

    def many_tenants(self) -> Iterator[Row]:
        """The same route for one tenant and for many by turns, after each has called once."""
        everybody = [post(key) for key in self.stage.crowd.keys]
        # As many objects as there are tenants on both sides: the load's own memory costs the same.
        one = [bytes(bytearray(post(self.stage.few.keys[0]))) for _ in everybody]
        crowd = self.asking(everybody, "omni crowd")
        first = self.stage.load.run(crowd["omni crowd"].server, everybody, count=len(everybody))
        found = self.rounds({**self.asking(one, "omni"), **crowd}, times=2)
        yield ratio(
            f"time of a POST, {self.plan.tenants:,} tenants / 1", found, "omni", "omni crowd", at_most(1.05), profiled="crowd"
        )
        cold = f"{first.cpu * 1e6:.0f} µs of processor each"
        yield row_of("Omni POST, each tenant's first request", "req/s", [first.rate], note=cold)

    # -- how

    def posting(self, *names: str) -> dict[str, Contestant]:
        """Servers with the POST that is measured."""
        return self.asking([post(self.stage.few.keys[0])], *names)

    def asking(self, requests: Sequence[bytes], *names: str) -> dict[str, Contestant]:
        """Servers with what they are asked."""
        return {name: Contestant(server, requests) for name, server in self.stage.servers(*names).items()}

    def rounds(self, contestants: Mapping[str, Contestant], times: int = 1) -> Samples:
        """A B C, then C B A, and so on; the first, in which caches fill, is not counted."""
        found: dict[str, list[Sample]] = {name: [] for name in contestants}
        names = list(contestants)
        for number in range(self.plan.rounds * times + 1):
            for name in names if number % 2 else reversed(names):
                it = contestants[name]
                sample = self.stage.load.run(it.server, it.requests, seconds=self.plan.seconds / times)
                if number:
                    found[name].append(sample)
        return found


def ratio(name: str, found: Samples, over: str, under: str, target: Target | None = None, profiled: str = "omni") -> Row:
    """How many times the rate of `under` that of `over` is, round by round; beside it the same by processor time."""
    pairs = list(zip(found[over], found[under], strict=True))
    by_cpu = median(u.cpu / o.cpu for o, u in pairs)
    note = f"by processor time {by_cpu:.2f}; {middle(found[over])} and {middle(found[under])}"
    return row_of(name, "x", [o.rate / u.rate for o, u in pairs], target=target, note=note, profiled=profiled)


def middle(samples: Sequence[Sample]) -> str:
    """Rate and cost, in the middle."""
    return f"{median(s.rate for s in samples):,.0f} req/s at {median(s.cpu for s in samples) * 1e6:.0f} µs"


def rate(name: str, samples: Sequence[Sample]) -> Row:
    """A rate by itself, for orientation."""
    cpu, busy, load = (median(getattr(s, k) for s in samples) for k in ("cpu", "busy", "load_busy"))
    late = median(s.p99 for s in samples)
    note = f"{cpu * 1e6:.0f} µs of processor each; server {busy:.0%}, load {load:.0%} of a core; p99 {late * 1e3:.1f} ms"
    return row_of(name, "req/s", [s.rate for s in samples], note=note)
