"""Tenants and their members."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from tortoise.exceptions import IntegrityError

from omni_kernel.auth.models import Account
from omni_kernel.jobs.caller import Caller
from omni_kernel.plugins.gate import TOPIC
from omni_kernel.plugins.models import TenantPlugin
from omni_kernel.plugins.registry import RANKS
from omni_sdk.errors import Conflict, Invalid, NotFound
from omni_sdk.events import (
    TENANT_CREATED,
    TENANT_DELETED,
    TENANT_MEMBER_ADDED,
    TENANT_MEMBER_REMOVED,
    TENANT_UPDATED,
    MemberAdded,
    MemberRemoved,
    TenantCreated,
    TenantDeleted,
    TenantUpdated,
)

from .models import Membership, Tenant
from .purge import purge_elsewhere, purge_rows

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+")


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
                raise NotFound(f"no tenant {tenant_id}")
            tenant.update_from_dict(dict(changes))
            await tenant.save()
            await self._kernel.epoch.bump(TOPIC, str(tenant.id))
            updated = TenantUpdated(tenant_id=tenant.id, slug=tenant.slug, name=tenant.name, changed=sorted(changes))
            await self._kernel.emit(caller, tenant.id, TENANT_UPDATED, updated)
        return tenant

    async def delete(self, caller: Caller, tenant_id: UUID) -> None:
        """A tenant and all its rows; plugins are asked first to purge what they keep elsewhere."""
        await purge_elsewhere(self._kernel, caller, tenant_id)
        async with self._kernel.db.transaction():
            tenant = await Tenant.get_or_none(id=tenant_id)
            if tenant is None:
                raise NotFound(f"no tenant {tenant_id}")
            await purge_rows(self._kernel, tenant_id)
            await tenant.delete()
            await self._kernel.epoch.bump(TOPIC, str(tenant_id))
            deleted = TenantDeleted(tenant_id=tenant.id, slug=tenant.slug, name=tenant.name)
            await self._kernel.emit(caller, None, TENANT_DELETED, deleted)

    async def add_member(
        self, caller: Caller, tenant_id: UUID, email: str, *, name: str = "", roles: Sequence[str] = ("member",)
    ) -> Membership:
        """Let a person in, by e-mail; a new account has no password yet."""
        if not EMAIL.fullmatch(email) or len(email) > 254:
            raise Invalid(f"{email!r} is no e-mail address", at="email")
        if bad := [r for r in roles if r not in RANKS]:
            raise Invalid(f"no role {bad[0]!r}; there are {', '.join(RANKS)}", at="roles")
        async with self._kernel.db.transaction():
            account, _ = await Account.get_or_create(email=email.lower(), defaults={"name": name})
            if await Membership.exists(tenant_id=tenant_id, account_id=account.id):
                raise Conflict(f"{email!r} is a member already")
            member = await Membership.create(tenant_id=tenant_id, account_id=account.id, roles=list(roles))
            member.account = account
            data = MemberAdded(account_id=account.id, name=name or account.name or email, email=account.email, roles=list(roles))
            await self._kernel.emit(caller, tenant_id, TENANT_MEMBER_ADDED, data)
        return member

    async def remove_member(self, caller: Caller, tenant_id: UUID, account_id: UUID) -> None:
        """Let a person go; the account stays."""
        async with self._kernel.db.transaction():
            member = await Membership.get_or_none(tenant_id=tenant_id, account_id=account_id).prefetch_related("account")
            if member is None:
                raise NotFound(f"no member {account_id}")
            await member.delete()
            data = MemberRemoved(account_id=account_id, name=member.account.name, email=member.account.email)
            await self._kernel.emit(caller, tenant_id, TENANT_MEMBER_REMOVED, data)

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
