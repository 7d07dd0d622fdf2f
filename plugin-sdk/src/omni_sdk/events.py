"""The kernel's own event types, with their schemas: what any plugin may subscribe to by name.

Names stand as they are on the wire, without a plugin's id before them. A subscriber declares a model with the
fields that it reads, or uses the one from here. Schemas grow by optional fields only.
"""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, JsonValue

from .contributions.event import EventType, matches

__all__ = [
    "API_KEY_CREATED",
    "API_KEY_REVOKED",
    "DATA_CHANGED",
    "HTTP_REQUEST_FINISHED",
    "KERNEL_EVENTS",
    "PLUGIN_DISABLED",
    "PLUGIN_ENABLED",
    "PLUGIN_SETTINGS_CHANGED",
    "TENANT_CREATED",
    "TENANT_DELETED",
    "TENANT_MEMBER_ADDED",
    "TENANT_MEMBER_REMOVED",
    "TENANT_UPDATED",
    "ApiKeyCreated",
    "ApiKeyRevoked",
    "DataChanged",
    "HttpRequestFinished",
    "MemberAdded",
    "MemberRemoved",
    "PluginDisabled",
    "PluginEnabled",
    "PluginSettingsChanged",
    "TenantCreated",
    "TenantDeleted",
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
    """A request was answered; `route` is its name, `seconds` from the first byte in to the last one out."""

    route: str
    method: str
    status: int
    seconds: float
    plugin: str


class DataChanged(_Data):
    """A row of an audited model was written; secrets are taken out."""

    plugin: str
    model: str
    row_id: str
    action: Literal["created", "updated", "deleted"]
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue] | None


TENANT_CREATED = EventType("tenant.created", TenantCreated)
TENANT_UPDATED = EventType("tenant.updated", TenantUpdated)
TENANT_DELETED = EventType("tenant.deleted", TenantDeleted)
TENANT_MEMBER_ADDED = EventType("tenant.member.added", MemberAdded)
TENANT_MEMBER_REMOVED = EventType("tenant.member.removed", MemberRemoved)
PLUGIN_ENABLED = EventType("plugin.enabled", PluginEnabled)
PLUGIN_DISABLED = EventType("plugin.disabled", PluginDisabled)
PLUGIN_SETTINGS_CHANGED = EventType("plugin.settings.changed", PluginSettingsChanged)
API_KEY_CREATED = EventType("api_key.created", ApiKeyCreated)
API_KEY_REVOKED = EventType("api_key.revoked", ApiKeyRevoked)
HTTP_REQUEST_FINISHED = EventType("http.request.finished", HttpRequestFinished, durable=False)
DATA_CHANGED = EventType("data.changed", DataChanged)

KERNEL_EVENTS: tuple[EventType[Any], ...] = (
    TENANT_CREATED,
    TENANT_UPDATED,
    TENANT_DELETED,
    TENANT_MEMBER_ADDED,
    TENANT_MEMBER_REMOVED,
    PLUGIN_ENABLED,
    PLUGIN_DISABLED,
    PLUGIN_SETTINGS_CHANGED,
    API_KEY_CREATED,
    API_KEY_REVOKED,
    HTTP_REQUEST_FINISHED,
    DATA_CHANGED,
)
