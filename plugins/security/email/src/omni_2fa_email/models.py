"""Tables."""

from tortoise import fields

from omni_sdk import AccountModel


class SentCode(AccountModel):
    """A code that was sent and may still be entered; what the code is stands nowhere."""

    tries = fields.IntField(default=0)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "p_2fa_email__sent_code"
