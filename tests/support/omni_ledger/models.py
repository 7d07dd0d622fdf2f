"""Tables."""

from tortoise import fields

from omni_sdk import TenantModel


class Entry(TenantModel):
    """An effect: however often it is written, it is there once."""

    what = fields.CharField(max_length=200)

    class Meta:
        """The table's name."""

        table = "p_ledger__entry"
        unique_together = (("tenant_id", "what"),)


class Try(TenantModel):
    """A handler began: one row each time."""

    what = fields.CharField(max_length=200)
    attempt = fields.IntField()
    pid = fields.IntField()

    class Meta:
        """The table's name."""

        table = "p_ledger__try"
