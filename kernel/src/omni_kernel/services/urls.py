"""Links as people outside see them, and links that carry their own permission."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from cryptography.exceptions import InvalidTag
from pydantic_core import from_json, to_json

from omni_kernel.clock import Clock
from omni_kernel.storage.secrets import KeyRing
from omni_sdk import Route
from omni_sdk.errors import Forbidden, Gone

BINDING = "signed-link"
BLOB = "blob"
LONGEST_LINK = timedelta(days=366)
"""A key of the ring may leave it when every link made under it has expired."""


class LinkExpired(Gone):
    """Its time is over."""

    type = "link-expired"
    title = "The link has expired"


class LinkInvalid(Forbidden):
    """Somebody changed it, or it was never made here."""

    type = "link-invalid"
    title = "The link is not valid"


class Links:
    """Tokens of signed links: encrypted and authenticated (AES-GCM) by the key ring, so that they tell nothing."""

    def __init__(self, keyring: KeyRing, clock: Clock) -> None:
        self._keyring, self._clock = keyring, clock

    def make(self, tenant_id: UUID | None, what: str, parameters: dict[str, Any], expires: timedelta) -> str:
        """A token for `what` (a route's name) with its parameters."""
        if expires > LONGEST_LINK:
            raise ValueError(f"a signed link is valid for {LONGEST_LINK.days} days at most, not for {expires}")
        until = int((self._clock.now() + expires).timestamp())
        content = to_json([str(tenant_id) if tenant_id else None, what, parameters, until]).decode()
        return base64.urlsafe_b64encode(self._keyring.encrypt(content, BINDING).encode()).decode().rstrip("=")

    def read(self, token: str) -> tuple[UUID | None, str, dict[str, Any]]:
        """Tenant, what, and parameters; LinkInvalid or LinkExpired."""
        try:
            content = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
            tenant_id, what, parameters, until = from_json(self._keyring.decrypt(content, BINDING))
        except (ValueError, binascii.Error, InvalidTag, LookupError) as error:
            raise LinkInvalid("this link was changed, or was not made here: ask for a new one") from error
        if until <= self._clock.timestamp():
            raise LinkExpired("this link is no longer valid: ask for a new one")
        return UUID(tenant_id) if tenant_id else None, what, parameters

    def blob(self, token: str) -> tuple[UUID | None, str, str | None]:
        """Tenant, name of a file, and what to call the download; LinkInvalid or LinkExpired."""
        tenant_id, what, parameters = self.read(token)
        if what != BLOB:
            raise LinkInvalid("this link leads to no file")
        return tenant_id, parameters["name"], parameters["filename"]


class BoundUrls:
    """The SDK's Urls of one plugin in one tenant."""

    __slots__ = ("_base", "_links", "_plugin_id", "_tenant_id")

    def __init__(self, base: str, links: Links, plugin_id: str, tenant_id: UUID | None) -> None:
        self._base, self._links = base.rstrip("/"), links
        self._plugin_id, self._tenant_id = plugin_id, tenant_id

    def of(self, route: Route, **parameters: object) -> str:
        """To a route: path parameters by name, all others in the query string."""
        path = route.name.partition(" ")[2]
        query = {}
        for name, value in parameters.items():
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
            else:
                query[name] = str(value)
        return f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")

    def signed(self, route: Route, *, expires: timedelta, **parameters: object) -> str:
        """For a route with `auth=SignedLink()`; carries tenant and parameters."""
        plain = {k: str(v) for k, v in parameters.items()}
        return self.of(route, **plain, token=self._links.make(self._tenant_id, route.name, plain, expires))

    def page(self, name: str) -> str:
        """To a page of this plugin in the dashboard."""
        return f"{self._base}/p/{self._plugin_id}/{quote(name)}"

    def callback(self, provider: str) -> str:
        """Where an identity provider sends people back."""
        return f"{self._base}/api/v1/auth/callback/{quote(provider)}"
