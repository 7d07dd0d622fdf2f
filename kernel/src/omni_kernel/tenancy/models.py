"""Tenants, and who belongs to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tortoise import fields

from omni_sdk import PlatformModel


class Tenant(PlatformModel):
    """One customer. `state` is `active` or `suspended`."""

    slug = fields.CharField(max_length=63, unique=True)
    name = fields.CharField(max_length=200)
    zone = fields.CharField(max_length=64, default="UTC")
    locale = fields.CharField(max_length=35, default="en")
    currency = fields.CharField(max_length=3, default="EUR")
    state = fields.CharField(max_length=20, default="active")
    """Also `deleting`: switched off like a suspended one, and gone for good after `delete_after`."""
    delete_after: datetime | None = fields.DatetimeField(null=True)
    logo: str | None = fields.TextField(null=True)
    """A small image as a `data:` address."""
    colour = fields.CharField(max_length=7, null=True)
    """`#rrggbb`."""

    class Meta:
        table = "omni_tenant"


class Membership(PlatformModel):
    """An account in a tenant, with its roles there."""

    tenant: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("omni.Tenant", on_delete=fields.CASCADE, related_name=None)
    tenant_id: Any
    account: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("omni.Account", on_delete=fields.CASCADE, related_name=None)
    account_id: Any
    roles: list[str] = fields.JSONField(default=list)
    signed_out_at = fields.DatetimeField(null=True)
    """Sessions that signed in before do not lead here any more."""

    class Meta:
        table = "omni_membership"
        unique_together = (("tenant_id", "account_id"),)


class Role(PlatformModel):
    """A role of a tenant's own: a set of permissions by their full names."""

    tenant: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("omni.Tenant", on_delete=fields.CASCADE, related_name=None)
    tenant_id: Any
    name = fields.CharField(max_length=63)
    title = fields.CharField(max_length=200, default="")
    permissions: list[str] = fields.JSONField(default=list)

    class Meta:
        table = "omni_role"
        unique_together = (("tenant_id", "name"),)


class Invitation(PlatformModel):
    """A person asked to join, by e-mail; `digest` is the SHA-256 of the token in the last mail."""

    tenant: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("omni.Tenant", on_delete=fields.CASCADE, related_name=None)
    tenant_id: Any
    email = fields.CharField(max_length=254)
    roles: list[str] = fields.JSONField(default=list)
    digest = fields.CharField(max_length=64, unique=True, null=True)
    invited_by = fields.CharField(max_length=200, default="")
    sent_at = fields.DatetimeField(null=True)
    sent = fields.IntField(default=0)
    expires_at = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "omni_invitation"
