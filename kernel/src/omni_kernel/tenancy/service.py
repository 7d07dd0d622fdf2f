"""Tenants: made, changed, deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.gate import TOPIC
from omni_kernel.plugins.models import TenantPlugin
from omni_kernel.tenancy.missing import NoTenant
from omni_sdk._scope import Scope, entered
from omni_sdk.errors import Conflict, Invalid
from omni_sdk.events import (
    TENANT_CREATED,
    TENANT_DELETED,
    TENANT_UPDATED,
    TenantCreated,
    TenantDeleted,
    TenantUpdated,
)
from omni_sdk.models import TenantModel

from .models import Tenant
from .profile import check_profile
from .purge import delete_rows, purge_elsewhere

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TenantService:
    """All changes of tenants go through here."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def create(self, caller: Caller, slug: str, name: str, **profile: Any) -> Tenant:
        """A new tenant, with what the operator enables by default. `profile`: zone, locale, currency, logo, colour."""
        if not SLUG.fullmatch(slug):
            raise Invalid(f"{slug!r} is no slug: lower-case letters and digits, in words joined by hyphens", at="slug")
        check_profile(profile)
        try:
            async with self._kernel.db.transaction():
                tenant = await Tenant.create(slug=slug, name=name, **profile)
                await self._defaults(tenant.id)
                await self._kernel.epoch.bump(TOPIC, str(tenant.id))
                created = TenantCreated(tenant_id=tenant.id, slug=slug, name=name)
                await self._kernel.emit(caller, tenant.id, TENANT_CREATED, created)
        except IntegrityError as error:
            raise Conflict(f"there is a tenant {slug!r} already") from error
        return tenant

    async def get(self, slug_or_id: str | UUID) -> Tenant:
        """By slug or id; NotFound."""
        state = await self._kernel.gate.by_slug(str(slug_or_id))
        return await Tenant.get(id=state.tenant.id)

    async def update(self, caller: Caller, tenant_id: UUID, changes: Mapping[str, Any]) -> Tenant:
        """Change the profile or the state; in force everywhere at once. Conflict for a state that cannot be had."""
        check_profile(changes)
        async with self._kernel.db.transaction():
            tenant = await Tenant.get_or_none(id=tenant_id)
            if tenant is None:
                raise NoTenant(tenant_id)
            self._refuse(tenant, changes.get("state"))
            back = {"delete_after": None} if tenant.state == "deleting" and changes.get("state") == "active" else {}
            tenant.update_from_dict({**back, **changes})
            await tenant.save()
            await self._kernel.epoch.bump(TOPIC, str(tenant.id))
            updated = TenantUpdated(tenant_id=tenant.id, slug=tenant.slug, name=tenant.name, changed=sorted(changes))
            await self._kernel.emit(caller, tenant.id, TENANT_UPDATED, updated)
        return tenant

    async def retire(self, caller: Caller, tenant_id: UUID) -> Tenant:
        """Switch a tenant off, and delete it when `[tenants] grace_days` are over; till then, the state `active` brings it back."""
        tenant = await Tenant.get_or_none(id=tenant_id)
        if tenant is not None and tenant.state == "deleting":
            return tenant
        until = self._kernel.clock.now() + timedelta(days=self._kernel.settings.tenants.grace_days)
        return await self.update(caller, tenant_id, {"state": "deleting", "delete_after": until})

    async def delete(self, caller: Caller, tenant_id: UUID) -> None:
        """Now, a tenant and all its rows; plugins are asked first to purge what they keep elsewhere."""
        await purge_elsewhere(self._kernel, caller, tenant_id)
        # The scope first: a transaction has one from its first statement to its last.
        with entered(Scope(tenant_id=tenant_id)):
            async with self._kernel.db.transaction():
                await self._delete(caller, tenant_id)

    async def _delete(self, caller: Caller, tenant_id: UUID) -> None:
        tenant = await Tenant.get_or_none(id=tenant_id)
        if tenant is None:
            raise NoTenant(tenant_id)
        await delete_rows(self._kernel, TenantModel)
        await tenant.delete()
        await self._kernel.epoch.bump(TOPIC, str(tenant_id))
        deleted = TenantDeleted(tenant_id=tenant.id, slug=tenant.slug, name=tenant.name)
        await self._kernel.emit(caller, None, TENANT_DELETED, deleted)

    def _refuse(self, tenant: Tenant, state: str | None) -> None:
        """What is to be deleted stays so, unless it is brought back in time."""
        if tenant.state != "deleting" or state in (None, "deleting"):
            return
        if state != "active":
            raise Conflict(f"{tenant.slug!r} is to be deleted: resume it first")
        if tenant.delete_after is not None and tenant.delete_after <= self._kernel.clock.now():
            raise Conflict(f"the time to bring {tenant.slug!r} back is over: it is being deleted")

    async def _defaults(self, tenant_id: UUID) -> None:
        """What the operator switched on for new tenants, with the scopes it asks for."""
        for loaded in self._kernel.registry.plugins.values():
            if not loaded.platform and self._kernel.registry.policy(loaded.id).enabled_by_default:
                scopes = loaded.manifest.scopes.model_dump(mode="json")
                await TenantPlugin.create(
                    tenant_id=tenant_id,
                    plugin_id=loaded.id,
                    enabled=True,
                    scopes=scopes,
                    version=loaded.candidate.version,
                    changed_by="system:default",
                )
