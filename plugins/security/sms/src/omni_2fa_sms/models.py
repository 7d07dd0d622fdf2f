"""Tables."""

from tortoise import fields

from omni_sdk import AccountModel


class Phone(AccountModel):
    """The number of an account, once a code reached it there."""

    account_id = fields.UUIDField(unique=True)
    number = fields.CharField(max_length=16)
    """In E.164 form."""

    class Meta:
        table = "p_2fa_sms__phone"


class SentCode(AccountModel):
    """A code that was sent and may still be entered; what the code is stands nowhere."""

    tries = fields.IntField(default=0)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "p_2fa_sms__sent_code"
