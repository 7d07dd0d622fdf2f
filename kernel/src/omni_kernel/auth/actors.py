"""Who calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from omni_sdk import Account as AccountInfo
from omni_sdk import Permission

if TYPE_CHECKING:
    from .models import Account


@dataclass(frozen=True, slots=True)
class Person:
    """A person as plugins see one."""

    id: UUID
    email: str
    phone: str | None
    name: str
    locale: str | None


def person_of(row: Account) -> Person:
    """The same, without what is the kernel's business."""
    return Person(row.id, row.email, row.phone, row.name, row.locale)


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
    session_id: UUID | None = None
    authenticated_at: float | None = None
    """When the person of the session last proved who it is, in seconds since the epoch."""
    methods: tuple[str, ...] = ()
    """How: `pwd`, `totp`, …"""

    def seen_by(self, prefix: str) -> Actor:
        """The same one, as a plugin sees him."""
        return Actor(
            self.kind,
            self.id,
            self.permissions,
            self.platform,
            self.account,
            prefix,
            self.session_id,
            self.authenticated_at,
            self.methods,
        )

    def may(self, permission: Permission | str) -> bool:
        """Does he hold this permission: one of the plugin's own, as object, or any by its full name?"""
        name = permission if isinstance(permission, str) else f"{self.prefix}.{permission.name}"
        return self.platform or name in self.permissions


SYSTEM = Actor("system", "omni", platform=True)
