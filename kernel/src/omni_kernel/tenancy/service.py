"""Tenants: made, changed, deleted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

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
from .purge import delete_rows, purge_elsewhere

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class TenantService:
    """All changes of tenants go through here."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    async def create(self, caller: Caller, slug: str, name: str, **profile: Any) -> Tenant:
        """A new tenant, with what the operator enables by default. `profile`: zone, locale, currency."""
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
        """Change name, zone, locale, currency or state; in force everywhere at once."""
        check_profile(changes)
        async with self._kernel.db.transaction():
            tenant = await Tenant.get_or_none(id=tenant_id)
            if tenant is None:
                raise NoTenant(tenant_id)
            tenant.update_from_dict(dict(changes))
            await tenant.save()
            await self._kernel.epoch.bump(TOPIC, str(tenant.id))
            updated = TenantUpdated(tenant_id=tenant.id, slug=tenant.slug, name=tenant.name, changed=sorted(changes))
            await self._kernel.emit(caller, tenant.id, TENANT_UPDATED, updated)
        return tenant

    async def delete(self, caller: Caller, tenant_id: UUID) -> None:
        """A tenant and all its rows; plugins are asked first to purge what they keep elsewhere."""
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


def check_profile(profile: Mapping[str, Any]) -> None:
    """A time zone of the IANA database, a language tag, an ISO 4217 code; raises Invalid at the field."""
    if (zone := profile.get("zone")) is not None:
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, KeyError) as error:
            raise Invalid(f"no time zone {zone!r}: use an IANA name such as Europe/Berlin", at="zone") from error
    if (currency := profile.get("currency")) is not None and not re.fullmatch("[A-Z]{3}", currency):
        raise Invalid(f"{currency!r} is no ISO 4217 code such as EUR", at="currency")
    if (locale := profile.get("locale")) is not None and not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", locale):
        raise Invalid(f"{locale!r} is no language tag such as en or de-CH", at="locale")
