"""Wire shapes of schedules."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue, field_validator

from .addresses import Address, twice

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What breaks a line, or turns the direction of what follows: in no name that stands in a mail."""
Cron = Annotated[
    str, Field(max_length=200, description="Minute, hour, day of month, month, day of week; or @weekly.", examples=["0 7 * * 1"])
]
Zone = Annotated[str, Field(max_length=60, description="An IANA name, such as Europe/Zurich; by default the tenant's.")]


class ScheduleBody(BaseModel):
    """A report to be made and sent by the clock."""

    name: str = Field(min_length=1, max_length=100, description="Unique in the tenant; the mail's subject begins with it.")
    type: str = Field(max_length=64, description="`name` of a report type.", examples=["usage"])
    parameters: dict[str, JsonValue] = Field({}, description="As the type's schema has them; without a zone the schedule's.")
    format: str = Field(max_length=64, description="`name` of a format.", examples=["csv"])
    cron: Cron
    zone: Zone | None = None
    recipients: list[Address] = Field(
        min_length=1, max_length=50, description="Addresses; each gets a mail of its own.", examples=[["ann@example.com"]]
    )
    skip_if_empty: bool = Field(False, description="Send nothing where nothing happened.")
    catch_up: Literal["none", "one"] = Field(
        "one", description="Of the times that were missed while nothing ran: make up for the last, or for none."
    )

    @field_validator("name")
    @classmethod
    def _shown(cls, name: str) -> str:
        if CONTROL.search(name) or not name.strip():
            msg = f"{name!r} should be one line of visible text"
            raise ValueError(msg)
        return name.strip()

    @field_validator("recipients")
    @classmethod
    def _once(cls, recipients: list[str]) -> list[str]:
        if (at := twice(recipients)) is not None:
            msg = f"{recipients[at]!r} stands there twice"
            raise ValueError(msg)
        return recipients


class ChangeBody(ScheduleBody):
    """The same, anew."""

    take_over: bool = Field(
        False, description="From now on it runs in the caller's name: for an admin, where the owner may not any more."
    )


class WhenBody(BaseModel):
    """Times to look at before anything is saved."""

    cron: Cron
    zone: Zone | None = None


class NextRunView(BaseModel):
    """One time at which it would run."""

    at: datetime
    offset: str
    """From UTC, as `+02:00`."""
    moved: Literal["", "gap", "overlap"] = ""
    """`gap`: clocks skip the time, and it runs right after. `overlap`: the time comes twice, and it runs the first time."""


class PreviewView(BaseModel):
    """The next times, and what is to be known of them; `allowed` says whether a schedule may have them."""

    cron: str
    zone: str
    runs: list[NextRunView]
    allowed: bool
    warnings: list[str]


class RecipientView(BaseModel):
    """Who gets it, or wants no more of it."""

    address: str
    unsubscribed: bool = False


class ScheduleRow(BaseModel):
    """A schedule as it is kept."""

    id: UUID
    name: str
    type: str
    parameters: dict[str, JsonValue]
    format: str
    cron: str
    zone: str
    owner: str
    skip_if_empty: bool
    catch_up: Literal["none", "one"]
    paused: bool
    paused_because: str
    created_at: datetime


class ReportScheduleView(ScheduleRow):
    """A schedule, when it runs next (not at all while it is paused), and what is odd about it."""

    recipients: list[RecipientView]
    next_run: NextRunView | None = None
    warnings: list[str] = []


class DeliveryView(BaseModel):
    """One mail: to whom, and how it went."""

    recipient: str
    state: Literal["waiting", "sent", "failed", "unsubscribed", "dry"]
    error: str
    tries: int
    sent_at: datetime | None


class SendingView(BaseModel):
    """One time that a schedule was due or sent by hand: what came of it; `run_id` is the report."""

    id: UUID
    schedule_id: UUID
    job_id: UUID
    due: datetime
    manual: bool
    dry: bool
    state: Literal["queued", "running", "sent", "dry", "skipped", "refused", "partly", "failed"]
    reason: str
    run_id: UUID | None
    subject: str
    filename: str
    size: int
    attached: bool
    created_at: datetime
    finished_at: datetime | None


class SendingDetail(SendingView):
    """The same, with the state of each mail."""

    deliveries: list[DeliveryView]

    @classmethod
    def of(cls, row: SendingView, deliveries: list[DeliveryView]) -> Self:
        """Both together."""
        return cls(**row.model_dump(), deliveries=deliveries)
