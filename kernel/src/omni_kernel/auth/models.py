"""Accounts of people, what they prove themselves by, and what a login leaves behind."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from omni_sdk import PlatformModel
from omni_sdk.models import SecretField

key_to: Any = fields.ForeignKeyField  # whose overloads want to know `null` as a literal


def account_key(*, null: bool = False) -> Any:
    """A row that goes with its account."""
    return key_to("omni.Account", on_delete=fields.CASCADE, null=null, related_name=None)


def tenant_key(*, null: bool = False) -> Any:
    """A row that goes with its tenant."""
    return key_to("omni.Tenant", on_delete=fields.CASCADE, null=null, related_name=None)


class Account(PlatformModel):
    """A person, across tenants. `state` is `active` or `disabled`; without `password` nobody signs in by one."""

    email = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=200, default="")
    phone = fields.CharField(max_length=20, null=True)
    locale = fields.CharField(max_length=35, null=True)
    password = fields.CharField(max_length=255, null=True)
    password_changed_at = fields.DatetimeField(null=True)
    email_verified_at = fields.DatetimeField(null=True)
    platform = fields.BooleanField(default=False, db_default=False)
    state = fields.CharField(max_length=20, default="active", db_default="active")

    class Meta:
        table = "omni_account"


class AccountFactor(PlatformModel):
    """A second factor that an account has: known here even while its plugin is off or broken."""

    account = account_key()
    account_id: Any
    plugin_id = fields.CharField(max_length=100)
    method = fields.CharField(max_length=100)
    kind = fields.CharField(max_length=20)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "omni_account_factor"
        unique_together = (("account_id", "method"),)


class Identity(PlatformModel):
    """An account as an identity provider of a tenant knows it: by its subject there, never by its e-mail."""

    account = account_key()
    account_id: Any
    tenant = tenant_key()
    tenant_id: Any
    provider = fields.CharField(max_length=100)
    connection = fields.CharField(max_length=200)
    subject = fields.CharField(max_length=300)
    email = fields.CharField(max_length=254, null=True)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "omni_identity"
        unique_together = (("tenant_id", "provider", "connection", "subject"),)


class Session(PlatformModel):
    """Somebody signed in, by the SHA-256 of the token. `kind` is `browser` (a cookie) or `bearer` (a header).

    With a tenant it is valid there only: its identity provider opened it.
    """

    account = account_key()
    account_id: Any
    tenant = tenant_key(null=True)
    tenant_id: Any
    digest = fields.CharField(max_length=64, unique=True)
    kind = fields.CharField(max_length=20)
    methods: list[str] = fields.JSONField(default=list)
    """What was proven (`pwd`, `totp`, `federated`), in that order."""
    ip = fields.CharField(max_length=45, default="")
    device = fields.CharField(max_length=300, default="")
    authenticated_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "omni_session"


class TrustedDevice(PlatformModel):
    """A browser that need not show a second factor again until then."""

    account = account_key()
    account_id: Any
    digest = fields.CharField(max_length=64, unique=True)
    device = fields.CharField(max_length=300, default="")
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "omni_trusted_device"


class LoginFlow(PlatformModel):
    """One login, re-authentication or enrolment in progress; `version` decides who of several takes the next step."""

    purpose = fields.CharField(max_length=20)
    """`login`, `reauthenticate`, `enrol`, `link`."""
    stage = fields.CharField(max_length=20)
    """`identify`, `redirected`, `returned`, `factor`, `enrol`, `done`, `refused`."""
    version = fields.IntField(default=0)
    binding = fields.CharField(max_length=64, null=True)
    """SHA-256 of the browser's flow cookie, or of the flow token of a client without cookies."""
    handle = fields.CharField(max_length=64, null=True, unique=True)
    """SHA-256 of what an identity provider carries back; empty once it came back."""
    client = fields.CharField(max_length=20, default="browser")
    account = account_key(null=True)
    account_id: Any
    session: Any = fields.ForeignKeyField("omni.Session", on_delete=fields.CASCADE, null=True, related_name=None)
    session_id: Any
    tenant = tenant_key(null=True)
    tenant_id: Any
    provider = fields.CharField(max_length=100, null=True)
    connection = fields.CharField(max_length=200, null=True)
    method = fields.CharField(max_length=100, null=True)
    """The factor that is asked for, or enrolled."""
    methods: list[str] = fields.JSONField(default=list)
    """What was proven so far."""
    tries = fields.IntField(default=0)
    next = fields.CharField(max_length=500, default="/")
    ip = fields.CharField(max_length=45, default="")
    device = fields.CharField(max_length=300, default="")
    content = SecretField(null=True)
    """The step at hand, what it asked to remember, and stored answers of a POST: JSON."""
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "omni_login_flow"


class MailToken(PlatformModel):
    """What a mailed link proves, once, by the SHA-256 of its token."""

    purpose = fields.CharField(max_length=20)
    """`password`, `verify-email`, `change-email`, `confirm-email`."""
    account = account_key()
    account_id: Any
    digest = fields.CharField(max_length=64, unique=True)
    data: dict[str, Any] = fields.JSONField(default=dict)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "omni_mail_token"


class Throttle(PlatformModel):
    """Failures in a row of one account and network, of one account, or of all: and until when none is looked at."""

    key = fields.CharField(max_length=200, unique=True)
    failures = fields.IntField(default=0)
    until = fields.DatetimeField(null=True)
    updated_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "omni_throttle"


class LoginPolicy(PlatformModel):
    """What a login must satisfy; `subject` is `platform`, `tenant:<id>`, `role:<tenant id>:<name>` or `account:<id>`."""

    subject = fields.CharField(max_length=200, unique=True)
    tenant = tenant_key(null=True)
    tenant_id: Any
    account = account_key(null=True)
    account_id: Any
    rules: dict[str, Any] = fields.JSONField(default=dict)
    required_since = fields.DatetimeField(null=True)
    changed_by = fields.CharField(max_length=200, default="")

    class Meta:
        table = "omni_login_policy"


class ApiKey(PlatformModel):
    """A key, by its SHA-256. Without a tenant it is a platform administrator's."""

    tenant = tenant_key(null=True)
    tenant_id: Any
    name = fields.CharField(max_length=200)
    digest = fields.CharField(max_length=64, unique=True)
    start = fields.CharField(max_length=12)
    last_four = fields.CharField(max_length=4)
    roles: list[str] = fields.JSONField(default=list)
    permissions: list[str] = fields.JSONField(default=list)
    expires_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    created_by = fields.CharField(max_length=200, default="")
    maker: Any = fields.ForeignKeyField("omni.Account", on_delete=fields.SET_NULL, null=True, related_name=None)
    maker_id: Any
    rotated_from = fields.UUIDField(null=True)
    """The key that this one takes over from."""
    api_version = fields.IntField(default=1, db_default=1)
    """The version of the API that was current when the key was made."""
    used_at = fields.DatetimeField(null=True)
    uses = fields.BigIntField(default=0, db_default=0)
    reminded_days = fields.IntField(null=True)
    """The last reminder that was sent: so many days before the end."""

    class Meta:
        table = "omni_api_key"
