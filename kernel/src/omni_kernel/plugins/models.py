"""What each tenant has enabled, and the epoch that tells every process of a change."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model as Row

from omni_sdk import PlatformModel


class TenantPlugin(PlatformModel):
    """One plugin in one tenant. `settings` is JSON encrypted whole, bound to tenant and plugin; `scopes` is what an
    admin granted.
    """

    tenant: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField("omni.Tenant", on_delete=fields.CASCADE, related_name=None)
    tenant_id: Any
    plugin_id = fields.CharField(max_length=100)
    enabled = fields.BooleanField(default=False)
    settings = fields.TextField(default="")
    scopes: dict[str, Any] = fields.JSONField(default=dict)
    version = fields.CharField(max_length=100, default="")
    changed_by = fields.CharField(max_length=200, default="")
    changed_at = fields.DatetimeField(auto_now=True)

    class Meta:
        table = "omni_tenant_plugin"
        unique_together = (("tenant_id", "plugin_id"),)


class Epoch(Row):
    """One row: the number of the last change that processes must know of."""

    id = fields.IntField(primary_key=True)
    value = fields.BigIntField(default=0)

    class Meta:
        table = "omni_epoch"


class Change(PlatformModel):
    """What an epoch changed; kept long enough for every live process to have read it."""

    epoch = fields.BigIntField(unique=True)
    topic = fields.CharField(max_length=40)
    subject = fields.CharField(max_length=200)

    class Meta:
        table = "omni_change"
