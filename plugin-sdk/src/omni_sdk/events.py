"""The kernel's own event types, with their schemas: what any plugin may subscribe to by name.

Names stand as they are on the wire, without a plugin's id before them. A subscriber declares a model with the
fields that it reads, or uses the one from here. Schemas grow by optional fields only.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from .contributions.event import EventType, matches

__all__ = [
    "ACCOUNT_CHANGED",
    "ACCOUNT_CREATED",
    "ACCOUNT_ERASED",
    "ACCOUNT_EXPORTED",
    "API_KEY_CREATED",
    "API_KEY_EXPIRING",
    "API_KEY_REVOKED",
    "API_KEY_ROTATED",
    "DATA_CHANGED",
    "DEVICE_DISTRUSTED",
    "DEVICE_TRUSTED",
    "EMAIL_CHANGED",
    "EMAIL_VERIFIED",
    "FACTOR_ENROLLED",
    "FACTOR_REMOVED",
    "HTTP_REQUEST_FINISHED",
    "IDENTITY_LINKED",
    "IDENTITY_UNLINKED",
    "INVITATION_ACCEPTED",
    "INVITATION_REVOKED",
    "INVITATION_SENT",
    "KERNEL_EVENTS",
    "LOGIN_FAILED",
    "LOGIN_POLICY_CHANGED",
    "LOGIN_SUCCEEDED",
    "MEMBER_CHANGED",
    "MEMBER_SIGNED_OUT",
    "PASSWORD_CHANGED",
    "PLUGIN_DISABLED",
    "PLUGIN_ENABLED",
    "PLUGIN_PURGED",
    "PLUGIN_SETTINGS_CHANGED",
    "PLUGIN_UNINSTALLED",
    "ROLE_CHANGED",
    "ROLE_CREATED",
    "ROLE_DELETED",
    "SCHEDULE_PAUSED",
    "SCHEDULE_RESUMED",
    "SCHEDULE_RUN",
    "SESSION_ENDED",
    "TENANT_CREATED",
    "TENANT_DELETED",
    "TENANT_EXPORTED",
    "TENANT_MEMBER_ADDED",
    "TENANT_MEMBER_REMOVED",
    "TENANT_UPDATED",
    "AccountChanged",
    "AccountCreated",
    "AccountErased",
    "AccountExported",
    "ApiKeyCreated",
    "ApiKeyExpiring",
    "ApiKeyRevoked",
    "ApiKeyRotated",
    "DataChanged",
    "DeviceDistrusted",
    "DeviceTrusted",
    "EmailChanged",
    "EmailVerified",
    "FactorEnrolled",
    "FactorRemoved",
    "HttpRequestFinished",
    "IdentityLinked",
    "IdentityUnlinked",
    "InvitationAccepted",
    "InvitationRevoked",
    "InvitationSent",
    "LoginFailed",
    "LoginPolicyChanged",
    "LoginSucceeded",
    "MemberAdded",
    "MemberChanged",
    "MemberRemoved",
    "MemberSignedOut",
    "PasswordChanged",
    "PluginDisabled",
    "PluginEnabled",
    "PluginPurged",
    "PluginSettingsChanged",
    "PluginUninstalled",
    "RoleChanged",
    "RoleCreated",
    "RoleDeleted",
    "ScheduleSteered",
    "SessionEnded",
    "TenantCreated",
    "TenantDeleted",
    "TenantExported",
    "TenantUpdated",
    "matches",
]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True)


class TenantCreated(_Data):
    """A tenant was made."""

    tenant_id: UUID
    slug: str
    name: str


class TenantUpdated(_Data):
    """A tenant was changed; `changed` names the fields."""

    tenant_id: UUID
    slug: str
    name: str
    changed: Sequence[str]


class TenantDeleted(_Data):
    """A tenant is gone, with its data; the event itself has no tenant."""

    tenant_id: UUID
    slug: str
    name: str


class TenantExported(_Data):
    """All that is kept of a tenant was handed out."""

    tenant_id: UUID
    slug: str


class ScheduleSteered(_Data):
    """Somebody paused a schedule, let it go on, or had its job run beside what was due."""

    schedule_id: UUID
    plugin: str
    name: str
    job_id: UUID | None = None
    """That was made, when it was run."""


class MemberAdded(_Data):
    """A person joined the tenant."""

    account_id: UUID
    name: str
    email: str
    roles: Sequence[str]


class MemberRemoved(_Data):
    """A person left the tenant."""

    account_id: UUID
    name: str
    email: str


class PluginEnabled(_Data):
    """The tenant switched a plugin on; `scopes` is what was granted."""

    plugin: str
    version: str
    scopes: dict[str, JsonValue]


class PluginDisabled(_Data):
    """The tenant, or the operator, switched a plugin off."""

    plugin: str
    reason: str = ""


class PluginPurged(_Data):
    """All that the tenant had of a plugin was deleted: so many rows and files."""

    plugin: str
    rows: int = 0
    blobs: int = 0


class PluginUninstalled(_Data):
    """A plugin was taken out of the installation, with so many rows of all tenants together."""

    plugin: str
    rows: int = 0


class PluginSettingsChanged(_Data):
    """The tenant's settings of a plugin changed: which, not what to, since some are secrets."""

    plugin: str
    changed: Sequence[str]


class ApiKeyCreated(_Data):
    """A key was made; `prefix` is the part of it that may be shown."""

    key_id: UUID
    name: str
    prefix: str
    permissions: Sequence[str]


class ApiKeyRevoked(_Data):
    """A key is void."""

    key_id: UUID
    name: str
    prefix: str


class HttpRequestFinished(_Data):
    """A request was answered; `route` is its name, `seconds` from the first byte in to the last one out.

    It is said of what was refused, too, where the tenant of the caller is known; `route` is `-` where nothing is at the
    path. The event's `actor` is who called.
    """

    route: str
    method: str
    status: int
    seconds: float
    plugin: str
    bytes_in: int = 0
    """Of the body, as far as it was read."""
    bytes_out: int = 0
    """Of the answer's body, as far as it was sent."""
    received: AwareDatetime | None = None
    """When it came; the event's own time is when it was done with."""
    live: bool = False
    """The answer were server-sent events: `seconds` is how long somebody listened."""


class DataChanged(_Data):
    """A row of an audited model was written; secrets are taken out."""

    plugin: str
    model: str
    row_id: str
    action: Literal["created", "updated", "deleted"]
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None


class AccountCreated(_Data):
    """A person has an account now."""

    account_id: UUID
    email: str
    name: str


class AccountChanged(_Data):
    """An account was changed; `changed` names the fields (`name`, `state`, `platform`)."""

    account_id: UUID
    changed: Sequence[str]


class AccountErased(_Data):
    """An account is gone, with what it had; only its id is left to say so."""

    account_id: UUID


class LoginSucceeded(_Data):
    """Somebody signed in; `methods` is what was proven, in order (`pwd`, `totp`)."""

    account_id: UUID
    session_id: UUID
    methods: Sequence[str]


class LoginFailed(_Data):
    """Somebody could not sign in; `reason` is for whoever reads the audit log, never for the person."""

    method: str
    reason: str
    account_id: UUID | None = None


class SessionEnded(_Data):
    """A session is void; `reason` is `logout`, `revoked`, `password` or `disabled`."""

    account_id: UUID
    session_id: UUID
    reason: str


class PasswordChanged(_Data):
    """A password was set; `how` is `change`, `reset` or `setup`."""

    account_id: UUID
    how: str


class EmailVerified(_Data):
    """A person proved to read the mail of that address."""

    account_id: UUID
    email: str


class EmailChanged(_Data):
    """An account has another address; both confirmed it."""

    account_id: UUID
    before: str
    after: str


class FactorEnrolled(_Data):
    """A second factor is in force."""

    account_id: UUID
    method: str


class FactorRemoved(_Data):
    """A second factor is gone."""

    account_id: UUID
    method: str


class IdentityLinked(_Data):
    """An identity provider of the tenant knows the account from now on."""

    account_id: UUID
    provider: str
    connection: str


class IdentityUnlinked(_Data):
    """An identity provider of the tenant knows the account no more."""

    account_id: UUID
    provider: str
    connection: str


class DeviceTrusted(_Data):
    """A browser stands for the second factor, for so many days."""

    account_id: UUID
    days: int


class DeviceDistrusted(_Data):
    """So many browsers stand for the second factor no more."""

    account_id: UUID
    devices: int


class AccountExported(_Data):
    """All that is kept of a person was handed out."""

    account_id: UUID


class MemberChanged(_Data):
    """A person has other roles in the tenant."""

    account_id: UUID
    before: Sequence[str]
    after: Sequence[str]


class MemberSignedOut(_Data):
    """A person's sessions lead into the tenant only after a new proof."""

    account_id: UUID


class InvitationSent(_Data):
    """A person was asked to join, for the first time or again."""

    invitation_id: UUID
    email: str
    roles: Sequence[str]


class InvitationAccepted(_Data):
    """The person joined."""

    invitation_id: UUID
    account_id: UUID


class InvitationRevoked(_Data):
    """The invitation is void."""

    invitation_id: UUID
    email: str


class RoleCreated(_Data):
    """The tenant made a role."""

    name: str
    permissions: Sequence[str]


class RoleChanged(_Data):
    """A role of the tenant has other permissions, or another title."""

    name: str
    before: Sequence[str]
    after: Sequence[str]


class RoleDeleted(_Data):
    """A role of the tenant is gone."""

    name: str


class LoginPolicyChanged(_Data):
    """What a login must satisfy was changed, for `subject`."""

    subject: str
    rules: dict[str, JsonValue]


class ApiKeyRotated(_Data):
    """A key has a successor; the old one works until then."""

    key_id: UUID
    successor_id: UUID
    until: AwareDatetime


class ApiKeyExpiring(_Data):
    """A key ends in so many days."""

    key_id: UUID
    name: str
    days: int
    expires_at: AwareDatetime


TENANT_CREATED = EventType("tenant.created", TenantCreated)
TENANT_UPDATED = EventType("tenant.updated", TenantUpdated)
TENANT_DELETED = EventType("tenant.deleted", TenantDeleted)
TENANT_EXPORTED = EventType("tenant.exported", TenantExported)
SCHEDULE_PAUSED = EventType("schedule.paused", ScheduleSteered)
SCHEDULE_RESUMED = EventType("schedule.resumed", ScheduleSteered)
SCHEDULE_RUN = EventType("schedule.run", ScheduleSteered)
TENANT_MEMBER_ADDED = EventType("tenant.member.added", MemberAdded)
TENANT_MEMBER_REMOVED = EventType("tenant.member.removed", MemberRemoved)
PLUGIN_ENABLED = EventType("plugin.enabled", PluginEnabled)
PLUGIN_DISABLED = EventType("plugin.disabled", PluginDisabled)
PLUGIN_SETTINGS_CHANGED = EventType("plugin.settings.changed", PluginSettingsChanged)
PLUGIN_PURGED = EventType("plugin.purged", PluginPurged)
PLUGIN_UNINSTALLED = EventType("plugin.uninstalled", PluginUninstalled)
API_KEY_CREATED = EventType("api_key.created", ApiKeyCreated)
API_KEY_REVOKED = EventType("api_key.revoked", ApiKeyRevoked)
HTTP_REQUEST_FINISHED = EventType("http.request.finished", HttpRequestFinished, durable=False)
DATA_CHANGED = EventType("data.changed", DataChanged)
ACCOUNT_CREATED = EventType("account.created", AccountCreated)
ACCOUNT_CHANGED = EventType("account.changed", AccountChanged)
ACCOUNT_ERASED = EventType("account.erased", AccountErased)
LOGIN_SUCCEEDED = EventType("account.login.succeeded", LoginSucceeded)
LOGIN_FAILED = EventType("account.login.failed", LoginFailed)
SESSION_ENDED = EventType("account.session.ended", SessionEnded)
PASSWORD_CHANGED = EventType("account.password.changed", PasswordChanged)
EMAIL_VERIFIED = EventType("account.email.verified", EmailVerified)
EMAIL_CHANGED = EventType("account.email.changed", EmailChanged)
FACTOR_ENROLLED = EventType("account.factor.enrolled", FactorEnrolled)
FACTOR_REMOVED = EventType("account.factor.removed", FactorRemoved)
IDENTITY_LINKED = EventType("account.identity.linked", IdentityLinked)
IDENTITY_UNLINKED = EventType("account.identity.unlinked", IdentityUnlinked)
DEVICE_TRUSTED = EventType("account.device.trusted", DeviceTrusted)
DEVICE_DISTRUSTED = EventType("account.device.distrusted", DeviceDistrusted)
ACCOUNT_EXPORTED = EventType("account.exported", AccountExported)
MEMBER_CHANGED = EventType("tenant.member.changed", MemberChanged)
MEMBER_SIGNED_OUT = EventType("tenant.member.signed_out", MemberSignedOut)
INVITATION_SENT = EventType("tenant.invitation.sent", InvitationSent)
INVITATION_ACCEPTED = EventType("tenant.invitation.accepted", InvitationAccepted)
INVITATION_REVOKED = EventType("tenant.invitation.revoked", InvitationRevoked)
ROLE_CREATED = EventType("tenant.role.created", RoleCreated)
ROLE_CHANGED = EventType("tenant.role.changed", RoleChanged)
ROLE_DELETED = EventType("tenant.role.deleted", RoleDeleted)
LOGIN_POLICY_CHANGED = EventType("login.policy.changed", LoginPolicyChanged)
API_KEY_ROTATED = EventType("api_key.rotated", ApiKeyRotated)
API_KEY_EXPIRING = EventType("api_key.expiring", ApiKeyExpiring)

KERNEL_EVENTS: tuple[EventType[Any], ...] = (
    TENANT_CREATED,
    TENANT_UPDATED,
    TENANT_DELETED,
    TENANT_EXPORTED,
    SCHEDULE_PAUSED,
    SCHEDULE_RESUMED,
    SCHEDULE_RUN,
    TENANT_MEMBER_ADDED,
    TENANT_MEMBER_REMOVED,
    PLUGIN_ENABLED,
    PLUGIN_DISABLED,
    PLUGIN_SETTINGS_CHANGED,
    PLUGIN_PURGED,
    PLUGIN_UNINSTALLED,
    API_KEY_CREATED,
    API_KEY_REVOKED,
    HTTP_REQUEST_FINISHED,
    DATA_CHANGED,
    ACCOUNT_CREATED,
    ACCOUNT_CHANGED,
    ACCOUNT_ERASED,
    LOGIN_SUCCEEDED,
    LOGIN_FAILED,
    SESSION_ENDED,
    PASSWORD_CHANGED,
    EMAIL_VERIFIED,
    EMAIL_CHANGED,
    FACTOR_ENROLLED,
    FACTOR_REMOVED,
    IDENTITY_LINKED,
    IDENTITY_UNLINKED,
    DEVICE_TRUSTED,
    DEVICE_DISTRUSTED,
    ACCOUNT_EXPORTED,
    MEMBER_CHANGED,
    MEMBER_SIGNED_OUT,
    INVITATION_SENT,
    INVITATION_ACCEPTED,
    INVITATION_REVOKED,
    ROLE_CREATED,
    ROLE_CHANGED,
    ROLE_DELETED,
    LOGIN_POLICY_CHANGED,
    API_KEY_ROTATED,
    API_KEY_EXPIRING,
)
