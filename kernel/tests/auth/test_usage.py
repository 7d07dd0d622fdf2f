"""Last use and counts: batched, never lost by a failure, never backwards."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from tortoise.exceptions import DBConnectionError

from omni_kernel.auth import usage as usage_module
from omni_kernel.auth.models import ApiKey, Session
from omni_kernel.auth.usage import Usage
from omni_sdk import Tenant
from omni_sdk.testing import SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni


async def made(omni_app: RunningOmni, tenant: Tenant, name: str = "one") -> ApiKey:
    """A key that nobody uses."""
    return (await omni_app.kernel.keys.create(SYSTEM, tenant.id, name))[0]


async def test_uses_are_counted(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """In the database after a batch; another key's row is not touched."""
    usage, key, other = Usage(omni_app.kernel), await made(omni_app, tenant), await made(omni_app, tenant, "other")
    for _ in range(3):
        clock.advance(timedelta(seconds=1))
        usage.saw(key.id)
    assert (await ApiKey.get(id=key.id)).uses == 0
    await usage.flush()
    found = await ApiKey.get(id=key.id)
    assert found.uses == 3
    assert found.used_at is not None
    assert abs(found.used_at - clock.now()) < timedelta(seconds=1)
    usage.saw(str(key.id))
    await usage.flush()
    await usage.flush()
    assert (await ApiKey.get(id=key.id)).uses == 4
    assert ((await ApiKey.get(id=other.id)).uses, (await ApiKey.get(id=other.id)).used_at) == (0, None)


async def test_processes_add_up_and_time_does_not_go_back(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """Whichever of them writes last."""
    slow, quick, key = Usage(omni_app.kernel), Usage(omni_app.kernel), await made(omni_app, tenant)
    slow.saw(key.id)
    clock.advance(timedelta(minutes=1))
    quick.saw(key.id)
    await quick.flush()
    at = (await ApiKey.get(id=key.id)).used_at
    await slow.flush()
    found = await ApiKey.get(id=key.id)
    assert (found.uses, found.used_at) == (2, at)


async def test_more_keys_than_one_statement_takes(omni_app: RunningOmni, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several batches."""
    monkeypatch.setattr(usage_module, "ROWS", 2)
    usage, keys = Usage(omni_app.kernel), [await made(omni_app, tenant, str(n)) for n in range(5)]
    for key in keys:
        usage.saw(key.id)
    await usage.flush()
    assert [key.uses for key in await ApiKey.filter(id__in=[k.id for k in keys])] == [1] * 5


async def test_sessions_are_seen(omni_app: RunningOmni, clock: SetClock) -> None:
    """By the same batch."""
    usage, account = Usage(omni_app.kernel), await omni_app.person()
    before = datetime(2020, 1, 1, tzinfo=UTC)
    session = await Session.create(
        account_id=account.id, digest="x", kind="browser", authenticated_at=before, seen_at=before, expires_at=before
    )
    usage.saw_session(session.id)
    await usage.flush()
    assert abs((await Session.get(id=session.id)).seen_at - clock.now()) < timedelta(seconds=5)


async def test_what_the_database_does_not_take_is_kept(omni_app: RunningOmni, tenant: Tenant) -> None:
    """And written with what came meanwhile."""
    usage, key = Usage(omni_app.kernel), await made(omni_app, tenant)
    usage.saw(key.id)
    await omni_app.as_owner("ALTER TABLE omni_api_key RENAME TO omni_away")
    await usage.flush()
    usage.saw(key.id)
    await omni_app.as_owner("ALTER TABLE omni_away RENAME TO omni_api_key")
    await usage.flush()
    assert (await ApiKey.get(id=key.id)).uses == 2


async def test_while_the_database_is_away_it_is_kept(
    omni_app: RunningOmni, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And that is told once for all who meet it, not as a failure of this one."""
    usage, key = Usage(omni_app.kernel), await made(omni_app, tenant)

    async def away(*_: object) -> int:
        raise DBConnectionError("the server has gone")

    with monkeypatch.context() as patch:
        patch.setattr(omni_app.kernel.db, "execute", away)
        for _ in range(2):
            usage.saw(key.id)
            await usage.flush()
    await usage.flush()
    assert (await ApiKey.get(id=key.id)).uses == 2
    assert "could not be written" not in capsys.readouterr().out


async def test_it_is_written_in_time_and_at_the_end(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Without being asked; `stop` writes the rest."""
    usage, key = Usage(omni_app.kernel), await made(omni_app, tenant)
    usage.every = 0.01
    usage.saw(key.id)
    usage.start()
    async with asyncio.timeout(10):
        while not (await ApiKey.get(id=key.id)).uses:
            pass
    usage.every = 100.0
    usage.saw(key.id)
    await usage.stop()
    assert (await ApiKey.get(id=key.id)).uses == 2


async def test_a_request_is_a_use(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Whoever reads the key sees it after the next batch."""
    client = omni_app.client(tenant)
    (listed,) = (await client.get("/api/v1/api-keys")).json()["items"]
    await omni_app.kernel.usage.flush()
    shown = (await client.get(f"/api/v1/api-keys/{listed['id']}")).json()
    assert (shown["uses"], shown["used_at"] is not None) == (1, True)
