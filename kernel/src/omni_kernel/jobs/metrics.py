"""What is told of jobs and events: how attempts ended and how long they took, what waits, and how late it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from omni_kernel.plugins.staging import KERNEL
from omni_sdk import Counter, Gauge, Histogram, Metric, PlatformContext

from .models import Cursor, Event, milliseconds

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

    from .models import Job

Readings = dict[tuple[str, ...], float]
WHAT: Final = ("plugin", "kind", "name")
ATTEMPTS = Counter(
    "job_attempts_total",
    "Attempts at jobs and deliveries of events, by how they left the job: done, failed (to be tried again), dead, cancelled, queued, held.",
    (*WHAT, "outcome"),
)
SECONDS = Histogram("job_seconds", "Time that an attempt took.", WHAT, (0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800))
WAITED = Histogram(
    "job_wait_seconds",
    "Time from when an attempt was due until it began.",
    ("queue",),
    (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 300, 3600),
)
OWN = (ATTEMPTS, SECONDS, WAITED)
# Those that are done or cancelled are many, of no interest here, and counted by ATTEMPTS.
_STATES: Final = """
SELECT state, queue, COUNT(*) AS n FROM omni_job
WHERE state IN ('held', 'queued', 'failed', 'running', 'dead') GROUP BY state, queue
"""
_OLDEST: Final = """
SELECT MIN(due) AS due FROM omni_job WHERE state IN ('queued', 'failed') AND handed IS NULL AND due <= ?
"""


def metrics(kernel: Kernel) -> Sequence[Metric]:
    """All of this module, for the kernel to declare."""

    async def waiting(_: PlatformContext) -> Readings:
        return {(row["state"], row["queue"]): row["n"] for row in await kernel.db.rows(_STATES)}

    async def outbox(_: PlatformContext) -> Readings:
        now = kernel.jobs.queue.now()
        (row,) = await kernel.db.rows(_OLDEST, [now])
        return {(): (now - row["due"]) / 1000 if row["due"] is not None else 0.0}

    async def events(_: PlatformContext) -> Readings:
        return await event_lag(kernel)

    return [
        *OWN,
        Gauge(
            "jobs",
            "Jobs and deliveries by state and queue, those at an end but dead letters left out.",
            ("state", "queue"),
            waiting,
        ),
        Gauge("outbox_lag_seconds", "Age of the oldest job that is due and was not handed over yet; 0 without any.", read=outbox),
        Gauge(
            "event_lag_seconds",
            "Age of the oldest durable event that a subscriber's cursor has not passed; 0 without any.",
            ("plugin", "handler"),
            events,
        ),
    ]


async def event_lag(kernel: Kernel) -> Readings:
    """Seconds, per durable subscriber. One that has no cursor yet begins at what is new: it is behind nothing."""
    now, mine = milliseconds(kernel.clock.now()), kernel.registry.durable
    keys = [s.key for s in mine]
    positions = dict(await Cursor.filter(subscriber__in=keys).values_list("subscriber", "position"))
    fresh = await Event.filter(seq=None).order_by("id").only("id", "time").first()
    # Many subscribers stand at the same place: one look for all of them.
    firsts = {p: await Event.filter(seq__gt=p).order_by("seq").only("id", "time").first() for p in set(positions.values())}
    found: Readings = {}
    for subscriber, key in zip(mine, keys, strict=True):
        behind = [e.time for e in (firsts.get(positions.get(key, -1)), fresh) if e is not None and key in positions]
        found[subscriber.plugin_id, subscriber.name] = max(0.0, (now - milliseconds(min(behind))) / 1000) if behind else 0.0
    return found


def began(kernel: Kernel, job: Job) -> None:
    """An attempt begins."""
    waited = max(0, kernel.jobs.queue.now() - job.due) / 1000
    store = kernel.metrics
    store.series(store.name(KERNEL, WAITED), (job.queue,), WAITED.buckets).observe(waited)


def took(kernel: Kernel, job: Job, seconds: float) -> None:
    """An attempt took so long."""
    store = kernel.metrics
    store.series(store.name(KERNEL, SECONDS), (job.plugin_id, job.kind, job.name), SECONDS.buckets).observe(seconds)


def ended(kernel: Kernel, job: Job, state: str) -> None:
    """An attempt left the job in this state."""
    store = kernel.metrics
    store.count(store.name(KERNEL, ATTEMPTS), (job.plugin_id, job.kind, job.name, state)).value += 1
