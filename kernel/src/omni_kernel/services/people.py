"""Who belongs to the tenant, and how its language writes things."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from omni_kernel.auth.actors import Actor, Person, person_of
from omni_kernel.plugins.registry import RANKS
from omni_kernel.tenancy.grants import standing
from omni_kernel.tenancy.models import Membership
from omni_sdk.errors import ScopeNotGranted

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.plugins.staging import Loaded


@dataclass(frozen=True, slots=True)
class MemberInfo:
    """A member as plugins see him."""

    account: Person
    roles: Sequence[str]


class BoundDirectory:
    """The SDK's Directory of one tenant."""

    __slots__ = ("_granted", "_kernel", "_plugin", "_tenant_id")

    def __init__(self, kernel: Kernel, tenant_id: UUID, plugin: Loaded, granted: bool) -> None:
        self._kernel, self._tenant_id, self._plugin, self._granted = kernel, tenant_id, plugin, granted

    async def members(self, *, role: str | None = None) -> AsyncIterator[MemberInfo]:
        """All of them, or those who hold the role or one above it."""
        self._check()
        wanted = RANKS[RANKS.index(role) :] if role in RANKS else (role,)
        async for row in Membership.filter(tenant_id=self._tenant_id).order_by("id").prefetch_related("account"):
            if role is None or set(wanted) & set(row.roles):
                yield MemberInfo(person_of(row.account), row.roles)

    async def member(self, account_id: UUID) -> MemberInfo | None:
        """That one, if a member."""
        self._check()
        row = await Membership.get_or_none(tenant_id=self._tenant_id, account_id=account_id).prefetch_related("account")
        return MemberInfo(person_of(row.account), row.roles) if row else None

    async def actor(self, actor: str) -> Actor | None:
        """Who `account:<id>` or `key:<id>` is now, if it may act in this tenant."""
        self._check()
        found = await standing(self._kernel, self._tenant_id, actor)
        return found.seen_by(self._plugin.prefix) if found else None

    def _check(self) -> None:
        if not self._granted:
            raise ScopeNotGranted(f"{self._plugin.id!r} may not read who the people are: `directory = true` was not granted")


class Language:
    """The SDK's Locale for one language tag."""

    __slots__ = ("_words", "language")

    def __init__(self, language: str, words: Callable[[str], str] = str) -> None:
        self.language, self._words = language, words

    def text(self, message: str, **values: object) -> str:
        """The message in that language, if the plugin has it in `locales/`, with its values."""
        message = self._words(message)
        return message.format(**values) if values else message

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount as people of that language write it (CLDR, by Babel)."""
        from babel.numbers import format_currency

        return str(format_currency(amount, currency, locale=self.language.replace("-", "_")))
