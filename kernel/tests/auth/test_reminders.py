"""Keys that end soon: one word at 30, 10 and 3 days, to whom it concerns."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from omni_kernel.auth.actors import Actor
from omni_kernel.auth.models import Account, ApiKey
from omni_kernel.auth.reminders import remind, remind_of
from omni_kernel.tenancy.models import Membership
from omni_sdk import Tenant
from omni_sdk.events import API_KEY_EXPIRING
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni

DAY = timedelta(days=1)
OWNER = "owner@{}.example"


async def made(
    omni_app: RunningOmni, tenant: UUID | None, days: float, maker: Account | None = None, platform: bool = False
) -> ApiKey:
    """A key with so many days to live."""
    actor = Actor("account", str(maker.id), platform=platform) if maker else Actor("system", "omni", platform=True)
    ends = omni_app.kernel.clock.now() + days * DAY
    return (await omni_app.kernel.keys.create(SYSTEM, tenant, "nightly", expires_at=ends, maker=actor))[0]


async def told(omni_app: RunningOmni, outbox: Outbox) -> list[str]:
    """To whom mails went since the last time."""
    before = len(outbox.mails)
    await omni_app.run_jobs()
    return sorted(mail.to for mail in outbox.mails[before:])


async def test_at_thirty_ten_and_three_days(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox) -> None:
    """Once each, however often somebody looks."""
    key, seen = await made(omni_app, tenant.id, 90), []
    for day in range(91):
        if await remind(omni_app.kernel):
            seen.append(90 - day)
        assert await remind(omni_app.kernel) == 0
        clock.advance(DAY)
    assert seen == [30, 10, 3]
    events = outbox.events(API_KEY_EXPIRING)
    assert [(e.data.key_id, e.data.days) for e in events] == [(key.id, 30), (key.id, 10), (key.id, 3)]
    assert {e.tenant_id for e in events} == {tenant.id}


@pytest.mark.parametrize(("days", "seen"), [(1, []), (3, []), (7, [3]), (10, [3]), (20, [10, 3]), (31, [30, 10, 3])])
async def test_no_word_of_more_days_than_a_key_ever_had(
    days: int, seen: list[int], omni_app: RunningOmni, tenant: Tenant, clock: SetClock
) -> None:
    """Whoever makes one for a week knows that."""
    await made(omni_app, tenant.id, days)
    found = []
    for day in range(days + 1):
        found += [days - day] * await remind(omni_app.kernel)
        clock.advance(DAY)
    assert found == seen


async def test_after_a_pause_the_nearest_word_is_enough(
    omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox
) -> None:
    """A worker that was down for weeks sends one, with the days that are left."""
    await made(omni_app, tenant.id, 90)
    clock.advance(85.5 * DAY)
    assert [await remind(omni_app.kernel) for _ in range(2)] == [1, 0]
    assert [e.data.days for e in outbox.events(API_KEY_EXPIRING)] == [5]
    clock.advance(2 * DAY)
    assert await remind(omni_app.kernel) == 1


async def test_keys_that_nobody_misses(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """Without an end, revoked, over, or rotated."""
    keys = omni_app.kernel.keys
    await keys.create(SYSTEM, tenant.id, "forever")
    revoked, rotated, _ = [await made(omni_app, tenant.id, days) for days in (90, 90, 60)]
    await keys.revoke(SYSTEM, tenant.id, revoked.id)
    clock.advance(61 * DAY)
    await keys.rotate(SYSTEM, tenant.id, rotated.id, overlap=20 * DAY)
    assert await remind(omni_app.kernel) == 0


async def test_of_two_processes_one_tells(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox) -> None:
    """Both read the row before either wrote it."""
    key = await made(omni_app, tenant.id, 90)
    clock.advance(61 * DAY)
    both = await asyncio.gather(*(remind_of(omni_app.kernel, key, clock.now()) for _ in range(2)))
    assert sorted(both) == [False, True]
    assert len(outbox.events(API_KEY_EXPIRING)) == 1
    assert len(await told(omni_app, outbox)) == 1


async def test_the_maker_is_told(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox) -> None:
    """In his language, with the hint and never the key."""
    ann = await omni_app.person(tenant=tenant)
    await Account.filter(id=ann.id).update(locale="de-AT")
    key = await made(omni_app, tenant.id, 90, ann)
    clock.advance(87.5 * DAY)
    await remind(omni_app.kernel)
    assert await told(omni_app, outbox) == [ann.email]
    mail = outbox.mails[-1]
    assert mail.subject == "Der API-Schlüssel „nightly“ läuft in 3 Tagen ab"
    html = mail.message.get_body(["html"])
    assert html is not None
    for part in (key.last_four, str(key.id), tenant.name):
        assert part in mail.text
        assert part in html.get_content()


async def test_in_english_else(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox) -> None:
    """And in the singular on the last day."""
    ann = await omni_app.person(tenant=tenant)
    await made(omni_app, tenant.id, 90, ann)
    clock.advance(89.5 * DAY)
    await remind(omni_app.kernel)
    await omni_app.run_jobs()
    assert outbox.mails[-1].subject == 'The API key "nightly" ends in 1 day'


@pytest.mark.parametrize("why", ["left", "disabled", "erased"])
async def test_a_maker_who_is_gone(why: str, omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox) -> None:
    """Then the tenant's owners hear of it; he does not."""
    ann = await omni_app.person(tenant=tenant)
    await made(omni_app, tenant.id, 90, ann)
    if why == "left":
        await Membership.filter(account_id=ann.id).delete()
    elif why == "disabled":
        await Account.filter(id=ann.id).update(state="disabled")
    else:
        await ann.delete()
    clock.advance(61 * DAY)
    await remind(omni_app.kernel)
    assert await told(omni_app, outbox) == [OWNER.format(tenant.slug)]


async def test_keys_of_the_platform(omni_app: RunningOmni, clock: SetClock, outbox: Outbox) -> None:
    """Their maker while he is an administrator, else all of those."""
    ann = await omni_app.person(platform=True)
    await omni_app.person("bob@example.com", platform=True)
    await made(omni_app, None, 90, ann, platform=True)
    clock.advance(61 * DAY)
    await remind(omni_app.kernel)
    assert await told(omni_app, outbox) == [ann.email]
    assert "the platform" in outbox.mails[-1].text
    await Account.filter(id=ann.id).update(platform=False)
    clock.advance(20 * DAY)
    await remind(omni_app.kernel)
    assert await told(omni_app, outbox) == ["bob@example.com"]


@pytest.mark.parametrize("what", ["key", "account"])
async def test_what_ends_before_the_mail_is_sent(
    what: str, omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox
) -> None:
    """No mail of a key that is revoked, or to an account that is disabled."""
    ann = await omni_app.person(tenant=tenant)
    key = await made(omni_app, tenant.id, 90, ann)
    clock.advance(61 * DAY)
    await remind(omni_app.kernel)
    if what == "key":
        await omni_app.kernel.keys.revoke(SYSTEM, tenant.id, key.id)
    else:
        await Account.filter(id=ann.id).update(state="disabled")
    assert await told(omni_app, outbox) == []
