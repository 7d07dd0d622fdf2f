"""API keys: made, verified from a cache that the epoch keeps true, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.registry import RANKS
from omni_sdk import Account as AccountInfo
from omni_sdk import Permission
from omni_sdk.errors import Forbidden, Invalid, NotFound, Unauthenticated
from omni_sdk.events import API_KEY_CREATED, API_KEY_REVOKED, ApiKeyCreated, ApiKeyRevoked

from . import token as tokens
from .models import ApiKey

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

TOPIC = "key"
MOST = 100_000


class InvalidKey(Unauthenticated):
    """No such key."""

    type = "invalid-key"
    title = "The API key is not valid"


class KeyExpired(Unauthenticated):
    """Its time is over."""

    type = "key-expired"
    title = "The API key has expired"


class KeyRevoked(Unauthenticated):
    """Somebody revoked it."""

    type = "key-revoked"
    title = "The API key was revoked"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who calls. A platform administrator may everything; `permissions` are full names."""

    kind: Literal["account", "key", "system", "anonymous"]
    id: str
    permissions: frozenset[str] = frozenset()
    platform: bool = False
    account: AccountInfo | None = None
    prefix: str = ""
    """Of the plugin that looks at the actor: what its own permissions begin with."""

    def seen_by(self, prefix: str) -> Actor:
        """The same one, as a plugin sees him."""
        return Actor(self.kind, self.id, self.permissions, self.platform, self.account, prefix)

    def may(self, permission: Permission | str) -> bool:
        """Does he hold this permission: one of the plugin's own, as object, or any by its full name?"""
        name = permission if isinstance(permission, str) else f"{self.prefix}.{permission.name}"
        return self.platform or name in self.permissions


SYSTEM = Actor("system", "omni", platform=True)


@dataclass(frozen=True, slots=True)
class Credential:
    """What a key says: who, in which tenant (None: the platform's), and until when."""

    actor: Actor
    tenant_id: UUID | None
    expires: float | None = None

    @property
    def platform(self) -> bool:
        """A platform administrator's?"""
        return self.actor.platform

    def may(self, name: str) -> bool:
        """Does it hold the permission with this full name?"""
        return self.actor.platform or name in self.actor.permissions


class Keys:
    """Keys by their digest; each process keeps those it has seen until a change of them is told."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
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
            raise KeyRevoked(f"the API key {row.name!r} was revoked at {row.revoked_at:%Y-%m-%dT%H:%M:%SZ}")
        if row.expires_at is not None and row.expires_at <= self._kernel.clock.now():
            raise KeyExpired(f"the API key {row.name!r} expired at {row.expires_at:%Y-%m-%dT%H:%M:%SZ}")
        credential = self._credential(row)
        if generation == self._kernel.epoch.seen:
            self._keep(token, credential)
        return credential

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
        """A new key and its text, which is shown this once. A key may no more than its maker."""
        self._check(roles, permissions, expires_at, maker)
        text = tokens.generate()
        async with self._kernel.db.transaction():
            row = await ApiKey.create(
                tenant_id=tenant_id,
                name=name,
                digest=tokens.digest(text),
                start=text[:9],
                last_four=text[-4:],
                roles=list(roles),
                permissions=list(permissions),
                expires_at=expires_at,
                created_by=f"{caller.actor_kind}:{caller.actor_id}",
            )
            data = ApiKeyCreated(key_id=row.id, name=name, prefix=row.start, permissions=permissions)
            await self._kernel.emit(caller, tenant_id, API_KEY_CREATED, data)
        return row, text

    async def revoke(self, caller: Caller, tenant_id: UUID | None, key_id: UUID, *, any_tenant: bool = False) -> ApiKey:
        """End a key, in force everywhere within a second. Revoking it again changes nothing."""
        row = await ApiKey.get_or_none(id=key_id)
        if row is None or not (any_tenant or row.tenant_id == tenant_id):
            raise NotFound(f"no API key {key_id}")
        if row.revoked_at is None:
            async with self._kernel.db.transaction():
                row.revoked_at = self._kernel.clock.now()
                await row.save(update_fields=["revoked_at"])
                await self._kernel.epoch.bump(TOPIC, str(row.id))
                data = ApiKeyRevoked(key_id=row.id, name=row.name, prefix=row.start)
                await self._kernel.emit(caller, row.tenant_id, API_KEY_REVOKED, data)
        return row

    def _check(self, roles: Sequence[str], permissions: Sequence[str], expires_at: datetime | None, maker: Actor) -> None:
        registry = self._kernel.registry
        if bad := [r for r in roles if r not in RANKS]:
            raise Invalid(f"no role {bad[0]!r}; there are {', '.join(RANKS)}", at="roles")
        if bad := [p for p in permissions if p not in registry.permissions]:
            raise Invalid(f"no plugin declares the permission {bad[0]!r}", at="permissions")
        wanted = frozenset(permissions).union(*(registry.role_permissions(r) for r in roles))
        if not maker.platform and (more := sorted(wanted - maker.permissions)):
            raise Forbidden(f"a key may no more than its maker, who lacks {more[0]!r}")
        if expires_at is not None and expires_at <= self._kernel.clock.now():
            raise Invalid("must be in the future", at="expires_at")

    def _credential(self, row: ApiKey) -> Credential:
        registry = self._kernel.registry
        platform = row.tenant_id is None
        granted = frozenset(row.permissions).union(*(registry.role_permissions(r) for r in row.roles))
        actor = Actor("key", str(row.id), granted, platform)
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
