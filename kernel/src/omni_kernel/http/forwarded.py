"""The caller's address behind trusted proxies: the right-most one that no trusted proxy owns."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any

UNKNOWN = "unknown"
"""Of a caller on a unix socket."""


class Proxies:
    """`networks` are those whose `X-Forwarded-For` is believed."""

    def __init__(self, networks: Sequence[IPv4Network | IPv6Network]) -> None:
        self.networks = tuple(networks)

    def client(self, scope: Any, forwarded: str) -> str:
        """The address that a request came from; `forwarded` is all of `X-Forwarded-For`, joined by commas."""
        peer = scope.get("client")
        address: str = peer[0] if peer else UNKNOWN
        if not self.networks or not forwarded or not (peer is None or self.trusts(address)):
            return address
        for hop in reversed([part.strip() for part in forwarded.split(",")]):
            bare = without_port(hop)
            if bare is None:
                return address
            address = bare
            if not self.trusts(address):
                return address
        return address

    def trusts(self, address: str) -> bool:
        """Is it a proxy of ours?"""
        try:
            ip = ip_address(address)
        except ValueError:
            return False
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return any(ip in network for network in self.networks if network.version == ip.version)


def without_port(hop: str) -> str | None:
    """`203.0.113.7:4711` and `[2001:db8::1]:4711` without their ports; None when it is no address at all."""
    text = hop[1:].partition("]")[0] if hop.startswith("[") else hop
    if text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None
