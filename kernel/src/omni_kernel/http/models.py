"""Tables of HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tortoise import fields

from omni_sdk.models import PlatformModel

if TYPE_CHECKING:
    from uuid import UUID

__all__ = ["IdempotencyRecord"]


class IdempotencyRecord(PlatformModel):
    """One `Idempotency-Key` of one caller. Times are milliseconds since 1970, so that they compare in any database."""

    tenant: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "omni.Tenant", on_delete=fields.CASCADE, related_name=False, null=True
    )
    tenant_id: UUID | None
    digest = fields.CharField(max_length=64, unique=True)
    """Of tenant, actor and key: a unique index over a nullable tenant would let duplicates in."""
    fingerprint = fields.CharField(max_length=64)
    lease_until = fields.BigIntField()
    answer = fields.TextField(null=True)
    """The stored answer, encrypted: it may hold what is shown only once. None while the request runs."""
    expires = fields.BigIntField(db_index=True)

    class Meta:
        table = "omni_idempotency"
