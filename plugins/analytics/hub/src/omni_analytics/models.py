"""Tables: events on their way, the segments that hold them, reports, their schedules, and who got them."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from omni_sdk import CredentialModel, TenantModel


class IngestLog(TenantModel):
    """A batch as it came, until its events stand in a segment; in the transaction of the request that brought it."""

    form = fields.CharField(max_length=10)
    """How `body` is read: see `ingest.messages`."""
    source = fields.CharField(max_length=20)
    count = fields.IntField()
    received = fields.DatetimeField()
    body = fields.BinaryField()

    class Meta:
        table = "p_analytics__ingest_log"


class Ledger(TenantModel):
    """One row per tenant: `version` is another one whenever the list of segments is."""

    tenant_id = fields.UUIDField(unique=True)
    version = fields.BigIntField(default=0)
    floor = fields.BigIntField(default=0)
    """What was begun at a version below it is not listed any more: its files may have been removed."""

    class Meta:
        table = "p_analytics__ledger"


class SegmentRow(TenantModel):
    """A segment that readers trust; committed together with the rows of the log that it came from."""

    name = fields.CharField(max_length=200)
    day = fields.DateField()
    rows = fields.IntField()
    size = fields.BigIntField()

    class Meta:
        table = "p_analytics__segment"
        unique_together = (("tenant_id", "name"),)
        indexes = (("tenant_id", "day"),)


class Retired(TenantModel):
    """A segment that is listed no more; its file stays for a while, for those who began to read before."""

    name = fields.CharField(max_length=200)
    at = fields.DatetimeField()

    class Meta:
        table = "p_analytics__retired"
        unique_together = (("tenant_id", "name"),)


class Rejected(TenantModel):
    """An event that breaks the tracking plan, and why."""

    received = fields.DatetimeField()
    source = fields.CharField(max_length=20)
    message_id = fields.CharField(max_length=200)
    name = fields.CharField(max_length=200)
    reason = fields.CharField(max_length=1000)
    message = fields.TextField()
    """As it came, cut after 4,000 characters."""

    class Meta:
        table = "p_analytics__rejected"
        indexes = (("tenant_id", "received"),)


class WriteKey(CredentialModel):
    """Lets a Segment library send events of a tenant; the key itself is shown once."""

    digest = fields.CharField(max_length=64, unique=True)
    """SHA-256 of the key, which is random: nothing slower is needed."""
    name = fields.CharField(max_length=100)
    start = fields.CharField(max_length=12)
    """The first characters, to tell keys apart by."""
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "p_analytics__write_key"


class Import(TenantModel):
    """A file that is being read in, or was."""

    filename = fields.CharField(max_length=200)
    format = fields.CharField(max_length=10)
    size = fields.BigIntField()
    read = fields.BigIntField(default=0)
    """Bytes of it whose events stand in the log."""
    line = fields.IntField(default=1)
    """Of the file, that follows these bytes."""
    accepted = fields.IntField(default=0)
    rejected = fields.IntField(default=0)
    state = fields.CharField(max_length=10, default="queued")
    error = fields.CharField(max_length=1000, default="")
    job_id = fields.UUIDField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "p_analytics__import"


class Erasure(TenantModel):
    """A person whose events are gone; kept as a digest, so that what comes late is not kept either."""

    digest = fields.CharField(max_length=64)
    state = fields.CharField(max_length=10, default="queued")
    erased = fields.IntField(default=0)
    job_id = fields.UUIDField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "p_analytics__erasure"
        unique_together = (("tenant_id", "digest"),)


class Run(TenantModel):
    """A report that was asked for: its parameters, and once it is done where its result lies."""

    type = fields.CharField(max_length=64)
    title = fields.CharField(max_length=200)
    parameters: dict[str, Any] = fields.JSONField()
    actor = fields.CharField(max_length=200)
    schedule_id = fields.UUIDField(null=True)
    state = fields.CharField(max_length=10, default="queued")
    error = fields.CharField(max_length=1000, default="")
    job_id = fields.UUIDField(null=True)
    events_version = fields.BigIntField(null=True)
    """`Ledger.version` that it was computed from."""
    empty = fields.BooleanField(default=False)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "p_analytics__run"
        indexes = (("tenant_id", "type"), ("tenant_id", "schedule_id"))


class Download(TenantModel):
    """A finished report, rendered to a file."""

    run_id = fields.UUIDField()
    format = fields.CharField(max_length=64)
    state = fields.CharField(max_length=10, default="queued")
    error = fields.CharField(max_length=1000, default="")
    job_id = fields.UUIDField(null=True)
    blob = fields.CharField(max_length=200, default="")
    filename = fields.CharField(max_length=200, default="")
    media_type = fields.CharField(max_length=200, default="")
    size = fields.BigIntField(default=0)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "p_analytics__download"
        unique_together = (("tenant_id", "run_id", "format"),)


class ReportSchedule(TenantModel):
    """A report that is made and sent by the clock, in the name of its owner."""

    name = fields.CharField(max_length=100)
    type = fields.CharField(max_length=64)
    parameters: dict[str, Any] = fields.JSONField()
    format = fields.CharField(max_length=64)
    cron = fields.CharField(max_length=200)
    zone = fields.CharField(max_length=60)
    owner = fields.CharField(max_length=200)
    """`account:<id>` or `key:<id>`: who may see the report, asked anew whenever it is sent."""
    recipients: list[str] = fields.JSONField()
    skip_if_empty = fields.BooleanField(default=False)
    catch_up = fields.CharField(max_length=4, default="one")
    paused = fields.BooleanField(default=False)
    paused_because = fields.CharField(max_length=1000, default="")
    """Why, where nobody paused it: its owner may not any more."""

    class Meta:
        table = "p_analytics__report_schedule"
        unique_together = (("tenant_id", "name"),)


class Sending(TenantModel):
    """One time that a schedule was due, or was sent by hand: what came of it."""

    schedule_id = fields.UUIDField()
    job_id = fields.UUIDField()
    due = fields.DatetimeField()
    manual = fields.BooleanField(default=False)
    dry = fields.BooleanField(default=False)
    """All is made as if it were sent, and nobody is mailed."""
    state = fields.CharField(max_length=10, default="queued")
    """`queued`, `running`, `sent`, `dry`, `skipped` (empty), `refused` (its owner may not any more), `partly` or `failed`."""
    reason = fields.CharField(max_length=1000, default="")
    run_id = fields.UUIDField(null=True)
    subject = fields.CharField(max_length=400, default="")
    filename = fields.CharField(max_length=200, default="")
    size = fields.BigIntField(default=0)
    """Of the file, in bytes."""
    attached = fields.BooleanField(default=False)
    """Whether the file goes with the mail; else the mail has a link to it."""
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "p_analytics__sending"
        unique_together = (("tenant_id", "job_id"),)
        indexes = (("tenant_id", "schedule_id"),)


class Delivery(TenantModel):
    """One mail of a sending: to whom, and how it went."""

    sending_id = fields.UUIDField()
    recipient = fields.CharField(max_length=320)
    state = fields.CharField(max_length=12, default="waiting")
    """`waiting`, `sent`, `failed`, `unsubscribed`, or `dry`: it would have been sent."""
    error = fields.CharField(max_length=1000, default="")
    tries = fields.IntField(default=0)
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "p_analytics__delivery"
        unique_together = (("tenant_id", "sending_id", "recipient"),)


class Unsubscribed(TenantModel):
    """An address that wants no more of a schedule; as a digest, which is all that its link carries."""

    schedule_id = fields.UUIDField()
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "p_analytics__unsubscribed"
        unique_together = (("tenant_id", "schedule_id", "digest"),)


ALL = (
    IngestLog, Ledger, SegmentRow, Retired, Rejected, WriteKey, Import, Erasure,
    Run, Download, ReportSchedule, Sending, Delivery, Unsubscribed,
)  # fmt: skip
