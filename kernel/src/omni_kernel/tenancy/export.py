"""All that is kept of one tenant, handed out (GDPR, article 20; and before it is deleted)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic_core import to_json

from omni_kernel.auth.erasure import plain
from omni_kernel.auth.models import Account, LoginFlow, Session
from omni_kernel.http.models import IdempotencyRecord
from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.models import TenantPlugin
from omni_kernel.plugins.purge import PurgeService
from omni_kernel.plugins.staging import KERNEL
from omni_kernel.storage.zips import zipped
from omni_sdk import Stream
from omni_sdk._scope import Scope, entered
from omni_sdk.errors import NotFound
from omni_sdk.events import TENANT_EXPORTED, TenantExported
from omni_sdk.models import Model

from .models import Membership, Tenant

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

LOT: Final = 500
PASSING: Final = (IdempotencyRecord, LoginFlow, Session)
"""What is over in a moment, and is people's rather than the tenant's."""

Files = AsyncIterator[tuple[str, AsyncIterator[bytes]]]


class TenantExport:
    """`omni/<table>.jsonl`, `plugins/<plugin>.jsonl` and `files/<plugin>/…` in one zip."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def stream(self, caller: Caller, tenant_id: UUID) -> Stream:
        """The zip, while it is read. NotFound."""
        slug = (await self._kernel.gate.state(tenant_id)).tenant.slug
        await self._kernel.emit(caller, tenant_id, TENANT_EXPORTED, TenantExported(tenant_id=tenant_id, slug=slug))
        return Stream(zipped(self._files(tenant_id), self._kernel.clock.now()), "application/zip", f"{slug}.zip")

    async def _files(self, tenant_id: UUID) -> Files:
        yield "omni/Tenant.jsonl", self._lines(Tenant, id=tenant_id)
        for model in self._tables():
            yield f"omni/{model.__name__}.jsonl", self._lines(model, tenant_id=tenant_id)
        for plugin_id in self._kernel.registry.plugins:
            if plugin_id != KERNEL:
                yield f"plugins/{plugin_id}.jsonl", PurgeService(self._kernel).rows(tenant_id, plugin_id)
        prefix = f"{tenant_id}/"
        for name in await self._kernel.blobs.names(str(tenant_id)):
            try:
                _, content = await self._kernel.blobs.open(name)
            except NotFound:
                continue  # deleted meanwhile
            yield f"files/{name.removeprefix(prefix)}", content

    def _tables(self) -> list[Any]:
        """The kernel's own that have rows of tenants."""
        own = next(app for app in self._kernel.apps() if app.label == KERNEL)
        return [m for m in own.models if "tenant_id" in m._meta.fields_db_projection and m not in PASSING]

    async def _lines(self, model: Any, **of: UUID) -> AsyncIterator[bytes]:
        last: list[Any] = []
        while True:
            with entered(Scope(next(iter(of.values())))):
                rows = model.filter(**of, **({"id__gt": last[-1].id} if last else {})).order_by("id")
                found = await (rows.prefetch_related("account") if model is Membership else rows).limit(LOT)
                lines = [to_json(shown(row)) + b"\n" for row in found]
            if not found:
                return
            yield b"".join(lines)
            last = found


def shown(row: Model) -> dict[str, Any]:
    """A row as JSON values, with what makes it plain to people."""
    found = plain(row)
    if isinstance(row, TenantPlugin):
        del found["settings"]  # encrypted, and worth nothing without the key
    if isinstance(row, Membership):
        account: Account = row.account
        found |= {"email": account.email, "name": account.name}
    return found
