"""What is over goes, and what ends soon is told: run by the worker every few minutes, and harmless to run twice."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from .models import LoginFlow, MailToken, Session, Throttle, TrustedDevice
from .reminders import remind

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

FORGIVEN: Final = timedelta(days=1)
"""Failures this old count no longer."""


async def tidy(kernel: Kernel) -> int:
    """Delete sessions, logins, links and devices that are over, and old failures; how many rows went."""
    now = kernel.clock.now()
    gone = 0
    for model in (Session, LoginFlow, MailToken, TrustedDevice):
        gone += await model.filter(expires_at__lt=now).delete()
    gone += await Throttle.filter(updated_at__lt=now - FORGIVEN).delete()
    gone += await kernel.invitations.purge()
    await remind(kernel)
    return gone
