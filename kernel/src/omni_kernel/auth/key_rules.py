"""What an API key can be, who may make it, and why one is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from omni_kernel.tenancy.grants import everything, held, suffices
from omni_sdk.errors import Conflict, Invalid, Unauthenticated

from .actors import Actor
from .models import ApiKey

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

NO_TENANT = UUID(int=0)
"""Where only those of the platform hold anything."""


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


class KeyRules:
    """Asked inside the transaction that makes a key."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def granted(
        self, tenant_id: UUID | None, roles: Sequence[str], permissions: Sequence[str], *, fresh: bool = False
    ) -> frozenset[str]:
        """Full names of what these roles and permissions come to; `fresh` asks the database, not what is remembered."""
        return (await self._kernel.roles.permissions(tenant_id, roles, fresh=fresh)).union(permissions)

    async def origin(self, maker: Actor) -> tuple[UUID | None, datetime | None]:
        """The account behind a maker, and when what it makes ends at the latest."""
        if maker.kind == "account":
            return UUID(maker.id), None
        if maker.kind != "key":
            return None, None
        # Read anew: other processes know a revoked key for up to a second, long enough to make itself a successor.
        row = await ApiKey.get_or_none(id=maker.id, revoked_at=None)
        if row is None:
            raise KeyRevoked("the API key that asks for this was revoked")
        return row.maker_id, row.expires_at

    async def check_names(self, tenant_id: UUID | None, roles: Sequence[str], permissions: Sequence[str]) -> None:
        """Are there such roles and permissions? Invalid at `roles` or `permissions`."""
        if bad := [p for p in permissions if p not in self._kernel.registry.permissions]:
            raise Invalid(f"no plugin declares the permission {bad[0]!r}", at="permissions")
        if tenant_id is not None:
            await self._kernel.roles.check_names(tenant_id, roles)
        elif roles:
            raise Invalid(f"{roles[0]!r} is a role in a tenant: a key of the platform may everything", at="roles")

    async def check_rights(self, maker: Actor, tenant_id: UUID | None, roles: Sequence[str], permissions: Sequence[str]) -> None:
        """May the maker all that the key is to? Forbidden if not. Read anew, since a key outlives what is remembered."""
        kernel, all_of_it = self._kernel, everything(self._kernel)
        wanted = await self.granted(tenant_id, roles, permissions, fresh=True) if tenant_id else all_of_it
        if maker.platform:
            wanted &= all_of_it  # else nobody could rotate a key while a plugin that it names is away
        suffices(await held(kernel, tenant_id or NO_TENANT, maker), wanted, "this key")

    def check_end(self, expires_at: datetime | None, latest: datetime | None) -> None:
        """May it end then? Invalid at `expires_at`."""
        if expires_at is None:
            return
        if expires_at <= self._kernel.clock.now():
            raise Invalid("must be in the future", at="expires_at")
        if latest is not None and expires_at > latest:
            raise Invalid(
                f"the key that asks for this ends at {moment(latest)}: none that it makes lives longer", at="expires_at"
            )

    async def check_rotatable(self, row: ApiKey) -> None:
        """Is it in force, and the last of its line? Conflict if not."""
        if row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= self._kernel.clock.now()):
            raise Conflict(f"the API key {row.name!r} is void: make a new one")
        successor = await ApiKey.filter(rotated_from=row.id, revoked_at=None).first()
        if successor is not None:
            raise Conflict(f"the API key {row.name!r} has a successor, {successor.id}: rotate or revoke that one")


def moment(when: datetime) -> str:
    """RFC 3339, in UTC, to the second."""
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
