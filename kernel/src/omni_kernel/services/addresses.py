"""Which network addresses plugins may reach: public ones, and what the operator allows beside them."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

# The IANA special-purpose registries (RFC 6890) and the addresses at which clouds tell a machine its secrets.
# Most specific first: the first hit names the reason.
SPECIAL: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("169.254.169.254/32", "a cloud's metadata service"),
        ("168.63.129.16/32", "a cloud's metadata service"),
        ("100.100.100.200/32", "a cloud's metadata service"),
        ("192.0.0.192/32", "a cloud's metadata service"),
        ("fd00:ec2::254/128", "a cloud's metadata service"),
        ("0.0.0.0/32", "unspecified"),
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier (CGNAT)"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::ffff:0:0/96", "an IPv4-mapped form"),
        ("::/96", "an IPv4-compatible form"),
        ("64:ff9b::/96", "a NAT64 form"),
        ("64:ff9b:1::/48", "a NAT64 form"),
        ("2001::/32", "a Teredo form"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "a 6to4 form"),
        ("3fff::/20", "for documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
GLOBAL_UNICAST = IPv6Network("2000::/3")
EMBEDDING = tuple(IPv6Network(n) for n in ("::ffff:0:0/96", "::/96", "64:ff9b::/96", "64:ff9b:1::/48"))


def refused(address: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why plugins may not reach the address; None when they may.

    `allowed` are the operator's networks. A form of IPv6 that carries an IPv4 address is refused whatever it
    carries, and is in a network when what it carries is: translators and tunnels unwrap it on the way.
    """
    ip = ip_address(address)
    if any(known in network for known in (ip, *carried(ip)) for network in allowed if known.version == network.version):
        return None
    for network, reason in SPECIAL:
        if ip.version == network.version and ip in network:
            return reason
    return "reserved" if ip.version == 6 and ip not in GLOBAL_UNICAST else None


def carried(ip: Address) -> tuple[IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address carries (RFC 4291, 6052, 3056, 4380)."""
    if isinstance(ip, IPv4Address):
        return ()
    if any(ip in network for network in EMBEDDING):
        return (IPv4Address(int(ip) & 0xFFFF_FFFF),)
    if ip.teredo:
        return (ip.teredo[1],)
    return (ip.sixtofour,) if ip.sixtofour else ()
