"""Failures slow down whoever causes them, and nobody else more than need be."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from omni_kernel.auth.models import Throttle as Row
from omni_kernel.auth.throttle import Throttle, network_of
from omni_kernel.clock import Clock
from omni_sdk.errors import TooManyRequests
from omni_sdk.testing.app import RunningOmni

HERE, NEAR, FAR = "192.0.2.7", "192.0.2.200", "198.51.100.1"


@pytest.fixture
def throttle(omni_app: RunningOmni) -> Throttle:
    """The kernel's own: 5 free tries, at most 900 s, 100 per account, 600 in a minute."""
    return omni_app.kernel.throttle


async def fail(throttle: Throttle, who: str, ip: str = HERE) -> bool:
    """One wrong try; was it looked at?"""
    keys = throttle.keys(who, ip)
    return await throttle.open(keys)


async def test_delays_grow_and_end(throttle: Throttle, clock: Clock) -> None:
    """Five tries are free; then 1, 2, 4 … seconds, and never more than the longest."""
    assert all([await fail(throttle, "ann@example.com") for _ in range(5)])
    for seconds in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        assert not await fail(throttle, "ann@example.com")
        clock.advance(timedelta(seconds=seconds - 1))
        assert not await fail(throttle, "ann@example.com")
        clock.advance(timedelta(seconds=1))
        assert await fail(throttle, "ann@example.com")


async def test_a_delay_is_for_one_account_in_one_network(throttle: Throttle) -> None:
    """Neighbours wait with whoever fails; the person elsewhere does not, nor do others."""
    for _ in range(6):
        await fail(throttle, "ann@example.com")
    assert not await throttle.open(throttle.keys("ANN@example.com", NEAR))
    assert await throttle.open(throttle.keys("ann@example.com", FAR))
    assert await throttle.open(throttle.keys("bob@example.com", HERE))


async def test_many_networks_against_one_account(throttle: Throttle, clock: Clock) -> None:
    """A hundred failures from anywhere shut the account everywhere, for a while."""
    for n in range(100):
        assert await fail(throttle, "ann@example.com", f"10.0.{n}.1")
    assert not await throttle.open(throttle.keys("ann@example.com", FAR))
    clock.advance(timedelta(seconds=1))
    assert await throttle.open(throttle.keys("ann@example.com", FAR))


async def test_success_forgets(throttle: Throttle) -> None:
    """Whoever gets in begins anew."""
    for _ in range(4):
        await fail(throttle, "ann@example.com")
    await throttle.passed(throttle.keys("ann@example.com", HERE))
    assert all([await fail(throttle, "ann@example.com") for _ in range(5)])


async def test_a_shut_door_counts_nothing(throttle: Throttle, clock: Clock) -> None:
    """Hammering at it does not keep the person out any longer."""
    for _ in range(50):
        await fail(throttle, "ann@example.com")
    clock.advance(timedelta(seconds=1))
    assert await throttle.open(throttle.keys("ann@example.com", HERE))


async def test_tries_at_once_do_not_all_get_through(throttle: Throttle) -> None:
    """A try counts from its beginning: of a burst only the free ones are looked at."""
    keys = throttle.keys("ann@example.com", HERE)
    looked = await asyncio.gather(*(throttle.open(keys) for _ in range(40)))
    assert sum(looked) == 5


async def test_all_together(throttle: Throttle, clock: Clock) -> None:
    """Six hundred failures in a minute shut the door for all until it ends."""
    minute = int(clock.timestamp()) // 60
    clock.advance(timedelta(seconds=(minute + 1) * 60 - clock.timestamp()))
    await Row.create(key=throttle.keys("x", HERE)[-1], failures=598, updated_at=clock.now())
    await fail(throttle, "ann@example.com")
    assert await throttle.open(throttle.keys("bob@example.com", FAR))
    await fail(throttle, "cat@example.com", FAR)
    assert not await throttle.open(throttle.keys("bob@example.com", FAR))
    await fail(throttle, "bob@example.com", FAR)
    clock.advance(timedelta(seconds=59))
    assert not await throttle.open(throttle.keys("bob@example.com", FAR))
    clock.advance(timedelta(seconds=1))
    assert await throttle.open(throttle.keys("bob@example.com", FAR))


async def test_successes_are_no_failures(throttle: Throttle) -> None:
    """However many sign in within a minute."""
    keys = throttle.keys("ann@example.com", HERE)
    for _ in range(3):
        assert await throttle.open(keys)
        await throttle.passed(keys)
    assert [row.failures for row in await Row.all()] == [0, 0]


async def test_a_burst_over_everybody_is_one_minute(throttle: Throttle, monkeypatch: pytest.MonkeyPatch) -> None:
    """A try counts from its beginning for all together, too: of those at once no more are looked at than one by one."""
    monkeypatch.setattr(throttle, "_settings", throttle._settings.model_copy(update={"failures_per_minute": 20}))
    keys = [throttle.keys(f"p{n}@example.com", f"10.0.{n}.1") for n in range(60)]
    assert sum(await asyncio.gather(*(throttle.open(k) for k in keys))) == 20


async def test_beginnings_that_leave_a_row(throttle: Throttle, clock: Clock) -> None:
    """As many in a minute as all may fail; another network is not hindered, and the next minute is free again."""
    minute = int(clock.timestamp()) // 60
    clock.advance(timedelta(seconds=(minute + 1) * 60 - clock.timestamp()))
    await throttle.admit(HERE)
    await Row.all().update(failures=599)
    await throttle.admit(NEAR)
    with pytest.raises(TooManyRequests):
        await throttle.admit(HERE)
    await throttle.admit(FAR)
    clock.advance(timedelta(minutes=1))
    await throttle.admit(HERE)


async def test_nobody_is_named_in_the_table(throttle: Throttle) -> None:
    """Neither the address nor the network."""
    await fail(throttle, "ann@example.com")
    keys = [row.key for row in await Row.all()]
    assert len(keys) == 4
    assert not [key for key in keys if "ann" in key or "192.0" in key]


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_networks(ip: str, network: str) -> None:
    """As large as what one subscriber has."""
    assert network_of(ip) == network
