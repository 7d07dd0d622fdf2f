"""Single-use tokens in mailed links. 256 random bits, of which the SHA-256 is kept (OWASP ASVS 5.0, 6.5.1 and 11.4.1)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

from omni_sdk.errors import Gone, Invalid

from .models import MailToken
from .token import digest

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

Purpose = Literal["password", "verify-email", "change-email", "confirm-email"]
Action = Literal["set-password", "verify-email", "change-email", "invitation"]


class LinkUsed(Gone):
    """It was valid once."""

    type = "link-used"
    title = "The link is not valid any more"


class MailTokens:
    """One valid token per purpose and account: a new one voids those before."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def issue(self, purpose: Purpose, account_id: UUID, life: timedelta, data: Mapping[str, Any] | None = None) -> str:
        """A new token; it is nowhere else than in this answer."""
        token = secrets.token_urlsafe(32)
        expires = self._kernel.clock.now() + life
        async with self._kernel.db.transaction(), self._kernel.db.lock(f"mail-token:{account_id}"):
            await MailToken.filter(purpose=purpose, account_id=account_id).delete()
            await MailToken.create(
                purpose=purpose, account_id=account_id, digest=digest(token), data=dict(data or {}), expires_at=expires
            )
        return token

    async def look(self, purpose: Purpose, token: str) -> MailToken | None:
        """What it stands for, while it is valid."""
        return await MailToken.get_or_none(purpose=purpose, digest=digest(token), expires_at__gt=self._kernel.clock.now())

    async def take(self, purpose: Purpose, token: str) -> MailToken:
        """The same, and it is used up; Invalid for what never was one, LinkUsed when it is too late."""
        row = await MailToken.get_or_none(purpose=purpose, digest=digest(token))
        if row is None:
            raise Invalid("this link is not valid: take the newest one, whole, or ask for another", at="token")
        # Of two that come at once one deletes the row.
        mine = await MailToken.filter(id=row.id).delete()
        if not mine or row.expires_at <= self._kernel.clock.now():
            raise LinkUsed("this link was used or is too old: ask for another")
        return row

    def link(self, action: Action, token: str) -> str:
        """Where the mail leads. The token stands in the fragment: no server, log or Referer gets to see it."""
        return f"{self._kernel.settings.public_url}/auth/{action}#{token}"
