"""Tables."""

from tortoise import fields

from omni_sdk import AccountModel, sent_codes


class Phone(AccountModel):
    """The number of an account, once a code reached it there."""

    account_id = fields.UUIDField(unique=True)
    number = fields.CharField(max_length=16)
    """In E.164 form."""

    class Meta:
        table = "p_2fa_sms__phone"


class SentCode(sent_codes.SentCode):
    """A code that was sent and may still be entered; what the code is stands nowhere."""

    class Meta:
        table = "p_2fa_sms__sent_code"
