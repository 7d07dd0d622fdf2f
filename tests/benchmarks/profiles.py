"""Where the time goes, by cProfile in the server itself; the numbers are inflated by the profiler, the order is not."""

from __future__ import annotations

import pstats
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.benchmarks import startup
from tests.benchmarks.children import Installation, post
from tests.benchmarks.stage import Stage

SHOWN = 25
ROOTS = ("/kernel/src/", "/plugin-sdk/src/", "/site-packages/", "/lib/python3.11/")


def take(stage: Stage, name: str) -> list[str]:
    """The top of a profile, as text."""
    target = stage.folder / f"{name}.prof"
    ways: dict[str, Callable[[], None]] = {
        "omni": lambda: under_load(stage, stage.few, target),
        "many": lambda: under_load(stage, stage.many, target),
        "crowd": lambda: under_load(stage, stage.crowd, target),
        "start": lambda: startup.profiled(stage.alone, target),
    }
    ways[name]()
    return top(target)


def under_load(stage: Stage, made: Installation, target: Path) -> None:
    """Of a server of its own, with the load that it had when it was measured."""
    server, requests = made.serve(profile=str(target)), [post(key) for key in made.keys]
    try:
        stage.load.run(server, requests, count=len(requests))
        server.process.send_signal(signal.SIGUSR1)  # only from here on: every tenant is known by now
        stage.load.run(server, requests, seconds=stage.plan.seconds * 10)
    finally:
        server.stop()


def top(path: Path) -> list[str]:
    """Functions by the time spent in themselves: share, calls, name."""
    stats = pstats.Stats(str(path)).stats  # type: ignore[attr-defined]  # typeshed leaves it out
    total = sum(own for _, _, own, _, _ in stats.values())
    rows = sorted(stats.items(), key=lambda item: -item[1][2])[:SHOWN]
    return [f"{own / total:6.1%} {calls:>9,} calls  {named(place)}" for place, (_, calls, own, _, _) in rows]


def named(place: Sequence[object]) -> str:
    """`omni_kernel/http/asgi.py:98 _http`."""
    file, line, function = str(place[0]), place[1], str(place[2])
    if file == "~":
        return function
    for root in ROOTS:
        file = file.rpartition(root)[2]
    return f"{file}:{line} {function}"
