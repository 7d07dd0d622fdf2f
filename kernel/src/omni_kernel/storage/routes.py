"""`/api/v1/blobs/{token}`: a file, for whoever holds a link that `ctx.blobs.url` made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from omni_kernel.http.files import NO_FILE, Stored
from omni_kernel.plugins.staging import KERNEL
from omni_kernel.services.urls import LinkInvalid
from omni_sdk import EdgeContext, File, Public, Route
from omni_sdk.errors import NotFound

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


def routes(kernel: Kernel) -> list[Route]:
    """Bound to one kernel."""

    async def blob(ctx: EdgeContext, token: str) -> File:  # noqa: ARG001  (a context comes first)
        """The file that a signed link leads to, as a download; a range of it, too.

        404 for whatever is wrong with the link, so that it tells nothing of what there is; 410 when it has expired.
        """
        try:
            tenant_id, name, filename = kernel.links.blob(token)
            plugin_id = name.split("/")[1]
            if tenant_id is not None and plugin_id not in {KERNEL, *(await kernel.gate.state(tenant_id)).active}:
                raise NotFound(NO_FILE)
        except (LinkInvalid, NotFound) as error:
            raise NotFound(NO_FILE) from error
        return Stored(name, filename, store=kernel.blobs)

    return [Route.get("/blobs/{token}", blob, auth=Public("The token is the permission; it expires."))]
