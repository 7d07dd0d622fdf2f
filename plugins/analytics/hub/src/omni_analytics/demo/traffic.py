"""Requests: people and keys that call routes, quickly as a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from .year import DAYS, Year

CALLS = 220
"""On an ordinary working day in the first week."""
PEOPLE = 160


@dataclass(frozen=True)
class Habit:
    """A route, how often it is called, how long it takes (median, in seconds), and how much it answers."""

    route: str
    plugin: str
    weight: int
    seconds: float
    answer: int
    question: int = 0


HABITS = (
    Habit("GET /api/v1/analytics/dashboard/{tenant_id}", "analytics", 22, 0.045, 9_000),
    Habit("POST /api/v1/analytics/events", "analytics", 30, 0.006, 20, 1_800),
    Habit("POST /api/v1/analytics/generate-report", "analytics", 6, 0.38, 42_000, 180),
    Habit("GET /api/v1/analytics/runs", "analytics", 8, 0.012, 6_000),
    Habit("GET /api/v1/plugins", "omni", 9, 0.008, 14_000),
    Habit("GET /api/v1/jobs", "omni", 7, 0.011, 8_000),
    Habit("GET /api/v1/tenants/{tenant_id}/members", "omni", 5, 0.009, 5_000),
    Habit("GET /api/v1/security/audit-logs", "audit-log", 4, 0.022, 16_000),
    Habit("PUT /api/v1/plugins/{plugin_id}/settings", "omni", 1, 0.03, 700, 600),
    Habit("GET /api/v1/x/live-traffic/minute", "live-traffic", 8, 0.004, 400),
)
FAILURES = ((200, 940), (201, 30), (400, 4), (401, 5), (403, 4), (404, 9), (422, 5), (500, 2), (503, 1))
IN_INCIDENT = ((200, 55), (500, 12), (503, 33))


def requests(random: Random, year: Year, ids: tuple[list[str], list[str]]) -> Iterator[dict[str, Any]]:
    """Each request of the year; `ids` are those of people and of keys."""
    people, keys = ids
    starts = sorted(int(random.random() ** 1.4 * DAYS) for _ in people)
    weights = [random.paretovariate(1.3) for _ in people]
    for at, day in enumerate(year.days):
        here = sum(start <= at for start in starts) or 1
        for _ in range(int(random.gauss(1, 0.05) * CALLS * year.busy(at, day))):
            moment = year.moment(random, day)
            if moment <= year.now:
                person = random.choices(people[:here], weights[:here])[0] if random.random() < 0.72 else None
                yield _request(random, moment, person, keys, wrong=year.in_incident(moment))


def _request(random: Random, moment: datetime, person: str | None, keys: list[str], *, wrong: bool) -> dict[str, Any]:
    habit = random.choices(HABITS, [habit.weight for habit in HABITS])[0]
    codes, weights = zip(*(IN_INCIDENT if wrong else FAILURES), strict=True)
    seconds = habit.seconds * random.lognormvariate(0, 0.55) * (random.uniform(4, 14) if wrong else 1)
    return {
        "time": moment,
        "source": "demo",
        "type": "request",
        "name": habit.route,
        "person": person,
        "user_id": person,
        "key": None if person else random.choices(keys, range(len(keys), 0, -1))[0],
        "plugin": habit.plugin,
        "route": habit.route,
        "method": habit.route.partition(" ")[0],
        "status": random.choices(codes, weights)[0],
        "seconds": round(seconds, 6),
        "bytes_in": int(habit.question * random.lognormvariate(0, 0.3)),
        "bytes_out": int(habit.answer * random.lognormvariate(0, 0.4)),
    }
