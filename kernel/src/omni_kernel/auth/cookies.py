"""Cookies of browsers, and what a page of another site may not do with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import cookie_parser

from omni_sdk.errors import Forbidden

if TYPE_CHECKING:
    from omni_kernel.settings import Settings
    from omni_sdk import Request

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
HERE: Final = frozenset({"same-origin", "none"})


class CrossSite(Forbidden):
    """A page of another site made the browser ask."""

    type = "cross-site-request"
    title = "The request came from another site"


class Cookies:
    """Names and attributes: `HttpOnly`, `SameSite=Lax`, and under https `Secure` with the prefix `__Host-`
    (RFC 6265bis, 4.1.3.2; ASVS 5.0, 3.3).
    """

    def __init__(self, settings: Settings) -> None:
        parts = urlsplit(settings.public_url)
        secure = parts.scheme == "https"
        self._prefix = "__Host-" if secure else ""
        self._attributes = "; Path=/; HttpOnly; SameSite=Lax" + ("; Secure" if secure else "")
        self._origins = frozenset({f"{parts.scheme}://{parts.netloc}", *settings.server.origins})
        self._session_seconds = settings.auth.session_hours * 3600
        self._flow_seconds = settings.auth.login_minutes * 60
        self.session_name = f"{self._prefix}omni-session"
        self._mark = f"{self.session_name}=".encode()

    # -- answers: values of `set-cookie`

    def session_set(self, token: str) -> str:
        """Somebody is signed in."""
        return self._made("omni-session", token, self._session_seconds)

    def session_clear(self) -> str:
        """Nobody is, any more."""
        return self._made("omni-session", "", 0)

    def flow_set(self, flow_id: UUID, token: str) -> str:
        """This browser began that login; one cookie each, so that two tabs do not end each other's."""
        return self._made(flow_name(flow_id), token, self._flow_seconds)

    def flow_clear(self, flow_id: UUID) -> str:
        """That login is over."""
        return self._made(flow_name(flow_id), "", 0)

    def device_set(self, token: str, days: int) -> str:
        """This browser is trusted for so many days."""
        return self._made("omni-device", token, days * 86_400)

    def _made(self, name: str, value: str, seconds: int) -> str:
        return f"{self._prefix}{name}={value}; Max-Age={seconds}{self._attributes}"

    # -- requests

    def session_of(self, fields: Mapping[bytes, bytes]) -> str | None:
        """The session's token, looked for in the raw header: this runs for every request of a browser."""
        for part in fields.get(b"cookie", b"").split(b";"):
            found = part.strip()
            if found.startswith(self._mark):
                return found[len(self._mark) :].decode("latin-1")
        return None

    def flow_of(self, request: Request, flow_id: UUID) -> str | None:
        """What this browser has to show for a login that it began."""
        return self._value(request, flow_name(flow_id))

    def device_of(self, request: Request) -> str | None:
        """What this browser has to show for being trusted."""
        return self._value(request, "omni-device")

    def _value(self, request: Request, name: str) -> str | None:
        found: str | None = cookie_parser(request.headers.get("cookie", "")).get(self._prefix + name)
        return found

    def refuse_cross_site(self, method: str, fields: Mapping[bytes, bytes], *, strict: bool = True) -> None:
        """Raise CrossSite for a write that a page of another site caused (ASVS 5.0, 3.5.1).

        Browsers say so: `Sec-Fetch-Site` (Fetch Metadata), or `Origin`. With `strict`, a request that says neither is
        refused, too: it carries a cookie, so it is a browser's, and all browsers of today say one of them.
        """
        if method in SAFE:
            return
        site, origin = fields.get(b"sec-fetch-site"), fields.get(b"origin")
        if site is not None and site.decode("latin-1") in HERE:
            return
        if origin is not None and origin.decode("latin-1") in self._origins:
            return
        if strict or origin is not None or site is not None:
            raise CrossSite("a write with a cookie must come from Omni's own pages: send Origin, or use a key or bearer token")


def flow_name(flow_id: UUID) -> str:
    """The cookie of one login: the end of the id, which is random."""
    return f"omni-flow-{flow_id.hex[-12:]}"
