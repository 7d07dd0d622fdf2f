"""Which addresses plugins reach: a table of all kinds, and what an operator allows."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.services.addresses import refused

PUBLIC = ["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "192.169.0.1", "223.255.255.255",
          "2606:4700:4700::1111", "2a00:1450:4001:800::200e", "2003::1"]  # fmt: skip

REFUSED = {
    "127.0.0.1": "loopback",
    "127.255.255.254": "loopback",
    "0.0.0.0": "unspecified",
    "0.1.2.3": "this network",
    "10.0.0.1": "private",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "192.168.1.1": "private",
    "100.64.0.1": "CGNAT",
    "100.127.255.255": "CGNAT",
    "169.254.1.1": "link-local",
    "169.254.169.254": "metadata",
    "168.63.129.16": "metadata",
    "100.100.100.200": "metadata",
    "192.0.0.192": "metadata",
    "192.0.0.8": "reserved",
    "192.0.2.1": "documentation",
    "192.88.99.1": "6to4",
    "198.18.0.1": "benchmarks",
    "198.51.100.1": "documentation",
    "203.0.113.1": "documentation",
    "224.0.0.1": "multicast",
    "239.255.255.255": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "fd00:ec2::254": "metadata",
    "fc00::1": "private",
    "fdff::1": "private",
    "fe80::1": "link-local",
    "fe80::1%eth0": "link-local",
    "fec0::1": "site-local",
    "ff02::1": "multicast",
    "2001:db8::1": "documentation",
    "3fff::1": "documentation",
    "2001:10::1": "reserved",
    "100::1": "reserved",
    "5f00::1": "reserved",
    "::ffff:127.0.0.1": "IPv4-mapped",
    "::ffff:8.8.8.8": "IPv4-mapped",
    "::127.0.0.1": "IPv4-compatible",
    "64:ff9b::7f00:1": "NAT64",
    "64:ff9b::808:808": "NAT64",
    "64:ff9b:1::a9fe:a9fe": "NAT64",
    "2002:7f00:1::": "6to4",
    "2002:808:808::1": "6to4",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2": "Teredo",
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_reached(address: str) -> None:
    """Also those beside a border of what is not."""
    assert refused(address) is None


@pytest.mark.parametrize(("address", "reason"), REFUSED.items())
def test_others_are_refused(address: str, reason: str) -> None:
    """With a reason that names the kind."""
    assert reason in (refused(address) or "")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("127.0.0.1", "127.0.0.0/8"),
        ("192.168.7.9", "192.168.7.0/24"),
        ("::1", "::1/128"),
        ("fd00::7", "fd00::/8"),
        ("::ffff:192.168.7.9", "192.168.7.0/24"),
        ("64:ff9b::c0a8:709", "192.168.7.0/24"),
        ("2002:c0a8:709::1", "192.168.7.0/24"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.0/24"),
        ("64:ff9b::c0a8:709", "64:ff9b::/96"),
    ],
)
def test_the_operator_allows_networks(address: str, network: str) -> None:
    """By what the address is, or by what it carries; and nothing beside them."""
    assert refused(address, [ip_network(network)]) is None
    assert refused("10.9.9.9", [ip_network(network)]) == "private"


@given(st.ip_addresses(v=4))
def test_no_form_of_an_address_is_looser_than_the_address(ip: IPv4Address) -> None:
    """Whatever is refused stays refused when IPv6 carries it; and all that passes is global to Python, too."""
    forms = [f"::ffff:{ip}", f"64:ff9b::{ip}", f"::{ip}", str(IPv6Address(0x2002 << 112 | int(ip) << 80))]
    assert all(refused(form) for form in forms)
    if refused(str(ip)) is None:
        assert ip.is_global
        assert not ip.is_multicast


@given(st.ip_addresses(v=6))
def test_what_passes_is_global_unicast(ip: IPv6Address) -> None:
    """By Python's own tables."""
    if refused(str(ip)) is None:
        assert ip.is_global
        assert ip in ip_network("2000::/3")
