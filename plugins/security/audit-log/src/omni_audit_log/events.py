"""What the audit log says itself; all of it stands in the chain, too."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, JsonValue

from omni_sdk import EventType


class ApiCalled(BaseModel):
    """Somebody called the API, and the tenant's policy has that recorded."""

    route: str
    method: str
    path: str
    status: int
    parameters: dict[str, str]


class Verified(BaseModel):
    """A chain was looked through from its first entry to its last."""

    ok: bool
    entries: int
    first: int
    last: int
    problems: int
    findings: Sequence[str]


class Retained(BaseModel):
    """Entries up to `seq` were older than the policy keeps them, and are gone; a signed statement says so."""

    seq: int
    entries: int
    before: datetime


class PolicyChanged(BaseModel):
    """What is recorded of API calls, or for how long, is another now."""

    before: dict[str, JsonValue]
    after: dict[str, JsonValue]


class Exported(BaseModel):
    """Somebody asked for an export."""

    job_id: str
    format: str
    since: datetime | None
    until: datetime | None


API_CALLED = EventType("api.called", ApiCalled)
VERIFIED = EventType("chain.verified", Verified)
BROKEN = EventType("chain.broken", Verified)
RETAINED = EventType("chain.retained", Retained)
POLICY_CHANGED = EventType("policy.changed", PolicyChanged)
EXPORTED = EventType("log.exported", Exported)
ALL = (API_CALLED, VERIFIED, BROKEN, RETAINED, POLICY_CHANGED, EXPORTED)
