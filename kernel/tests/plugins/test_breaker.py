"""The circuit breaker: five failures in a row trip it, for one tenant, or for all when three tenants trip."""

from uuid import UUID, uuid4

import pytest

from omni_kernel.plugins import breaker as module
from omni_kernel.plugins.breaker import THRESHOLD, Breaker, PluginTripped

ERROR = RuntimeError("no")
ONE, TWO, THREE, FOUR = (uuid4() for _ in range(4))


def trip(breaker: Breaker, tenant: UUID) -> None:
    for _ in range(THRESHOLD):
        breaker.failed("p", tenant, ERROR)


def test_it_trips_after_failures_in_a_row_for_that_tenant_alone() -> None:
    breaker = Breaker()
    for _ in range(THRESHOLD - 1):
        breaker.failed("p", ONE, ERROR)
    breaker.check("p", ONE)
    breaker.succeeded("p", ONE)
    trip(breaker, ONE)
    with pytest.raises(PluginTripped) as caught:
        breaker.check("p", ONE)
    assert int(caught.value.headers["Retry-After"]) > 0
    breaker.check("p", TWO)
    breaker.check("q", ONE)
    assert breaker.tripped() == [("p", ONE)]


def test_three_tenants_trip_it_for_all() -> None:
    breaker = Breaker()
    for tenant in (ONE, TWO):
        trip(breaker, tenant)
    breaker.check("p", FOUR)
    trip(breaker, THREE)
    with pytest.raises(PluginTripped):
        breaker.check("p", FOUR)
    breaker.check("q", FOUR)


def test_after_its_rest_one_failure_more_trips_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    breaker, now = Breaker(), 1000.0
    monkeypatch.setattr("omni_kernel.plugins.breaker.time.monotonic", lambda: now)
    trip(breaker, ONE)
    now += module.REST_SECONDS + 1
    breaker.check("p", ONE)
    breaker.failed("p", ONE, ERROR)
    with pytest.raises(PluginTripped):
        breaker.check("p", ONE)
    now += module.REST_SECONDS + 1
    breaker.succeeded("p", ONE)
    breaker.failed("p", ONE, ERROR)
    breaker.check("p", ONE)
