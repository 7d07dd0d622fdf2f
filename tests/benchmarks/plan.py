"""How much is measured: everything, or just enough to see that the benchmark itself works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Sizes and times."""

    rounds: int
    seconds: float
    many: int
    """Plugins beside the measured one, against `FEW`."""
    tenants: int
    call_rounds: int
    calls: int
    toggles: int
    slow_toggles: int
    """Without Redis."""
    pause: float
    """Seconds between changes at most: longer than a round of polling, so that they come at any moment of it."""
    starts: int
    logins: int
    jobs: int
    """In one round."""
    job_rounds: int
    late_jobs: int
    """One at a time."""
    store_rows: int
    """Of each tenant, in the table that is read and written."""
    store_calls: int
    """Of one kind in one round."""
    writing_rounds: int
    writing_seconds: float
    """Of one round: long enough for batches of events to fall into it."""
    megabytes: int
    """Of a blob."""
    blob_rounds: int
    events: int
    """Of the tenant whose usage is reported."""
    overview_events: int
    batches: int
    """Of 1,000 events, in one round."""
    analytics_rounds: int


FEW = 10
"""Plugins beside the measured one, unless it says otherwise; also the implementations of a hook."""

FULL = Plan(
    rounds=30,
    seconds=0.4,
    many=200,
    tenants=10_000,
    call_rounds=30,
    calls=20_000,
    toggles=100,
    slow_toggles=60,
    pause=0.6,
    starts=7,
    logins=40,
    jobs=1_000,
    job_rounds=7,
    late_jobs=100,
    store_rows=500,
    store_calls=200,
    writing_rounds=10,
    writing_seconds=3.0,
    megabytes=64,
    blob_rounds=7,
    events=10_000_000,
    overview_events=1_000_000,
    batches=100,
    analytics_rounds=7,
)
QUICK = Plan(
    rounds=1, seconds=0.4, many=20, tenants=40, call_rounds=2, calls=200, toggles=2, slow_toggles=2, pause=0.0, starts=1, logins=2,
    jobs=100, job_rounds=1, late_jobs=2, store_rows=40, store_calls=10, writing_rounds=1, writing_seconds=0.2,
    megabytes=9, blob_rounds=1, events=6_000, overview_events=6_000, batches=2, analytics_rounds=1,
)  # fmt: skip
