"""Jobs, schedules, events and the subscribers' cursors.

    held ⇄ queued → running → done
             ↑         ├────→ failed (waits for its next attempt; else like queued)
             └─────────┼────→ dead   (a dead letter, until somebody retries it)
                       └────→ cancelled

Points in time that queries compare are integers, milliseconds since 1970: they mean the same in every database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal

from tortoise import fields

from omni_sdk.models import PlatformModel

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pydantic import JsonValue

__all__ = ["Cursor", "Event", "Job", "Parking", "Schedule"]

State = Literal["held", "queued", "running", "done", "failed", "dead", "cancelled"]
WAITING: Final = ("queued", "failed")
"""May be claimed once due."""
OPEN: Final = ("held", "queued", "failed", "running")
"""Not at an end: keeps its unique key and its place in order."""
ENDED: Final = ("done", "dead", "cancelled")


def milliseconds(moment: datetime) -> int:
    """As the integer columns keep it."""
    return int(moment.timestamp() * 1000)


def _tenant() -> fields.ForeignKeyNullableRelation[Any]:
    return fields.ForeignKeyField("omni.Tenant", on_delete=fields.CASCADE, related_name=False, null=True)


class Job(PlatformModel):
    """One call of a plugin's job, or one delivery of events to one of its handlers."""

    tenant = _tenant()
    tenant_id: UUID | None
    plugin_id = fields.CharField(max_length=100)
    kind = fields.CharField(max_length=10, default="job")
    """`job`, or `events`: then `name` is the subscriber's, and the arguments are the events' ids."""
    name = fields.CharField(max_length=200)
    queue = fields.CharField(max_length=100, default="default")
    arguments: dict[str, JsonValue] = fields.JSONField(default=dict)
    caller: dict[str, Any] = fields.JSONField(default=dict)
    state = fields.CharField(max_length=10, default="queued")
    priority = fields.IntField(default=0)
    due = fields.BigIntField()
    attempt = fields.IntField(default=0)
    lane = fields.CharField(max_length=36, default="")
    """Whose turn it is among tenants: the tenant's id, or nothing for the installation's own jobs."""
    once = fields.CharField(max_length=64, null=True, unique=True)
    """Kept for good: a schedule fires once per due time, an event reaches a subscriber once."""
    scheduled = fields.BigIntField(null=True)
    """When the schedule that made it was due."""
    unique_key = fields.CharField(max_length=64, null=True, unique=True)
    """Kept until the job ends."""
    ordered_key = fields.CharField(max_length=64, null=True)
    oldest = fields.BigIntField(null=True)
    """Of a delivery: `seq` of its first event, which must outlive it."""
    handed = fields.BigIntField(null=True)
    """When it was chosen to run next, until it ends or waits again; None: it waits for its turn."""
    round = fields.IntField(default=0)
    """Counts the times that it became ready, so that what Redis kept of an earlier time stands in nobody's way."""
    worker = fields.CharField(max_length=100, default="")
    token = fields.UUIDField(null=True)
    """Of the claim at hand: whoever ends the job must hold it."""
    lease = fields.BigIntField(null=True)
    stopping = fields.BooleanField(default=False)
    """Somebody cancelled it while it ran."""
    progress = fields.FloatField(default=0.0)
    note = fields.CharField(max_length=500, default="")
    result: JsonValue = fields.JSONField(null=True)
    error = fields.TextField(null=True)
    started_at = fields.DatetimeField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        """Indexes follow the questions of relay, sweeper and gate; `0003_jobs` adds the partial ones of `choice.py`."""

        table = "omni_job"
        indexes = (("state", "due"), ("tenant_id", "plugin_id", "state"))


class Schedule(PlatformModel):
    """When to enqueue a job, for one tenant or (platform plugins) for the installation."""

    tenant = _tenant()
    tenant_id: UUID | None
    plugin_id = fields.CharField(max_length=100)
    name = fields.CharField(max_length=200)
    declared = fields.BooleanField()
    """By the plugin; else people made it."""
    key = fields.CharField(max_length=64, unique=True)
    job = fields.CharField(max_length=200)
    arguments: dict[str, JsonValue] = fields.JSONField(default=dict)
    cron = fields.CharField(max_length=200)
    zone = fields.CharField(max_length=64)
    """In force; of the tenant when `zoned` is false."""
    zoned = fields.BooleanField()
    catch_up = fields.CharField(max_length=10, default="one")
    paused = fields.BooleanField(default=False, db_default=False)
    """By an administrator; kept while the plugin is off, too."""
    next_due = fields.BigIntField(null=True, db_index=True)
    last_due = fields.BigIntField(null=True)

    class Meta:
        """A row per tenant, plugin and name."""

        table = "omni_schedule"
        indexes = (("tenant_id", "plugin_id"),)


class Event(PlatformModel):
    """A durable event, written in the transaction that it tells of."""

    seq = fields.BigIntField(null=True, unique=True)
    """Given after the commit: ids follow the time of writing, which is not the order in which rows become visible."""
    tenant = _tenant()
    tenant_id: UUID | None
    plugin_id = fields.CharField(max_length=100)
    type = fields.CharField(max_length=200)
    data: JsonValue = fields.JSONField()
    caller: dict[str, Any] = fields.JSONField(default=dict)
    time = fields.DatetimeField()

    class Meta:
        """Read in order of `seq`."""

        table = "omni_event"
        indexes = (("tenant_id", "seq"),)


class Cursor(PlatformModel):
    """Up to which event a subscriber's deliveries have been enqueued."""

    subscriber = fields.CharField(max_length=300, unique=True)
    position = fields.BigIntField()

    class Meta:
        """A row per subscriber."""

        table = "omni_cursor"


class Parking(PlatformModel):
    """A subscriber that gets no events in a tenant until somebody resumes it, since it failed again and again."""

    tenant = _tenant()
    tenant_id: UUID | None
    key = fields.CharField(max_length=64, unique=True)
    plugin_id = fields.CharField(max_length=100)
    name = fields.CharField(max_length=200)
    version = fields.CharField(max_length=100)
    """Of the plugin that failed: another one gets another chance."""
    reason = fields.TextField()

    class Meta:
        """A row per subscriber and tenant that is parked."""

        table = "omni_parking"
