"""`/api/v1/blobs/{token}`: a file, for whoever holds a link that `ctx.blobs.url` made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omni_sdk import EdgeContext, Public, Route, Stream

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def blob(ctx: EdgeContext, token: str) -> Stream:  # noqa: ARG001  (a context comes first)
        """The file that a signed link leads to, as a download."""
        name, filename = kernel.links.blob(token)
        found = await kernel.blobs.stat(name)
        return Stream(kernel.blobs.read(name), found.media_type, filename=filename or name.rpartition("/")[2])

    return [Route.get("/blobs/{token}", blob, auth=Public("The token is the permission; it expires."))]
