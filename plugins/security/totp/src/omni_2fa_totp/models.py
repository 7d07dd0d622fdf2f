"""Tables."""

from tortoise import fields

from omni_sdk import AccountModel, SecretField


class Authenticator(AccountModel):
    """The app of an account, once it proved that it has the secret. Times are steps of 30 seconds since 1970."""

    account_id = fields.UUIDField(unique=True)
    secret = SecretField()
    last_step = fields.IntField()
    """The step of the last code that was accepted; none up to it is accepted again."""

    class Meta:
        table = "p_2fa_totp__authenticator"
