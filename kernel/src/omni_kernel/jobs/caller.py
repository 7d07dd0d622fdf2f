"""Who asks for something: carried from a request into the jobs and events that it causes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Self

if TYPE_CHECKING:
    from uuid import UUID

_STORED: Final = ("actor_kind", "actor_id", "request_id", "ip", "user_agent")


@dataclass(frozen=True, slots=True)
class Caller:
    """A plugin's code, in a tenant or none, on behalf of an actor; the rest is for the audit log."""

    plugin_id: str
    tenant_id: UUID | None
    actor_kind: str
    actor_id: str
    request_id: str | None = None
    ip: str | None = None
    user_agent: str | None = None

    @classmethod
    def system(cls, plugin_id: str, tenant_id: UUID | None) -> Self:
        """Nobody in particular: schedules, the sweeper."""
        return cls(plugin_id, tenant_id, "system", "omni")

    @property
    def actor(self) -> str:
        """`account:0190…`, as events name their actor."""
        return f"{self.actor_kind}:{self.actor_id}"

    def stored(self) -> dict[str, Any]:
        """What is kept in a row beside its plugin and tenant columns."""
        return {name: getattr(self, name) for name in _STORED}

    def as_plugin(self, plugin_id: str) -> Caller:
        """The same actor, by way of another plugin."""
        return replace(self, plugin_id=plugin_id)
