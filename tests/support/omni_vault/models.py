"""Tables."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from omni_sdk import PlatformModel, SecretField, TenantModel


class Purse(TenantModel):
    """Money goes from one to another: the sum is always the same."""

    number = fields.IntField()
    amount = fields.BigIntField()
    pin = SecretField()
    copy = fields.CharField(max_length=100)
    """The same in clear, written in the same statement."""

    class Meta:
        """The table's name."""

        table = "p_vault__purse"


class Paper(TenantModel):
    """A file: its blob has this hash."""

    name = fields.CharField(max_length=100)
    sha256 = fields.CharField(max_length=64)

    class Meta:
        """The table's name."""

        table = "p_vault__paper"


class Thing(TenantModel):
    """A column of each type, and a tree."""

    parent: Any = fields.ForeignKeyField("p_vault.Thing", null=True, related_name=False)
    flag = fields.BooleanField(null=True)
    small = fields.SmallIntField(null=True)
    whole = fields.IntField(null=True)
    big = fields.BigIntField(null=True)
    real = fields.FloatField(null=True)
    exact = fields.DecimalField(max_digits=20, decimal_places=4, null=True)
    word = fields.CharField(max_length=200, null=True)
    text = fields.TextField(null=True)
    octets = fields.BinaryField(null=True)
    day = fields.DateField(null=True)
    moment = fields.DatetimeField(null=True)
    span = fields.TimeDeltaField(null=True)
    other = fields.UUIDField(null=True)
    data: Any = fields.JSONField(null=True)

    class Meta:
        """The table's name."""

        table = "p_vault__thing"


class Count(PlatformModel):
    """Numbered by the database."""

    id = fields.IntField(primary_key=True)  # type: ignore[assignment]  # not the kernel's usual id
    note = fields.CharField(max_length=100)

    class Meta:
        """The table's name."""

        table = "p_vault__count"
