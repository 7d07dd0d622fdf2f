"""The kernel's own routes of HTTP: the API's description, and live updates."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from pydantic import JsonValue

from omni_kernel.context import KernelContext, own
from omni_kernel.http.openapi import Documents
from omni_sdk import Live, RequestContext, Route, SignedIn, Text

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""
    documents = Documents(kernel)

    async def openapi(ctx: KernelContext) -> Text:
        """This API as OpenAPI 3.1: the whole for the platform, what is enabled for a tenant."""
        active = ctx.state.active if ctx.state else None
        return Text(documents.text(active), "application/vnd.oai.openapi+json;version=3.1")

    async def stream(ctx: RequestContext) -> Live:
        """Live updates of this tenant as server-sent events: `{"topic": …, "data": …}`; best effort."""
        return Live(messages(kernel, ctx))

    return [
        Route.get("/openapi.json", own(openapi), auth=SignedIn()),
        Route.get("/stream", stream, auth=SignedIn()),
    ]


async def messages(kernel: Kernel, ctx: RequestContext) -> AsyncIterator[JsonValue]:
    """What is published for the context's tenant."""
    async for topic, data in kernel.stream.subscribe(ctx.tenant.id):
        yield {"topic": topic, "data": data}
