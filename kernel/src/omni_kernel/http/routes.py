"""The kernel's own routes of HTTP: the API's description, and live updates."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from pydantic import JsonValue

from omni_kernel.context import KernelContext, own
from omni_kernel.http.openapi import Documents
from omni_kernel.http.problems import TenantRequired
from omni_kernel.redis.stream import INSTALLATION
from omni_sdk import Live, Route, SignedIn, Text

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""
    documents = Documents(kernel)

    async def openapi(ctx: KernelContext) -> Text:
        """This API as OpenAPI 3.1: the whole for the platform, what is enabled for a tenant."""
        active = ctx.state.active if ctx.state else None
        return Text(documents.text(active, ctx.reading), "application/vnd.oai.openapi+json;version=3.1")

    async def stream(ctx: KernelContext) -> Live:
        """Live updates of this tenant as server-sent events: `{"topic": …, "data": …}`; best effort. Platform administrators
        who choose no tenant get those of the installation.
        """
        if ctx.state is None and not ctx.who.platform:
            raise TenantRequired("say which tenant you mean with the header Omni-Tenant: <slug>")
        return Live(messages(kernel, ctx))

    return [
        Route.get("/openapi.json", own(openapi), auth=SignedIn()),
        Route.get("/stream", own(stream), auth=SignedIn()),
    ]


async def messages(kernel: Kernel, ctx: KernelContext) -> AsyncIterator[JsonValue]:
    """What is published for the context's tenant, or the installation; of jobs only for those who may see them."""
    jobs = ctx.who.may("omni.job.read")
    async for topic, data in kernel.stream.subscribe(ctx.tenant_id or INSTALLATION):
        if jobs or topic != "job":
            yield {"topic": topic, "data": data}
