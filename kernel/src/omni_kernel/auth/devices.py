"""Browsers that need not show a second factor again for some days, by the SHA-256 of what their cookie holds."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from . import token as tokens
from .models import TrustedDevice

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


class DeviceService:
    """Trust in browsers: given at a login, ended by time, by the person, and with the password."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def trust(self, account_id: UUID, days: int, device: str) -> str:
        """Trust a browser for so many days; what its cookie is to hold, 256 random bits that are stored nowhere."""
        token = secrets.token_urlsafe(32)
        await TrustedDevice.create(
            account_id=account_id,
            digest=tokens.digest(token),
            device=device[:300],
            expires_at=self._kernel.clock.now() + timedelta(days=days),
        )
        return token

    async def trusted(self, account_id: UUID, token: str | None, days: int) -> bool:
        """Is it a browser of this account, trusted within the last so many days: those that the policy allows now?"""
        if token is None:
            return False
        now, digest = self._kernel.clock.now(), tokens.digest(token)
        mine = TrustedDevice.filter(account_id=account_id, digest=digest, expires_at__gt=now)
        return await mine.filter(created_at__gt=now - timedelta(days=days)).exists()

    async def forget(self, account_id: UUID) -> None:
        """Trust none of an account's browsers any more."""
        await TrustedDevice.filter(account_id=account_id).delete()
