"""Which hosts a plugin may reach now: what its admin granted, some of it by way of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from omni_sdk.manifest import ANY_HOST

from .outbound import build_client

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.context import Ctx

SETTING = "setting:"


class Outbound:
    """Clients per context over one pool; `transports` is where tests put their internet."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self.transports: dict[str, httpx.AsyncBaseTransport] = {}

    def client(self, ctx: Ctx) -> httpx.AsyncClient:
        """A client for what this context's plugin may reach."""
        settings = self._kernel.settings.outbound
        return build_client(
            lambda: hosts(ctx),
            allow_networks=settings.allow_networks,
            any_public=lambda: ANY_HOST in ctx.granted.outbound,
            timeout=settings.timeout_seconds,
            transports=self.transports.get,
        )


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
