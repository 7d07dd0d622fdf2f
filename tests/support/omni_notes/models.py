"""Tables."""

from tortoise import fields

from omni_sdk import TenantModel


class Note(TenantModel):
    """One note."""

    title = fields.CharField(max_length=80)
    text = fields.TextField(default="")
    pinned = fields.BooleanField(default=False)

    class Meta:
        """The table's name."""

        table = "p_notes__note"
