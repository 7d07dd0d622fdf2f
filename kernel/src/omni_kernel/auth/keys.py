"""API keys: made, rotated, revoked, and verified from a cache that the epoch keeps true."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from omni_kernel.jobs.caller import Caller
from omni_kernel.tenancy.grants import alone
from omni_sdk.errors import Invalid, NotFound
from omni_sdk.events import (
    API_KEY_CREATED,
    API_KEY_REVOKED,
    API_KEY_ROTATED,
    ApiKeyCreated,
    ApiKeyRevoked,
    ApiKeyRotated,
)

from . import token as tokens
from .actors import SYSTEM, Actor
from .key_rules import InvalidKey, KeyExpired, KeyRevoked, KeyRules, moment
from .models import ApiKey

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

TOPIC = "key"
MOST = 100_000
API_VERSION = 1
"""The newest version of the API, to which keys made now are pinned."""
OVERLAP = timedelta(days=1)
LONGEST_OVERLAP = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a key says: who, in which tenant (None: the platform's), and until when."""

    actor: Actor
    tenant_id: UUID | None
    expires: float | None = None


class Keys:
    """Keys by their digest; each process keeps those it has seen until a change of them is told."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._rules = kernel, KeyRules(kernel)
        self._tokens: dict[str, Credential] = {}
        kernel.epoch.listen(TOPIC, self._changed)
        kernel.epoch.listen("tenant", self._tenant_changed)

    def peek(self, token: str) -> Credential | None:
        """The credential of a key seen before and not expired."""
        found = self._tokens.get(token)
        if found is not None and found.expires is not None and found.expires <= self._kernel.clock.timestamp():
            return None
        return found

    async def verify(self, token: str) -> Credential:
        """The credential of a key; raises InvalidKey, KeyExpired or KeyRevoked."""
        if found := self.peek(token):
            return found
        if not tokens.well_formed(token):
            raise InvalidKey("this is no API key: its form or its checksum is wrong; was it copied whole?")
        generation = self._kernel.epoch.seen
        row = await ApiKey.get_or_none(digest=tokens.digest(token))
        if row is None:
            raise InvalidKey("no such API key")
        if row.revoked_at is not None:
            raise KeyRevoked(f"the API key {row.name!r} was revoked at {moment(row.revoked_at)}")
        if row.expires_at is not None and row.expires_at <= self._kernel.clock.now():
            raise KeyExpired(f"the API key {row.name!r} expired at {moment(row.expires_at)}")
        credential = await self._credential(row)
        if generation == self._kernel.epoch.seen:
            self._keep(token, credential)
        return credential

    async def get(self, tenant_id: UUID | None, key_id: UUID, *, any_tenant: bool = False) -> ApiKey:
        """The key of that tenant (None: the platform's), or of any; NotFound."""
        row = await ApiKey.get_or_none(id=key_id)
        if row is None or not (any_tenant or row.tenant_id == tenant_id):
            raise NotFound(f"no API key {key_id}")
        return row

    async def create(
        self,
        caller: Caller,
        tenant_id: UUID | None,
        name: str,
        *,
        roles: Sequence[str] = (),
        permissions: Sequence[str] = (),
        expires_at: datetime | None = None,
        maker: Actor = SYSTEM,
    ) -> tuple[ApiKey, str]:
        """A new key and its text, which is shown this once.

        A key may no more than its maker, and a key that makes one does not live on in it: without `expires_at` the new
        one ends with it. Raises Forbidden, and Invalid at `roles`, `permissions` or `expires_at`.
        """
        async with self._alone(tenant_id):
            account_id, latest = await self._rules.origin(maker)
            await self._rules.check_names(tenant_id, roles, permissions)
            await self._rules.check_rights(maker, tenant_id, roles, permissions)
            self._rules.check_end(expires_at, latest)
            given = {"roles": list(roles), "permissions": list(permissions), "maker_id": account_id}
            return await self._write(caller, tenant_id, name, expires_at=expires_at or latest, **given)

    async def rotate(
        self,
        caller: Caller,
        tenant_id: UUID | None,
        key_id: UUID,
        *,
        overlap: timedelta = OVERLAP,
        expires_at: datetime | None = None,
        maker: Actor = SYSTEM,
        any_tenant: bool = False,
    ) -> tuple[ApiKey, str]:
        """A successor that may the same, and its text. The old one ends after `overlap`, or sooner as it had to anyway.

        Without `expires_at` the new one lives as long as the old one was meant to. Whoever gets its text must have its
        rights. Raises Conflict for a key that is revoked, expired or has a successor, and what `create` raises.
        """
        if not timedelta() <= overlap <= LONGEST_OVERLAP:
            raise Invalid(f"{overlap} is not between nothing and {LONGEST_OVERLAP.days} days", at="overlap")
        tenant_id = (await self.get(tenant_id, key_id, any_tenant=any_tenant)).tenant_id
        async with self._alone(tenant_id):
            old = await self.get(tenant_id, key_id)
            await self._rules.check_rotatable(old)
            row, text = await self._succeed(caller, old, expires_at, maker)
            until = self._kernel.clock.now() + overlap
            old.expires_at = min(until, old.expires_at or until)
            # Its end is wanted: nobody is reminded of it.
            old.reminded_days = 0
            await old.save(update_fields=["expires_at", "reminded_days"])
            await self._kernel.epoch.bump(TOPIC, str(old.id))
            rotated = ApiKeyRotated(key_id=old.id, successor_id=row.id, until=old.expires_at)
            await self._kernel.emit(caller, old.tenant_id, API_KEY_ROTATED, rotated)
        return row, text

    async def revoke(self, caller: Caller, tenant_id: UUID | None, key_id: UUID, *, any_tenant: bool = False) -> ApiKey:
        """End a key, in force everywhere within a second. Revoking it again changes nothing."""
        row = await self.get(tenant_id, key_id, any_tenant=any_tenant)
        if row.revoked_at is None:
            async with self._kernel.db.transaction():
                row.revoked_at = self._kernel.clock.now()
                await row.save(update_fields=["revoked_at"])
                await self._kernel.epoch.bump(TOPIC, str(row.id))
                data = ApiKeyRevoked(key_id=row.id, name=row.name, prefix=row.start)
                await self._kernel.emit(caller, row.tenant_id, API_KEY_REVOKED, data)
        return row

    # -- making

    def _alone(self, tenant_id: UUID | None) -> AbstractAsyncContextManager[None]:
        """In a transaction, in which nobody else changes roles of the tenant."""
        return alone(self._kernel, tenant_id) if tenant_id else self._kernel.db.transaction()

    async def _succeed(self, caller: Caller, old: ApiKey, expires_at: datetime | None, maker: Actor) -> tuple[ApiKey, str]:
        account_id, latest = await self._rules.origin(maker)
        await self._rules.check_rights(maker, old.tenant_id, old.roles, old.permissions)
        self._rules.check_end(expires_at, latest)
        life = old.expires_at - old.created_at if old.expires_at else None
        ends = [e for e in (self._kernel.clock.now() + life if life else None, latest) if e]
        return await self._write(
            caller,
            old.tenant_id,
            old.name,
            roles=old.roles,
            permissions=old.permissions,
            expires_at=expires_at or min(ends, default=None),
            maker_id=account_id or old.maker_id,
            api_version=old.api_version,
            rotated_from=old.id,
        )

    async def _write(self, caller: Caller, tenant_id: UUID | None, name: str, **given: Any) -> tuple[ApiKey, str]:
        text = tokens.generate()
        row = await ApiKey.create(
            tenant_id=tenant_id,
            name=name,
            digest=tokens.digest(text),
            start=text[:9],
            last_four=text[-4:],
            created_by=caller.actor,
            **({"api_version": API_VERSION} | given),
        )
        data = ApiKeyCreated(key_id=row.id, name=name, prefix=row.start, permissions=row.permissions)
        await self._kernel.emit(caller, tenant_id, API_KEY_CREATED, data)
        return row, text

    # -- what is kept

    async def _credential(self, row: ApiKey) -> Credential:
        granted = await self._rules.granted(row.tenant_id, row.roles, row.permissions)
        actor = Actor("key", str(row.id), granted, row.tenant_id is None)
        return Credential(actor, row.tenant_id, row.expires_at.timestamp() if row.expires_at else None)

    def _keep(self, token: str, credential: Credential) -> None:
        if len(self._tokens) >= MOST:
            del self._tokens[next(iter(self._tokens))]
        self._tokens[token] = credential

    def _changed(self, subject: str | None) -> None:
        gone = [t for t, c in self._tokens.items() if subject is None or c.actor.id == subject]
        for token in gone:
            del self._tokens[token]

    def _tenant_changed(self, subject: str | None) -> None:
        gone = [t for t, c in self._tokens.items() if subject is None or str(c.tenant_id) == subject]
        for token in gone:
            del self._tokens[token]
