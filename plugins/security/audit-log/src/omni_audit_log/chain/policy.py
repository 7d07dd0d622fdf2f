"""Which API calls are recorded, and for how long entries stand: each tenant's choice."""

from __future__ import annotations

import re
from datetime import timedelta
from fnmatch import translate
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from omni_audit_log.events import POLICY_CHANGED, PolicyChanged
from omni_audit_log.models import Policy
from omni_sdk import Context, RequestContext

Calls = Literal["none", "writes", "all"]
FRESH = timedelta(seconds=1)
"""How long a process goes by a policy that was changed in another one."""
READS = frozenset({"GET", "HEAD", "OPTIONS"})
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[\x21-\x7e ]+$")]


class Rule(BaseModel):
    """What holds for some routes."""

    model_config = ConfigDict(frozen=True)

    pattern: Pattern = Field(
        description="A route as `METHOD /path`, or a path; `*` stands for any characters: `/api/v1/x/acme-greeter/*`.",
        examples=["GET /api/v1/members*"],
    )
    calls: Calls


class PolicyBody(BaseModel):
    """A tenant's policy. The first rule whose pattern matches decides, else `calls`."""

    model_config = ConfigDict(frozen=True)

    calls: Calls = Field(default="none", description="Which API calls are recorded: reads are `all` but not `writes`.")
    rules: Annotated[tuple[Rule, ...], Field(max_length=100)] = Field(
        default=(Rule(pattern="/api/v1/security/audit-logs*", calls="all"),),
        description="Exceptions: reads of sensitive data, or plugins that need no record.",
    )
    retention_days: int | None = Field(
        default=None, ge=1, le=36_500, description="For how long entries stand; null: as the operator has configured."
    )


DEFAULT = PolicyBody()


class InForce:
    """A policy with what it said of routes: asked for each request."""

    __slots__ = ("_said", "policy")

    def __init__(self, policy: PolicyBody) -> None:
        self.policy = policy
        self._said: dict[str, bool] = {}

    def wants(self, route: str) -> bool:
        """Whether calls of the route with this name (`GET /api/v1/…`) are recorded."""
        said = self._said.get(route)
        if said is None:
            said = self._said[route] = wants(self.policy, route)
        return said


def wants(policy: PolicyBody, route: str) -> bool:
    """The same, looked up."""
    method, _, path = route.partition(" ")
    calls = next((rule.calls for rule in policy.rules if _fits(rule.pattern, route, path)), policy.calls)
    return calls == "all" or (calls == "writes" and method not in READS)


def _fits(pattern: str, route: str, path: str) -> bool:
    return re.fullmatch(translate(pattern), path if pattern.startswith("/") else route) is not None


async def in_force(ctx: Context) -> InForce:
    """The tenant's policy, or the default; as it was a second ago at the latest."""
    return await ctx.memory.get("policy", _load, ttl=FRESH)


async def policy_of(ctx: Context) -> PolicyBody:
    """The same, to be shown."""
    return (await in_force(ctx)).policy


async def _load() -> InForce:
    return InForce(await _stored())


async def _stored() -> PolicyBody:
    row = await Policy.all().first()
    return PolicyBody(calls=row.calls, rules=row.rules, retention_days=row.retention_days) if row else DEFAULT


async def change(ctx: RequestContext, body: PolicyBody) -> PolicyBody:
    """Put it in place of the one before, and say so."""
    async with ctx.db.transaction(), ctx.db.lock("policy"):
        row = await Policy.all().first() or Policy()
        before = await _stored()
        row.calls, row.retention_days = body.calls, body.retention_days
        row.rules = [rule.model_dump() for rule in body.rules]
        await row.save()
        told = PolicyChanged(before=before.model_dump(mode="json"), after=body.model_dump(mode="json"))
        await ctx.events.emit(POLICY_CHANGED, told)
    ctx.memory.drop("policy")
    return body
