"""What a login must satisfy: rules of the platform, of tenants, of their roles and of accounts, the strictest of all.

A tenant's rules, those of the person's roles in it, the platform's and the account's make one whole; a person in
several tenants must satisfy each of these wholes. What a rule leaves unsaid is decided by the others, but one that
requires a factor and says nothing of grace, trusted devices or upstream factors allows none: else whoever may set
rules for one tenant could soften those of the platform. NIST SP 800-63B, 4; OWASP ASVS 5.0, 6.3.3.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.staging import KERNEL
from omni_kernel.tenancy.models import Membership
from omni_sdk import Factor
from omni_sdk.errors import Invalid
from omni_sdk.events import LOGIN_POLICY_CHANGED, LoginPolicyChanged

from .actors import SYSTEM, Actor
from .models import Account, LoginPolicy

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

TOPIC: Final = "policy"
"""Of the epoch: sessions look again whether a factor is missing."""
STRONG: Final = frozenset({"possession", "recovery"})
WEAK: Final = frozenset({"mail", "sms"})
"""Kinds that whoever takes over a mailbox or a number has, too (NIST SP 800-63B, 3.1.3; ASVS 5.0, 6.6.1)."""
DEVICE: Final = "device"
"""Among a session's methods: a trusted device stood for the factor."""
UPSTREAM: Final = "mfa"
"""Among a session's methods: the identity provider had asked for a second factor (RFC 8176)."""
WARNING: Final = (
    "{}: who gets into the mailbox or takes over the phone number gets the codes, too. Prefer an authenticator app; for "
    "administrators such a factor is never enough."
)


class Rules(BaseModel):
    """What one place says; None leaves it to the others."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    factor_required: bool | None = Field(None, description="Nobody signs in without a second factor.")
    methods: list[str] | None = Field(
        None, min_length=1, max_length=50, examples=[["totp", "backup-codes"]], description="The factors that may be used."
    )
    grace_days: int | None = Field(None, ge=0, le=90, description="Days to enrol a factor once it is required.")
    trusted_days: int | None = Field(None, ge=0, le=90, description="Days that a trusted device needs no factor.")
    accept_upstream: bool | None = Field(None, description="A factor that the identity provider asked for is enough.")
    sign_up_roles: list[str] | None = Field(
        None, max_length=20, description="Roles of whoever signs in by an identity provider for the first time; none: nobody may."
    )


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose rules they are."""

    name: str
    tenant_id: UUID | None = None
    account_id: UUID | None = None

    @classmethod
    def tenant(cls, tenant_id: UUID) -> Self:
        """Everybody in a tenant."""
        return cls(f"tenant:{tenant_id}", tenant_id)

    @classmethod
    def role(cls, tenant_id: UUID, role: str) -> Self:
        """Who has a role in a tenant."""
        return cls(f"role:{tenant_id}:{role}", tenant_id)

    @classmethod
    def account(cls, account_id: UUID) -> Self:
        """One person, everywhere."""
        return cls(f"account:{account_id}", None, account_id)


PLATFORM: Final = Subject("platform")


@dataclass(frozen=True, slots=True)
class Effective:
    """What one login must satisfy."""

    required: bool
    due_at: datetime | None
    """From when; None where no factor is required."""
    bounds: tuple[frozenset[str] | None, ...]
    """Lists that a factor must be on, all of them; None is the list of the kinds that need not be named."""
    administrator: bool
    trusted_days: int
    accept_upstream: bool

    def allows(self, factor: Factor) -> bool:
        """May it be used at all?"""
        return all(factor.kind in STRONG if names is None else factor.name in names for names in self.bounds)

    def suffices(self, factor: Factor) -> bool:
        """Is showing it enough? By mail or text message it is not for an administrator."""
        return self.allows(factor) and not (self.administrator and factor.kind in WEAK)

    def enough(self, factors: Iterable[Factor]) -> bool:
        """Is one of an account's factors enough to be its only one? Recovery codes never are."""
        return any(f.kind != "recovery" and self.suffices(f) for f in factors)


@dataclass(frozen=True, slots=True)
class _Said:
    """The rules of one place, and since when they hold for the person."""

    rules: Rules
    began: datetime


class PolicyService:
    """Rules as they are stored, and what they come to for a login."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def of(self, account: Account, tenant_id: UUID | None) -> Effective:
        """What this person must satisfy to sign in to a tenant, or (None) to all that he belongs to."""
        mine = Membership.filter(account_id=account.id)
        members = await (mine.filter(tenant_id=tenant_id) if tenant_id else mine)
        wholes = [_whole(account, m.tenant_id, m.roles) for m in members] or [_whole(account, tenant_id, ())]
        joined = {m.tenant_id: m.created_at for m in members}
        rows = await LoginPolicy.filter(subject__in={name for whole in wholes for name in whole})
        said = {r.subject: _said(r, joined.get(r.tenant_id, account.created_at)) for r in rows}
        administrator = account.platform or any([await self._administers(m) for m in members])
        return _strictest(said, wholes, administrator)

    async def _administers(self, member: Membership) -> bool:
        """By what the roles may, not by their names: a tenant's own role may as much as `admin`."""
        registry = self._kernel.registry
        more = registry.role_permissions("admin") - registry.role_permissions("member")
        held = await self._kernel.roles.permissions(member.tenant_id, member.roles)
        return any(name.startswith(f"{KERNEL}.") for name in held & more)

    async def sign_up_roles(self, tenant_id: UUID) -> Sequence[str]:
        """Roles of whoever comes from the tenant's identity provider and is unknown: by the tenant's rules, else the
        platform's. None means that nobody may.
        """
        for subject in (Subject.tenant(tenant_id), PLATFORM):
            if (roles := (await self.get(subject)).sign_up_roles) is not None:
                return roles
        return ()

    async def get(self, subject: Subject) -> Rules:
        """What is said for one; most often nothing."""
        row = await LoginPolicy.get_or_none(subject=subject.name)
        return Rules.model_validate(row.rules) if row else Rules()

    async def set(self, caller: Caller, subject: Subject, rules: Rules, by: Actor = SYSTEM) -> list[str]:
        """Say it anew, in force everywhere within a second; gives warnings. Invalid for a factor or role that there is
        not, Forbidden for roles above those of `by`.
        """
        self._check_methods(rules)
        async with self._kernel.db.transaction(), self._kernel.db.lock(f"policy:{subject.name}"):
            await self._check_roles(subject, rules, by)
            row = await LoginPolicy.get_or_none(subject=subject.name)
            row = row or LoginPolicy(subject=subject.name, tenant_id=subject.tenant_id, account_id=subject.account_id)
            row.required_since = (row.required_since or self._kernel.clock.now()) if rules.factor_required else None
            row.rules, row.changed_by = rules.model_dump(exclude_none=True), caller.actor
            await row.save()
            await self._changed(caller, subject, row.rules)
        return self.warnings(rules)

    async def clear(self, caller: Caller, subject: Subject) -> None:
        """Say nothing any more."""
        async with self._kernel.db.transaction():
            if await LoginPolicy.filter(subject=subject.name).delete():
                await self._changed(caller, subject, {})

    def warnings(self, rules: Rules) -> list[str]:
        """What whoever sets these rules should know."""
        named = frozenset(rules.methods or ())
        return [WARNING.format(f.title) for _, f in self._kernel.registry.all(Factor) if f.kind in WEAK and f.name in named]

    async def _changed(self, caller: Caller, subject: Subject, said: dict[str, Any]) -> None:
        await self._kernel.epoch.bump(TOPIC, subject.name)
        data = LoginPolicyChanged(subject=subject.name, rules=said)
        await self._kernel.emit(caller, subject.tenant_id, LOGIN_POLICY_CHANGED, data)

    def _check_methods(self, rules: Rules) -> None:
        if rules.methods is None:
            return
        kinds = {f.name: f.kind for _, f in self._kernel.registry.all(Factor)}
        if bad := [m for m in rules.methods if m not in kinds]:
            raise Invalid(f"no factor {bad[0]!r} is installed; there are {', '.join(kinds) or 'none'}", at="methods")
        if all(kinds[m] == "recovery" for m in rules.methods):
            raise Invalid("name a factor that can be used without another, too: else nobody could enrol any", at="methods")

    async def _check_roles(self, subject: Subject, rules: Rules, by: Actor) -> None:
        if rules.sign_up_roles is None:
            return
        if subject == PLATFORM:
            await self._kernel.roles.check_names(None, rules.sign_up_roles)
        elif subject.tenant_id is not None and subject == Subject.tenant(subject.tenant_id):
            await self._kernel.roles.check_grant(by, subject.tenant_id, rules.sign_up_roles)
        else:
            raise Invalid("whoever signs up has no role and no account yet: say it for the tenant", at="sign_up_roles")


def _whole(account: Account, tenant_id: UUID | None, roles: Iterable[str]) -> list[str]:
    """Whose rules hold for a person in one tenant, or in none."""
    here = [Subject.tenant(tenant_id), *(Subject.role(tenant_id, r) for r in roles)] if tenant_id else []
    return [s.name for s in (PLATFORM, Subject.account(account.id), *here)]


def _said(row: LoginPolicy, joined: datetime) -> _Said:
    return _Said(Rules.model_validate(row.rules), max(row.required_since or joined, joined))


def _strictest(said: Mapping[str, _Said], wholes: Sequence[Sequence[str]], administrator: bool) -> Effective:
    """All that is said for a person, as one."""
    required = [s for s in said.values() if s.rules.factor_required]
    grace = timedelta(days=min(_stated(said, "grace_days", unsaid=0), default=0))
    bounds = dict.fromkeys(b for whole in wholes for b in _bounds([said[name].rules for name in whole if name in said]))
    upstream = _stated(said, "accept_upstream", unsaid=False)
    return Effective(
        required=bool(required),
        due_at=min((s.began + grace for s in required), default=None),
        bounds=tuple(bounds) or (None,),
        administrator=administrator,
        trusted_days=min(_stated(said, "trusted_days", unsaid=0), default=0),
        accept_upstream=bool(upstream) and all(upstream),
    )


def _stated(said: Mapping[str, _Said], name: str, *, unsaid: int) -> list[int]:
    """Each value of a rule; `unsaid` for one that requires a factor and says none."""
    rules = [s.rules for s in said.values() if getattr(s.rules, name) is not None or s.rules.factor_required]
    values = [getattr(r, name) for r in rules]
    return [unsaid if v is None else v for v in values]


def _bounds(whole: Sequence[Rules]) -> list[frozenset[str] | None]:
    """What one whole wants of a factor; nothing, where it neither names any nor requires one."""
    named = [frozenset(r.methods) for r in whole if r.methods is not None]
    return [*named] or ([None] if any(r.factor_required for r in whole) else [])
