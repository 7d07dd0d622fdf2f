"""Text messages, by the driver that the operator picked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omni_sdk.drivers import SMS
from omni_sdk.errors import ScopeNotGranted

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


class BoundSms:
    """The SDK's Sms of one plugin."""

    __slots__ = ("_granted", "_kernel", "_plugin_id")

    def __init__(self, kernel: Kernel, plugin_id: str, granted: bool) -> None:
        self._kernel, self._plugin_id, self._granted = kernel, plugin_id, granted

    async def send(self, to: str, text: str) -> None:
        """One message to one number, in E.164 form."""
        if not self._granted:
            raise ScopeNotGranted(f"{self._plugin_id!r} may not send text messages: `sms = true` was not granted")
        await self._kernel.drivers.get(SMS).send(to, text)
