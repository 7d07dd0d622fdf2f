"""Failures slow down whoever causes them: per account and network, per account, per network, and all together.

A try is counted when it begins and forgotten when it was right. Counted only when it turned out wrong, a thousand
tries sent at once would all pass the door before the first of them shut it. OWASP ASVS 5.0, 6.3.1; NIST SP 800-63B, 5.2.2.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final, Literal

from tortoise.expressions import F

from omni_sdk.errors import TooManyRequests
from omni_sdk.models import new_id

from .models import Throttle as Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omni_kernel.app import Kernel

PAIR, WHO = "pair", "who"
NETWORK, BEGIN, ALL = "network", "begin", "all"
"""Of one minute each."""
SHARE: Final = 10
"""One network shuts itself out at so small a part of what shuts out all: else one machine could keep everybody out."""
LEAST: Final = 10
"""Failures in a minute that every network has."""
What = Literal["password", "factor", "mail"]
COUNT: Final = """
INSERT INTO omni_throttle (id, created_at, key, failures, updated_at) VALUES (?, ?, ?, 1, ?)
ON CONFLICT (key) DO UPDATE SET failures = omni_throttle.failures + 1, updated_at = excluded.updated_at
WHERE omni_throttle.until IS NULL OR omni_throttle.until <= excluded.updated_at
RETURNING failures
"""


class Shut(Exception):
    """Too many, for now."""


class Throttle:
    """`open`, then the look at the secret in any case, then `passed` if it was right; with the same keys."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._settings = kernel, kernel.settings.auth

    def keys(self, identifier: str, ip: str, what: What = "password") -> tuple[str, ...]:
        """Of a try: `identifier` is an e-mail address or an account's id, `ip` where it comes from. `what` keeps apart
        what anybody may type as an address from what names an account.
        """
        who, network = f"{what} {identifier.lower()}", network_of(ip)
        minute = self._minute()
        return (
            f"{PAIR}:{_digest(f'{who} {network}')}",
            f"{WHO}:{_digest(who)}",
            f"{NETWORK}:{minute}:{_digest(network)}",
            f"{ALL}:{minute}",
        )

    async def open(self, keys: Sequence[str]) -> bool:
        """May it be tried now? If so it is counted. If not, do the same work and give the same answer as for a wrong one."""
        try:
            async with self._kernel.db.transaction():
                # Always in the same order, since two transactions must not wait for each other.
                for key in sorted(keys):
                    await self._take(key)
        except Shut:
            return False
        return True

    async def calm(self, identifier: str) -> bool:
        """May one more mail be sent on behalf of this one? A few at once; then less and less often, but never no more."""
        try:
            await self._take(self.keys(identifier, "", "mail")[0])
        except Shut:
            return False
        return True

    async def admit(self, ip: str) -> None:
        """Something that anybody may begin, and that leaves a row: TooManyRequests for more in a minute than one network
        can mean.
        """
        try:
            await self._take(f"{BEGIN}:{self._minute()}:{_digest(network_of(ip))}")
        except Shut:
            raise TooManyRequests("too many at once: wait a minute", headers={"Retry-After": "60"}) from None

    async def passed(self, keys: Sequence[str]) -> None:
        """It was right: forget it, and what failed before."""
        own = [key for key in keys if _kind(key) in (PAIR, WHO)]
        await Row.filter(key__in=own).delete()
        await Row.filter(key__in=[k for k in keys if k not in own], failures__gt=0).update(failures=F("failures") - 1)

    async def _take(self, key: str) -> None:
        """Count one with this key; Shut while its door is shut, which counts nothing. The last one shuts it."""
        now = self._kernel.clock.now()
        rows = await self._kernel.db.rows(COUNT, [new_id(), now, key, now])
        if not rows:
            raise Shut
        if (over := int(rows[0]["failures"]) - self._most(key)) >= 0:
            await Row.filter(key=key).update(until=self._until(key, now, over))

    def _most(self, key: str) -> int:
        settings, kind = self._settings, _kind(key)
        if kind == PAIR:
            return settings.free_tries
        if kind == WHO:
            return settings.account_tries
        in_a_minute = settings.failures_per_minute
        return max(in_a_minute // SHARE, LEAST) if kind == NETWORK else in_a_minute

    def _until(self, key: str, now: datetime, over: int) -> datetime:
        if _kind(key) in (PAIR, WHO):
            return now + self._delay(over)
        return datetime.fromtimestamp((int(key.split(":")[1]) + 1) * 60, UTC)

    def _minute(self) -> int:
        return int(self._kernel.clock.timestamp()) // 60

    def _delay(self, over: int) -> timedelta:
        longest = self._settings.longest_delay_seconds
        return timedelta(seconds=min(2 ** min(over, longest.bit_length()), longest))


def network_of(ip: str) -> str:
    """A /24 of IPv4 or a /64 of IPv6, which is what one subscriber has; what is no address stays as it is."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ip_network((address, 24 if address.version == 4 else 64), strict=False))


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
