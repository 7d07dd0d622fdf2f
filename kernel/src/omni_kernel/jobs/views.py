"""What the API shows of jobs, schedules and events."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from omni_sdk import Instant

from .models import State


def moment(value: object) -> object:
    """A time from milliseconds since 1970."""
    return datetime.fromtimestamp(value / 1000, UTC) if isinstance(value, int) else value


Moment = Annotated[datetime, BeforeValidator(moment)]


class JobProgress(BaseModel):
    """How far a job is."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    state: State
    attempt: int = Field(description="How often it was begun.")
    progress: float = Field(description="0 to 1.")
    note: str
    started_at: datetime | None
    finished_at: datetime | None


class JobView(JobProgress):
    """A job, as it stands."""

    plugin: str = Field(validation_alias="plugin_id")
    kind: str = Field(description="`job`, or `events` for the delivery of events to a handler.")
    name: str
    queue: str
    priority: int
    error: str | None = Field(description="What went wrong last.")
    created_at: datetime
    due: Moment


class JobDetail(JobView):
    """A job with what it took and gave."""

    arguments: dict[str, JsonValue]
    result: JsonValue


class DeadLetter(BaseModel):
    """A job, or a delivery of events, that failed for good: it waits until somebody decides about it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    plugin: str = Field(validation_alias="plugin_id")
    kind: str = Field(description="`job`, or `events` for the delivery of events to a handler.")
    name: str
    reason: str | None = Field(validation_alias="error")
    attempts: int = Field(validation_alias="attempt", description="How often it was tried.")
    arguments: dict[str, JsonValue]
    created_at: datetime
    died_at: datetime | None = Field(validation_alias="finished_at")


class Which(BaseModel):
    """Which dead letters; all of them where nothing is given."""

    plugin: str | None = Field(None, max_length=100)
    kind: str | None = Field(None, max_length=10)
    name: str | None = Field(None, max_length=200)
    died_before: Instant | None = None


class Replayed(BaseModel):
    """What came of a replay of many."""

    replayed: int
    left: int = Field(description="Not replayed, since another call with the same unique key waits or runs.")


class ScheduleView(BaseModel):
    """When a job runs."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    plugin: str = Field(validation_alias="plugin_id")
    name: str
    job: str
    cron: str
    zone: str
    declared: bool = Field(description="By the plugin; else people made it.")
    catch_up: str = Field(description="What happens with runs that were missed: `one` makes up for the last, `none` for none.")
    paused: bool
    next_due: Moment | None
    last_due: Moment | None


class ScheduleDetail(ScheduleView):
    """A schedule with what its job takes."""

    arguments: dict[str, JsonValue]


class Timing(BaseModel):
    """A schedule that somebody thinks of."""

    cron: str = Field(
        max_length=200, examples=["0 7 * * 1-5"], description="Five fields as in crontab(5), or `@daily` and the like."
    )
    zone: str | None = Field(None, max_length=64, examples=["Europe/Berlin"], description="IANA name; else the tenant's.")
    count: int = Field(10, ge=1, le=1000, description="How many runs to show.")


class Runs(BaseModel):
    """When a schedule runs next, by the clock of its zone."""

    cron: str
    zone: str
    runs: list[datetime]


class EventTypeView(BaseModel):
    """A type of events that may happen here."""

    name: str
    title: str
    plugin: str
    durable: bool
    json_schema: dict[str, JsonValue] = Field(description="Of the event's data.")


class Place(BaseModel):
    """An event, as a point in time."""

    model_config = ConfigDict(from_attributes=True)

    event: UUID = Field(validation_alias="id")
    time: datetime


class Parked(BaseModel):
    """Since when a handler gets nothing more, and why."""

    model_config = ConfigDict(from_attributes=True)

    since: datetime = Field(validation_alias="created_at")
    reason: str
    version: str = Field(description="Of the plugin that failed; another version is given another chance.")


class SubscriberView(BaseModel):
    """A handler of durable events, and how far it is here."""

    id: str
    plugin: str
    handler: str
    events: str = Field(description="The name or pattern that it subscribed to.")
    ordered: bool = Field(description="It takes batches, in order: a dead letter stops what comes after it.")
    position: Place | None = Field(description="The last event that was looked at for it.")
    lag: int = Field(description="Events after that.")
    waiting: int = Field(description="Deliveries that wait or run.")
    dead: int = Field(description="Deliveries that are dead letters.")
    parked: Parked | None


class Since(BaseModel):
    """From where on events are delivered once more: a time, or an event; it is delivered, too."""

    time: Instant | None = None
    event: UUID | None = None


class Resuming(BaseModel):
    """What becomes of the dead letters of a handler that is resumed."""

    replay: bool = Field(True, description="Deliver them first; false gives them up.")
