"""The shapes in which events come: Segment's, Omni's own, and counted requests."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from omni_sdk import Instant

Id: TypeAlias = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
Name: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Kind: TypeAlias = Literal["track", "identify", "page", "screen", "group", "alias"]
KINDS: tuple[Kind, ...] = ("track", "identify", "page", "screen", "group", "alias")
LARGEST_MESSAGE = 32_000
"""Bytes of `properties` and of `context`, each; the Segment spec has 32 kB for a message."""


def _text(value: object) -> object:
    """An id that a library sends as a number."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


class Message(BaseModel):
    """A call of the Segment spec (segment.com/docs/connections/spec/common); fields that it has besides are ignored."""

    model_config = ConfigDict(extra="ignore")

    type: Kind
    messageId: Id | None = None  # noqa: N815  (the spec's names)
    userId: Id | None = None  # noqa: N815
    anonymousId: Id | None = None  # noqa: N815
    groupId: Id | None = None  # noqa: N815
    previousId: Id | None = None  # noqa: N815
    event: Name | None = None
    name: Annotated[str, StringConstraints(max_length=200)] | None = None
    category: Annotated[str, StringConstraints(max_length=200)] | None = None
    timestamp: datetime | None = None
    sentAt: datetime | None = None  # noqa: N815
    properties: dict[str, Any] | None = None
    traits: dict[str, Any] | None = None
    context: dict[str, Any] | None = None

    @field_validator("messageId", "userId", "anonymousId", "groupId", "previousId", mode="before")
    @classmethod
    def _texts(cls, value: object) -> object:
        return _text(value)


class EventBody(BaseModel):
    """One event: what happened, when, and to whom."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="What happened: `invoice.paid`, or a name of your own.")
    message_id: Id | None = Field(None, description="Makes sending it again harmless; without one it counts each time.")
    time: Instant | None = Field(None, description="When it happened; by default now.")
    user_id: Id | None = Field(None, description="The id that you know the person by.")
    anonymous_id: Id | None = Field(None, description="The id of somebody who is not known.")
    group_id: Id | None = Field(None, description="The account or company that the person belongs to.")
    properties: dict[str, Any] = Field({}, description="What the tracking plan says of the event, and whatever else there is.")
    context: dict[str, Any] = Field({}, description="About the circumstances: app, page, campaign.")


class Counted(BaseModel):
    """A request that was answered, as it was counted."""

    id: str
    time: datetime
    route: str
    method: str
    status: int
    seconds: float
    plugin: str
    bytes_in: int = 0
    bytes_out: int = 0
    actor: str | None = None
