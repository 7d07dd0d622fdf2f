"""Sessions: rows in the database, their tokens hashed; each process keeps those it has seen until a change is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID

from omni_kernel.jobs.caller import Caller
from omni_kernel.tenancy.missing import NoTenant
from omni_kernel.tenancy.models import Membership
from omni_sdk import Account as AccountInfo
from omni_sdk.errors import Forbidden, NotFound, Unauthenticated
from omni_sdk.events import SESSION_ENDED, SessionEnded

from . import token as tokens
from .actors import Actor, Person, person_of
from .fresh import ReauthenticationRequired
from .models import Session
from .policy import DEVICE

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

TOPIC: Final = "session"
ACCOUNT: Final = "account"
MOST: Final = 100_000
Kind = Literal["browser", "bearer"]


class SessionOver(Unauthenticated):
    """It was ended, or unused for too long, or never was."""

    type = "session-ended"
    title = "Sign in"


class FactorRequired(Forbidden):
    """The tenant wants a second factor, and the session has shown none."""

    type = "factor-required"
    title = "A second factor is required"


async def row_of(session_id: UUID | None, **of: UUID) -> Session:
    """The row of the session that asks, with its account; SessionOver when another process ended it just now."""
    row = await Session.filter(id=session_id, **of).prefetch_related("account").first()
    if row is None:
        raise SessionOver("the session has ended: sign in again")
    return row


@dataclass(slots=True)
class Live:
    """A session at hand, and who its account is in the tenants it was used for."""

    id: UUID
    key: str
    """The id as text."""
    kind: Kind
    person: Person
    platform: bool
    tenant_id: UUID | None
    methods: tuple[str, ...]
    authenticated_at: float
    expires: float
    seen: float
    actors: dict[UUID | None, tuple[Actor, float | None]] = field(default_factory=dict)
    """With the moment from which a second factor is missing, if it is."""


class Sessions:
    """All that is done with sessions."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._live: dict[str, Live] = {}
        auth = kernel.settings.auth
        self._idle: dict[str, float] = {"browser": auth.session_idle_minutes * 60, "bearer": float("inf")}
        self._life = {"browser": timedelta(hours=auth.session_hours), "bearer": timedelta(days=auth.bearer_days)}
        kernel.epoch.listen(TOPIC, self._session_changed)
        kernel.epoch.listen(ACCOUNT, self._account_changed)
        kernel.epoch.listen("tenant", self._tenant_changed)
        kernel.epoch.listen("policy", self._policy_changed)

    # -- making and ending

    async def create(
        self, account: AccountInfo, *, kind: Kind, methods: Sequence[str], tenant_id: UUID | None, ip: str, device: str
    ) -> tuple[Session, str]:
        """Somebody signed in: the row, and its token, which nobody sees again."""
        now, token = self._kernel.clock.now(), tokens.generate(tokens.SESSION)
        row = await Session.create(
            account_id=account.id,
            tenant_id=tenant_id,
            digest=tokens.digest(token),
            kind=kind,
            methods=list(methods),
            ip=ip[:45],
            device=device[:300],
            authenticated_at=now,
            seen_at=now,
            expires_at=now + self._life[kind],
        )
        return row, token

    async def refresh(self, session_id: UUID, methods: Sequence[str]) -> str:
        """The person proved again who it is: a new token, and the old one is void (ASVS 5.0, 7.2.4)."""
        token = tokens.generate(tokens.SESSION)
        async with self._kernel.db.transaction():
            changed = await Session.filter(id=session_id).update(
                digest=tokens.digest(token), authenticated_at=self._kernel.clock.now(), methods=list(methods)
            )
            if not changed:
                raise SessionOver("this session has ended: sign in again")
            await self._kernel.epoch.bump(TOPIC, str(session_id))
        return token

    async def revoke(self, caller: Caller, session_id: UUID, reason: str, **of: UUID) -> None:
        """End one, everywhere within a second; of that `account_id` and `tenant_id`, if named. NotFound for none such."""
        if not await self._end(caller, await Session.filter(id=session_id, **of), reason):
            raise NotFound(f"no session {session_id}")

    async def revoke_all(self, caller: Caller, account_id: UUID, reason: str, but: UUID | None = None, **of: UUID) -> int:
        """End all of an account, or all but one; or those of a `tenant_id`. How many."""
        rows = Session.filter(account_id=account_id, **of)
        return await self._end(caller, await (rows.exclude(id=but) if but else rows), reason)

    async def outdate(self, account_id: UUID, but: UUID) -> None:
        """All others of an account are fresh no more: a factor was enrolled since, which they did not show
        (ASVS 5.0, 7.4.3). They go on, and prove it when something grave is asked of them.
        """
        async with self._kernel.db.transaction():
            others = Session.filter(account_id=account_id).exclude(id=but)
            await others.update(authenticated_at=datetime.fromtimestamp(0, UTC))
            await self.forget(account_id)

    async def _end(self, caller: Caller, rows: Sequence[Session], reason: str) -> int:
        ended = 0
        async with self._kernel.db.transaction():
            for row in rows:
                if await Session.filter(id=row.id).delete():
                    ended += 1
                    await self._kernel.epoch.bump(TOPIC, str(row.id))
                    data = SessionEnded(account_id=row.account_id, session_id=row.id, reason=reason)
                    await self._kernel.emit(caller, row.tenant_id, SESSION_ENDED, data)
        return ended

    async def forget(self, account_id: UUID) -> None:
        """What is known of an account changed: its state, its rights, its memberships. Inside a transaction."""
        await self._kernel.epoch.bump(ACCOUNT, str(account_id))

    # -- using

    def peek(self, token: str, kind: Kind) -> Live | None:
        """A session used here before, if it is of that kind and neither over nor idle for too long."""
        live, now = self._live.get(token), self._kernel.clock.timestamp()
        if live is None or live.kind != kind or live.expires <= now or now - live.seen >= self._idle[kind]:
            return None
        live.seen = now
        return live

    async def verify(self, token: str, kind: Kind) -> Live:
        """The session of a token; SessionOver when there is none."""
        if live := self.peek(token, kind):
            return live
        self._live.pop(token, None)
        if not tokens.well_formed(token, tokens.SESSION):
            raise SessionOver("this is no token of a session: sign in")
        generation = self._kernel.epoch.seen
        row = await Session.get_or_none(digest=tokens.digest(token), kind=kind).prefetch_related("account")
        now = self._kernel.clock.now()
        if row is None or row.expires_at <= now or self._idled(row, now) or row.account.state != "active":
            raise SessionOver("the session has ended: sign in again")
        live = self._made(row, now.timestamp())
        if generation == self._kernel.epoch.seen:
            self._keep(token, live)
        return live

    def _idled(self, row: Session, now: datetime) -> bool:
        return (now - row.seen_at).total_seconds() >= self._idle[row.kind]

    def _made(self, row: Session, now: float) -> Live:
        # A tenant's identity provider speaks for that tenant only: never for the platform.
        platform = row.account.platform and row.tenant_id is None
        # A trusted browser stands for the factor at a login, never where a fresh proof is asked for.
        proven = 0.0 if DEVICE in row.methods else row.authenticated_at.timestamp()
        return Live(
            row.id, str(row.id), "bearer" if row.kind == "bearer" else "browser", person_of(row.account), platform, row.tenant_id,
            tuple(row.methods), proven, row.expires_at.timestamp(), now,
        )  # fmt: skip

    def actor_at(self, live: Live, tenant_id: UUID | None) -> Actor | None:
        """Who the session's account is in that tenant, if it is known here and no second factor is missing."""
        found = live.actors.get(tenant_id)
        if found is None or (found[1] is not None and found[1] <= self._kernel.clock.timestamp()):
            return None
        return found[0]

    async def actor(self, live: Live, tenant_id: UUID | None, named: str) -> Actor:
        """The same, looked up. NotFound, as for a tenant that is not, when the account does not belong there."""
        if live.tenant_id is not None and tenant_id != live.tenant_id:
            raise NoTenant(named)
        generation = self._kernel.epoch.seen
        permissions = await self._permissions(live, tenant_id, named)
        actor = Actor(
            "account", str(live.person.id), permissions, live.platform, live.person, "",
            live.id, live.authenticated_at, live.methods,
        )  # fmt: skip
        due = await self._factor_due(live, tenant_id)
        if due is not None and due <= self._kernel.clock.timestamp():
            raise FactorRequired("a second factor is required here: enrol one, or sign in again with it")
        if generation == self._kernel.epoch.seen:
            live.actors[tenant_id] = actor, due
        return actor

    async def _permissions(self, live: Live, tenant_id: UUID | None, named: str) -> frozenset[str]:
        if tenant_id is None:
            return frozenset()
        member = await Membership.get_or_none(tenant_id=tenant_id, account_id=live.person.id)
        if member is not None:
            if member.signed_out_at is not None and live.authenticated_at < member.signed_out_at.timestamp():
                raise ReauthenticationRequired("the tenant ended this session's way in: show again who you are")
            return await self._kernel.roles.permissions(tenant_id, member.roles)
        if not live.platform:
            raise NoTenant(named)
        return frozenset()

    async def _factor_due(self, live: Live, tenant_id: UUID | None) -> float | None:
        """From when the session lacks a second factor; None when it lacks none. Without a tenant it may do nothing
        but care for its own account, which includes enrolling the factor.
        """
        if tenant_id is None and not live.platform:
            return None
        effective = await self._kernel.policies.of((await row_of(live.id)).account, tenant_id)
        if not effective.required or self._kernel.factors.shown(live.methods, effective):
            return None
        return effective.due_at.timestamp() if effective.due_at else 0.0

    # -- what is kept

    def _keep(self, token: str, live: Live) -> None:
        if len(self._live) >= MOST:
            del self._live[next(iter(self._live))]
        self._live[token] = live

    def _session_changed(self, subject: str | None) -> None:
        self._live = {t: s for t, s in self._live.items() if subject is not None and str(s.id) != subject}

    def _account_changed(self, subject: str | None) -> None:
        self._live = {t: s for t, s in self._live.items() if subject is not None and str(s.person.id) != subject}

    def _tenant_changed(self, subject: str | None) -> None:
        tenant_id = UUID(subject) if subject else None
        for live in self._live.values():
            if tenant_id is None:
                live.actors.clear()
            else:
                live.actors.pop(tenant_id, None)

    def _policy_changed(self, _: str | None) -> None:
        for live in self._live.values():
            live.actors.clear()
