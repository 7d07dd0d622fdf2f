"""Tables."""

from tortoise import fields

from omni_sdk import AccountModel


class BackupCode(AccountModel):
    """One code that was not used yet."""

    lookup = fields.CharField(max_length=8)
    """The part by which the code is found; not secret."""
    digest = fields.CharField(max_length=255)
    """Argon2id of the rest, with its own salt."""

    class Meta:
        table = "p_2fa_backup_codes__code"
        unique_together = (("account_id", "lookup"),)
