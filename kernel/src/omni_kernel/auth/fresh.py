"""How recently whoever asks for something grave must have shown who it is (OWASP ASVS 5.0, 7.5.3)."""

from __future__ import annotations

from typing import Final

from omni_sdk import Route, SignedIn
from omni_sdk.errors import Forbidden

FRESH: Final = 15
"""Minutes, for the kernel's own routes."""


class ReauthenticationRequired(Forbidden):
    """The route, or the tenant, wants a later login: `POST /api/v1/auth/reauthenticate`; a key cannot give it."""

    type = "reauthentication-required"
    title = "Sign in again"


def fresh_of(route: Route) -> int | None:
    """Within how many minutes a session must have signed in; None where it need not."""
    own = route.auth.fresh if isinstance(route.auth, SignedIn) else None
    return own if own is not None else route.options.get("fresh")
