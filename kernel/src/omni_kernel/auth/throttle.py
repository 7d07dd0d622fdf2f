"""Failures slow down whoever causes them: per account and network, per account, per network, and all together.

A try is counted when it begins and forgotten when it was right. Counted only when it turned out wrong, a thousand
tries sent at once would all pass the door before the first of them shut it. OWASP ASVS 5.0, 6.3.1; NIST SP 800-63B, 5.2.2.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final, Literal

from omni_sdk.models import new_id

from .models import Throttle as Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from omni_kernel.app import Kernel

PAIR, WHO, MINUTE = "pair", "who", "minute"
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


class Throttle:
    """`open`, then the look at the secret in any case, then `passed` or `failed`; the same keys for all three."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel, self._settings = kernel, kernel.settings.auth

    def keys(self, identifier: str, ip: str, what: What = "password") -> tuple[str, ...]:
        """Of a try: `identifier` is an e-mail address or an account's id, `ip` where it comes from. `what` keeps apart
        what anybody may type as an address from what names an account.
        """
        who, network = f"{what} {identifier.lower()}", network_of(ip)
        minute = f"{MINUTE}:{int(self._kernel.clock.timestamp()) // 60}"
        return (f"{PAIR}:{_digest(f'{who} {network}')}", f"{WHO}:{_digest(who)}", f"{minute}:{_digest(network)}", minute)

    async def open(self, keys: Sequence[str]) -> bool:
        """May it be tried now? If so it is counted. If not, do the same work and give the same answer as for a wrong one."""
        now = self._kernel.clock.now()
        async with self._kernel.db.transaction():
            if await Row.filter(key__in=[k for k in keys if k.startswith(MINUTE)], until__gt=now).exists():
                return False
            for key in _own(keys):
                failures = await self._count(key, now)
                if failures is None:
                    return False
                over = failures - (self._settings.free_tries if key.startswith(PAIR) else self._settings.account_tries)
                if over >= 0:
                    await Row.filter(key=key).update(until=now + self._delay(over))
        return True

    async def failed(self, keys: Sequence[str]) -> None:
        """It was wrong: that counts for its network, and for all together until that is shut out."""
        most = self._settings.failures_per_minute
        for key in (k for k in keys if k.startswith(MINUTE)):
            _, minute, network = f"{key}:".split(":")[:3]
            failures = await self._count(key, self._kernel.clock.now())
            if failures is None:
                return
            if failures >= (max(most // SHARE, LEAST) if network else most):
                await Row.filter(key=key).update(until=datetime.fromtimestamp((int(minute) + 1) * 60, UTC))

    async def calm(self, identifier: str) -> bool:
        """May one more mail be sent on behalf of this one? A few at once; then less and less often, but never no more."""
        return await self.open(self.keys(identifier, "", "mail")[:1])

    async def passed(self, keys: Sequence[str]) -> None:
        """It was right: forget what failed before."""
        await Row.filter(key__in=_own(keys)).delete()

    async def _count(self, key: str, now: datetime) -> int | None:
        """Failures with this one; None while the door is shut, which counts nothing."""
        rows = await self._kernel.db.rows(COUNT, [new_id(), now, key, now])
        return int(rows[0]["failures"]) if rows else None

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


def _own(keys: Sequence[str]) -> list[str]:
    """Those of an identifier, that of the network first: what it shuts out is not counted against the account. Always
    in the same order, since two transactions must not wait for each other.
    """
    return sorted(key for key in keys if not key.startswith(MINUTE))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
