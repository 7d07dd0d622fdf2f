"""Accounts of people, and API keys."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from omni_sdk import PlatformModel


class Account(PlatformModel):
    """A person, across tenants."""

    email = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=200, default="")
    phone = fields.CharField(max_length=20, null=True)

    class Meta:
        table = "omni_account"


class ApiKey(PlatformModel):
    """A key, by its SHA-256. Without a tenant it is a platform administrator's."""

    tenant: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "omni.Tenant", on_delete=fields.CASCADE, null=True, related_name=None
    )
    tenant_id: Any
    name = fields.CharField(max_length=200)
    digest = fields.CharField(max_length=64, unique=True)
    start = fields.CharField(max_length=12)
    last_four = fields.CharField(max_length=4)
    roles: list[str] = fields.JSONField(default=list)
    permissions: list[str] = fields.JSONField(default=list)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    created_by = fields.CharField(max_length=200, default="")

    class Meta:
        table = "omni_api_key"
