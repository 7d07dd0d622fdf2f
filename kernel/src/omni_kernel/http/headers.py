"""Headers of every answer, as bytes: what browsers must not do with it, and how to refer to it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from omni_sdk import Response

Raw = list[tuple[bytes, bytes]]
FORBIDDEN: Final = ("\r", "\n", "\0")
API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
HSTS: Final = "max-age=31536000; includeSubDomains"
HOP_BY_HOP: Final = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive"})
"""The server's own, which nobody else may set."""


class DefaultHeaders:
    """What is added where an answer does not say otherwise."""

    def __init__(self, *, https: bool) -> None:
        self._defaults = {
            "x-content-type-options": "nosniff",
            "content-security-policy": API_POLICY,
            "cache-control": "no-store",
        }
        if https:
            self._defaults["strict-transport-security"] = HSTS
        self._pairs: Raw = [encoded(name, value) for name, value in self._defaults.items()]

    def raw(self, response: Response, request_id: str) -> Raw:
        """All headers of an answer but Content-Length."""
        own = response.headers
        if len(own) == 1 and "content-type" in own:
            return [*self._pairs, (b"omni-request-id", request_id.encode()), encoded("content-type", own["content-type"])]
        made = [pair for n, v in own.items() if n.lower() not in HOP_BY_HOP for pair in pairs_of(n.lower(), v)]
        said = {name for name, _ in made}
        return [*(p for p in self._pairs if p[0] not in said), (b"omni-request-id", request_id.encode()), *made]


def pairs_of(name: str, value: str) -> Raw:
    """A header; cookies stand a line each, since they alone cannot be joined by commas (RFC 6265, 3)."""
    if name == "set-cookie":
        return [encoded.__wrapped__(name, cookie) for cookie in value.split("\n")]  # secrets are not kept
    return [encoded(name, value)]


@lru_cache(4096)
def encoded(name: str, value: str) -> tuple[bytes, bytes]:
    """A header as bytes; ValueError for one that could smuggle another in."""
    if any(c in name or c in value for c in FORBIDDEN):
        raise ValueError(f"the header {name!r} has a line break in it")
    return name.encode("latin-1"), value.encode("latin-1")
