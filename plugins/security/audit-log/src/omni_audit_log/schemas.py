"""What goes over the wire."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from omni_sdk import Instant

Outcome = Literal["success", "denied", "failure"]


class Filters(BaseModel):
    """Which entries are wanted."""

    since: Instant | None = Field(default=None, validation_alias="from", description="Not before.")
    until: Instant | None = Field(default=None, validation_alias="to", description="Before.")
    actor: str | None = Field(
        default=None, max_length=320,
        description="An account's id, e-mail address or name; or whole: `key:<id>`, `account:<id>`, `system:omni`.",
    )  # fmt: skip
    action: str | None = Field(
        default=None, max_length=200, pattern=r"^[a-z0-9_*.-]+$",
        description="The type of an event, or a pattern: `*` is one word of it, `**` one or more: `account.**`.",
    )  # fmt: skip
    outcome: Outcome | None = None
    ip: str | None = Field(default=None, max_length=60)
    request_id: str | None = Field(default=None, max_length=100)
    resource: str | None = Field(default=None, max_length=300, description="`Invoice:<id>`, `account:<id>`, a path.")
    q: str | None = Field(
        default=None, min_length=3, max_length=100,
        description="A text in the record, names and addresses excepted; needs a time span of 31 days at most.",
    )  # fmt: skip


class EntryView(BaseModel):
    """An entry of the log, with who stands behind its pseudonyms, as far as it is known."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    seq: int = Field(description="Its place in the chain.")
    time: datetime = Field(description="When it happened.")
    type: str
    actor: str = Field(description="`account:<id>`, `key:<id>`, `system:<name>` or `anonymous:<address>`.")
    outcome: Outcome
    ip: str
    request_id: str
    resource: str
    record: str = Field(exclude=True)
    who: str | None = Field(default=None, description="The actor's name or e-mail address, if it is a person.")
    user_agent: str = ""
    data: JsonValue = None
    hash: str


class VerificationView(BaseModel):
    """The last time that the chain was looked through."""

    at: datetime | None = Field(description="Null: never yet.")
    ok: bool | None
    entries: int
    first: int
    last: int
    problems: int
    findings: Sequence[str]
    public_key: str = Field(description="What statements and exports are signed by now: Ed25519, base64.")
    fingerprint: str = Field(description="Of the public key: for people to compare.")


class ExportBody(BaseModel):
    """What to export."""

    format: Literal["jsonl", "csv"] = Field(
        default="jsonl", description="`jsonl` has the chain and can be verified anywhere; `csv` is for spreadsheets."
    )
    since: Instant | None = Field(default=None, validation_alias="from", description="Not before.")
    until: Instant | None = Field(default=None, validation_alias="to", description="Before.")


class ExportView(BaseModel):
    """An export, as it stands."""

    id: str
    state: str
    progress: float = Field(description="0 to 1.")
    error: str | None = None
    entries: int | None = None
    url: str | None = Field(default=None, description="Where the file is, once it is done: for a while, and for whoever has it.")
    expires_at: datetime | None = None
