"""Which pages may call from a browser (Fetch Standard, 3.2): the installation's origins, or those that a route names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from omni_sdk import Response

REQUEST_HEADERS: Final = "Authorization, Content-Type, Idempotency-Key, Omni-Tenant, X-API-Key"
EXPOSED: Final = (
    "Deprecation, Idempotent-Replayed, Link, Location, Omni-Request-Id, RateLimit, RateLimit-Policy, Retry-After, Sunset"
)
MAX_AGE: Final = "600"


class Cors:
    """The policy of one route."""

    def __init__(self, origins: Iterable[str]) -> None:
        self.origins = frozenset(origins)

    def headers(self, origin: str) -> dict[str, str]:
        """What an answer says to a page of `origin`; with `*` cookies are not allowed, else they are."""
        if "*" in self.origins:
            return {"access-control-allow-origin": "*", "access-control-expose-headers": EXPOSED}
        if origin not in self.origins:
            return {"vary": "Origin"}
        return {
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": EXPOSED,
            "vary": "Origin",
        }

    def add(self, response: Response, origin: str) -> None:
        """Say it on an answer."""
        headers = self.headers(origin)
        if "vary" in headers and response.headers.get("vary"):
            headers["vary"] = f"{response.headers['vary']}, Origin"
        response.headers.update(headers)


def preflight(policies: Mapping[str, Cors], origin: str, method: str) -> Response:
    """The answer to OPTIONS at a path whose methods have these policies."""
    answer = Response(204, {"allow": ", ".join(sorted({*policies, "OPTIONS"}))}, b"")
    policy = policies.get(method)
    if not origin or policy is None:
        return answer
    answer.headers |= policy.headers(origin)
    if "access-control-allow-origin" in answer.headers:
        answer.headers |= {
            "access-control-allow-methods": ", ".join(sorted(policies)),
            "access-control-allow-headers": REQUEST_HEADERS,
            "access-control-max-age": MAX_AGE,
        }
    return answer
