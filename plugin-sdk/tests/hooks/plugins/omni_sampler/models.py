"""Tables of the sampler."""

from tortoise import fields

from omni_sdk import CredentialModel, TenantModel


class Note(TenantModel):
    """A line of text."""

    text = fields.CharField(max_length=80)

    class Meta:
        table = "p_sampler__note"


class Till(CredentialModel):
    """A machine that signs its requests by a key."""

    key = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "p_sampler__till"
