"""Which hosts a plugin may reach now: what its admin granted, some of it by way of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from omni_sdk.manifest import ANY_HOST

if TYPE_CHECKING:
    import httpx

    from omni_kernel.app import Kernel
    from omni_kernel.context import Ctx

SETTING = "setting:"


class Outbound:
    """Clients per context over one pool; `transports` is where tests put their internet."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.transports: dict[str, httpx.AsyncBaseTransport] = {}
        self._used = False

    def client(self, ctx: Ctx) -> httpx.AsyncClient:
        """A client for what this context's plugin may reach."""
        # httpx takes a tenth of a second to import, which a start without outgoing calls need not wait for.
        from .outbound import build_client

        self._used = True
        settings = self._kernel.settings.outbound
        return build_client(
            lambda: hosts(ctx),
            allow_networks=settings.allow_networks,
            any_public=lambda: ANY_HOST in ctx.granted.outbound,
            timeout=settings.timeout_seconds,
            transports=self.transports.get,
        )

    async def close(self) -> None:
        """Close what stands open."""
        if self._used:
            from .outbound import close_pools

            await close_pools()


def hosts(ctx: Ctx) -> set[str]:
    """Granted hosts, those in settings read out."""
    found = set()
    for scope in ctx.granted.outbound:
        if not scope.startswith(SETTING):
            found.add(scope)
        elif host := urlsplit(str(setting(ctx.settings, scope.removeprefix(SETTING)) or "")).hostname:
            found.add(host)
    return found


def setting(settings: Any, path: str) -> Any:
    """A field by its dotted path; None where it is not."""
    for name in path.split("."):
        settings = getattr(settings, name, None)
    return settings
