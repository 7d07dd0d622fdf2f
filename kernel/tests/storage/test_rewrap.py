"""Re-encryption: every secret of kernel and plugins, and never against somebody's newer word; keys that leave the ring."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from omni_diary.plugin import Entry
from omni_diary.plugin import plugin as diary
from omni_keeper import plugin as keeper

from omni_kernel.auth.models import Account
from omni_kernel.clock import Clock
from omni_kernel.http.models import IdempotencyRecord
from omni_kernel.plugins.models import TenantPlugin
from omni_kernel.services.urls import LONGEST_LINK, LinkInvalid
from omni_kernel.storage import rewrap
from omni_kernel.storage.rewrap import BATCH, SETTLE, Rewrap, sealed_columns
from omni_sdk._scope import Scope, entered
from omni_sdk.context import Tenant
from omni_sdk.testing.app import RunningOmni

ROWS = 2 * BATCH + 7
HOLDERS = {
    "p_diary__entry.secret": ROWS,
    "p_diary__entry.pin": ROWS,
    "omni_tenant_plugin.settings": 1,
    "omni_idempotency.answer": 1,
}


@pytest.fixture
async def ann(omni_app: RunningOmni, tenant: Tenant) -> Account:
    """Somebody with secrets in every kind of place."""
    account = await Account.create(email="ann@example.com", name="Ann")
    with entered(Scope(account_id=account.id)):
        for number in range(ROWS):
            await Entry.create(text=str(number), secret=f"secret {number}", pin=f"pin {number}")
        await Entry.create(text="none")
    await omni_app.enable(keeper, tenant, token="its token")
    answer = omni_app.kernel.keyring.encrypt('[200,{},""]', "omni_idempotency:digest")
    await IdempotencyRecord.create(digest="digest", fingerprint="", lease_until=0, expires=0, answer=answer)
    return account


async def readable(omni: RunningOmni, ann: Account, tenant: Tenant) -> bool:
    """Whether all of it opens."""
    with entered(Scope(account_id=ann.id)):
        rows = await Entry.all()
    right = {(f"secret {row.text}", f"pin {row.text}") if row.text.isdecimal() else (None, None) for row in rows}
    settings: Any = await omni.kernel.lifecycle.settings(tenant.id, omni.id_of(keeper))
    return {(row.secret, row.pin) for row in rows} == right and settings.token.get_secret_value() == "its token"


async def test_every_secret_goes_under_the_new_key(omni_app: RunningOmni, ann: Account, tenant: Tenant) -> None:
    """By the job that a rotation leaves; counted by table and key before and after."""
    ring, work = omni_app.kernel.keyring, Rewrap(omni_app.kernel)
    (old,) = (key.id for key in ring.keys)
    first = ring.rotate(omni_app.kernel.clock.now())
    assert {place: counted for place, counted in (await work.counts()).items() if counted} == {
        place: {old: count} for place, count in HOLDERS.items()
    }
    await omni_app.kernel.jobs.enqueue(rewrap_caller(omni_app), rewrap.rewrap())
    assert await omni_app.run_jobs() == 1
    assert {place: counted for place, counted in (await work.counts()).items() if counted} == {
        place: {first: count} for place, count in HOLDERS.items()
    }
    assert await readable(omni_app, ann, tenant)
    assert (await work.run()).rewrapped == 0


def rewrap_caller(omni: RunningOmni) -> Any:
    """The operator."""
    from omni_kernel.jobs.caller import Caller

    del omni
    return Caller.system("omni", None)


def test_each_sealed_column_is_named(omni_app: RunningOmni) -> None:
    """Of all models, and what the kernel seals beside them."""
    found = {str(each) for each in sealed_columns(omni_app.kernel.apps())}
    assert found >= {*HOLDERS, "omni_login_flow.content"}


async def test_a_newer_word_stays(omni_app: RunningOmni, ann: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes between the reading and the writing of a row is not undone."""
    work, again = Rewrap(omni_app.kernel), Rewrap._again
    omni_app.kernel.keyring.rotate()
    with entered(Scope(account_id=ann.id)):
        entry = await Entry.get(text="3")
    meanwhile: list[str] = []

    def slow(self: Rewrap, sealed: Any, row: Any, report: Any) -> str | None:
        token = again(self, sealed, row, report)
        if str(row["id"]) == str(entry.id) and sealed.column == "secret":
            meanwhile.append(token or "")
        return token

    batch = Rewrap._batch

    async def write_first(self: Rewrap, sealed: Any, rows: Any, report: Any) -> int:
        if sealed.column == "secret" and not meanwhile:
            with entered(Scope(account_id=ann.id)):
                entry.secret = "newer"
                await entry.save()
        return await batch(self, sealed, rows, report)

    monkeypatch.setattr(Rewrap, "_again", slow)
    monkeypatch.setattr(Rewrap, "_batch", write_first)
    report = await work.run()
    assert meanwhile
    assert report.rewrapped == sum(HOLDERS.values()) - 1
    with entered(Scope(account_id=ann.id)):
        assert (await Entry.get(text="3")).secret == "newer"


async def test_broken_off_and_begun_again(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done stays done; the rest is found."""
    work, batch, calls = Rewrap(omni_app.kernel), Rewrap._batch, 0
    omni_app.kernel.keyring.rotate()

    async def dies(self: Rewrap, sealed: Any, rows: Any, report: Any) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise RuntimeError("killed")
        return await batch(self, sealed, rows, report)

    monkeypatch.setattr(Rewrap, "_batch", dies)
    with pytest.raises(RuntimeError, match="killed"):
        await work.run()
    assert await readable(omni_app, ann, tenant)
    assert (await work.run()).rewrapped == sum(HOLDERS.values()) - 2 * BATCH
    assert await readable(omni_app, ann, tenant)


async def test_a_lost_key_is_named(omni_app: RunningOmni, ann: Account) -> None:
    """Rows under it stay as they are; all others are done."""
    ring = omni_app.kernel.keyring
    (old,) = (key.id for key in ring.keys)
    ring.rotate()
    with entered(Scope(account_id=ann.id)):
        entry = await Entry.get(text="1")
        entry.secret = "new"
        await entry.save()
    ring.drop([old])
    report = await Rewrap(omni_app.kernel).run()
    assert report.rewrapped == 0
    assert len(report.unreadable) == sum(HOLDERS.values()) - 2  # both of that row were written anew
    assert all(f"key '{old}'" in why for why in report.unreadable.values())
    assert any(place.startswith("p_diary__entry.pin:") for place in report.unreadable)


async def test_a_key_leaves_when_nothing_is_under_it(omni_app: RunningOmni, ann: Account, clock: Clock) -> None:
    """Neither rows, nor writes under way, nor links that are still good."""
    ring, work = omni_app.kernel.keyring, Rewrap(omni_app.kernel)
    (old,) = (key.id for key in ring.keys)
    link = omni_app.kernel.links.make(None, "x", {"a": 1}, timedelta(days=300))
    ring.rotate(clock.now())
    assert work.old() == [old]
    assert "writes may be under way" in (await work.retire([old], end_links=True))[old]
    clock.advance(SETTLE)
    held = (await work.retire([old], end_links=True))[old]
    assert f"{ROWS} in p_diary__entry.pin" in held
    assert f"still holds {sum(HOLDERS.values())} secrets" in held
    await work.run()
    assert "--end-links" in (await work.retire([old]))[old]
    assert omni_app.kernel.links.read(link) == (None, "x", {"a": 1})
    clock.advance(LONGEST_LINK)
    assert await work.retire([old]) == {}
    assert [key.id for key in ring.keys] == [ring.keys[0].id]
    with pytest.raises(LinkInvalid):
        omni_app.kernel.links.read(link)


async def test_links_last_no_longer_than_they_may(omni_app: RunningOmni) -> None:
    """Else a key could never leave."""
    with pytest.raises(ValueError, match="366 days at most"):
        omni_app.kernel.links.make(None, "x", {}, timedelta(days=400))


async def test_secrets_of_a_plugin_that_is_gone_hold_a_key(
    omni_app: RunningOmni, ann: Account, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can re-encrypt them, so the key stays for the day that the plugin comes back."""
    work, apps = Rewrap(omni_app.kernel), omni_app.kernel.apps()
    (old,) = (key.id for key in omni_app.kernel.keyring.keys)
    omni_app.kernel.keyring.rotate(clock.now())
    clock.advance(SETTLE)
    monkeypatch.setattr(omni_app.kernel, "apps", lambda: [app for app in apps if app.label != "p_diary"])
    assert (await work.run()).rewrapped == 2
    assert f"{ROWS} in p_diary__entry.secret" in (await work.retire([old], end_links=True))[old]


async def test_settings_are_rewritten_in_the_middle_of_it(omni_app: RunningOmni, tenant: Tenant) -> None:
    """A tenant's administrator saves while the job runs: his settings are there."""
    await omni_app.enable(keeper, tenant, token="one")
    omni_app.kernel.keyring.rotate()
    await omni_app.kernel.lifecycle.configure(rewrap_caller(omni_app), tenant.id, omni_app.id_of(keeper), {"token": "two"})
    await Rewrap(omni_app.kernel).run()
    row = await TenantPlugin.get(tenant_id=tenant.id, plugin_id=omni_app.id_of(keeper))
    assert not omni_app.kernel.keyring.needs_rewrap(row.settings)
    settings: Any = await omni_app.kernel.lifecycle.settings(tenant.id, omni_app.id_of(keeper))
    assert settings.token.get_secret_value() == "two"


assert diary  # a plugin of `omni_app`, which takes those that this module names
