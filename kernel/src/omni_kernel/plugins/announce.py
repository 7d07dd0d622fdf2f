"""Topic `plugins` of `/api/v1/stream`: what a tenant has in force changed, whoever changed it, in whichever process."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from omni_kernel.redis.stream import INSTALLATION, LiveStream

TOPIC: Final = "plugins"


class Announcer:
    """Hears what the epoch tells the gate of this process, and tells the dashboards that are open at this process. A
    process tells its own only, since each hears of every change.
    """

    def __init__(self, stream: LiveStream) -> None:
        self._stream = stream

    def changed(self, tenant_id: UUID | None) -> None:
        """Of this tenant, or of any."""
        if tenant_id is None:
            self._stream.tell(None, TOPIC, {"tenant": None})
            return
        data: dict[str, str | None] = {"tenant": str(tenant_id)}
        self._stream.tell(tenant_id, TOPIC, dict(data))
        self._stream.tell(INSTALLATION, TOPIC, dict(data))
