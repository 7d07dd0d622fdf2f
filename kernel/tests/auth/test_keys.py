"""API keys: their form, what they may, and what becomes of them."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_kernel.auth import keys as keys_module
from omni_kernel.auth import token
from omni_kernel.auth.actors import Actor
from omni_kernel.auth.key_rules import InvalidKey, KeyExpired, KeyRevoked
from omni_kernel.auth.models import Account, ApiKey
from omni_kernel.plugins.models import Change
from omni_kernel.tenancy.models import Membership
from omni_sdk import Permission, Tenant
from omni_sdk.errors import Conflict, Forbidden, Invalid, NotFound
from omni_sdk.events import API_KEY_CREATED, API_KEY_ROTATED
from omni_sdk.models import new_id
from omni_sdk.testing import Outbox, SetClock
from omni_sdk.testing.app import SYSTEM, RunningOmni


def test_a_key_says_what_it_is() -> None:
    """A prefix to search for, and a checksum."""
    key = token.generate()
    assert re.fullmatch(r"omni_[0-9A-Za-z]{30}_[0-9A-Za-z]{6}", key)
    assert token.well_formed(key)
    assert token.generate() != key


@given(position=st.integers(0, 41), letter=st.sampled_from(token.ALPHABET + "_-é "))
def test_one_wrong_letter_is_noticed(position: int, letter: str) -> None:
    """Without a look-up."""
    key = "omni_0123456789ABCDEFGHIJKLMNOPQRST_"
    key += token.checksum(key[:-1])
    assert token.well_formed(key)
    wrong = key[:position] + letter + key[position + 1 :]
    assert token.well_formed(wrong) == (wrong == key)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    """None raises, and none is a key by chance."""
    assert not token.well_formed(text)


READ, MANAGE = "omni.tenant.read", "omni.key.manage"
DAY = timedelta(days=1)


async def test_life_of_a_key(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """Made, used, expired, revoked."""
    keys = omni_app.kernel.keys
    expires = datetime.now(UTC) + timedelta(days=1)
    row, text = await keys.create(SYSTEM, tenant.id, "one", roles=["member"], expires_at=expires)
    assert text not in str([dict(r) for r in await ApiKey.all().values()])
    found = await keys.verify(text)
    assert found.tenant_id == tenant.id
    assert keys.peek(text) is found
    assert found.actor.may("omni.tenant.read")
    assert not found.actor.may("omni.tenant.manage")
    assert found.actor.seen_by("omni").may(Permission("tenant.read", roles=("viewer",), title="See"))
    clock.advance(timedelta(days=1, seconds=1))
    assert keys.peek(text) is None
    with pytest.raises(KeyExpired):
        await keys.verify(text)
    clock.advance(timedelta(days=-1))
    await keys.revoke(SYSTEM, tenant.id, row.id)
    assert keys.peek(text) is None
    with pytest.raises(KeyRevoked):
        await keys.verify(text)
    with pytest.raises(InvalidKey):
        await keys.verify(token.generate())
    with pytest.raises(InvalidKey):
        await keys.verify("nonsense")


async def test_a_revocation_elsewhere_is_in_force_after_a_look_at_the_epoch(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Another process revoked it."""
    kernel = omni_app.kernel
    row, text = await kernel.keys.create(SYSTEM, tenant.id, "one")
    await kernel.keys.verify(text)
    await ApiKey.filter(id=row.id).update(revoked_at=datetime.now(UTC))
    rows = await kernel.db.rows("UPDATE omni_epoch SET value = value + 1 WHERE id = 1 RETURNING value")
    await Change.create(epoch=rows[0]["value"], topic="key", subject=str(row.id))
    await kernel.epoch.check()
    with pytest.raises(KeyRevoked):
        await kernel.keys.verify(text)


async def test_a_deleted_tenants_keys_are_gone(omni_app: RunningOmni, tenant: Tenant) -> None:
    """From the cache, too."""
    _, text = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "one")
    await omni_app.kernel.keys.verify(text)
    await omni_app.kernel.tenants.delete(SYSTEM, tenant.id)
    with pytest.raises(InvalidKey):
        await omni_app.kernel.keys.verify(text)


async def test_a_key_may_no_more_than_its_maker(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Neither by roles nor by permissions."""
    keys = omni_app.kernel.keys
    _, text = await keys.create(SYSTEM, tenant.id, "maker", permissions=["omni.tenant.read"])
    maker = (await keys.verify(text)).actor
    with pytest.raises(Forbidden, match=r"omni\."):
        await keys.create(SYSTEM, tenant.id, "wider", roles=["admin"], maker=maker)
    _, narrow = await keys.create(SYSTEM, tenant.id, "as wide", permissions=["omni.tenant.read"], maker=maker)
    assert (await keys.verify(narrow)).actor.may("omni.tenant.read")


@pytest.mark.parametrize(
    "bad", [{"roles": ["king"]}, {"permissions": ["omni.everything"]}, {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}]
)
async def test_what_a_key_cannot_be(bad: dict[str, Any], omni_app: RunningOmni, tenant: Tenant) -> None:
    """Refused at the field that is wrong."""
    with pytest.raises(Invalid):
        await omni_app.kernel.keys.create(SYSTEM, tenant.id, "bad", **bad)


async def test_another_tenants_key_is_not_there(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    """As if it did not exist."""
    row, _ = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "one")
    with pytest.raises(NotFound):
        await omni_app.kernel.keys.revoke(SYSTEM, other_tenant.id, row.id)


# -- roles of the tenant's own


async def test_a_role_of_the_tenants_own(omni_app: RunningOmni, tenant: Tenant) -> None:
    """A key has what the role has now; an edit is in force at once."""
    kernel = omni_app.kernel
    await kernel.roles.create(SYSTEM, tenant.id, "reader", [READ])
    _, text = await kernel.keys.create(SYSTEM, tenant.id, "one", roles=["reader"], permissions=["omni.key.read"])
    assert (await kernel.keys.verify(text)).actor.permissions == {READ, "omni.key.read"}
    await kernel.roles.update(SYSTEM, tenant.id, "reader", permissions=[])
    assert (await kernel.keys.verify(text)).actor.permissions == {"omni.key.read"}


async def test_roles_are_of_one_tenant(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    """Another tenant has none of that name, and the platform none at all."""
    kernel = omni_app.kernel
    await kernel.roles.create(SYSTEM, tenant.id, "reader", [READ])
    for place in (other_tenant.id, None):
        with pytest.raises(Invalid) as caught:
            await kernel.keys.create(SYSTEM, place, "one", roles=["reader"])
        assert caught.value.at == "roles"


async def test_no_key_in_a_tenant_that_is_gone(omni_app: RunningOmni) -> None:
    """It would be nobody's."""
    with pytest.raises(NotFound):
        await omni_app.kernel.keys.create(SYSTEM, new_id(), "one")


# -- no wider than its maker


async def actor_of(omni_app: RunningOmni, account: Account, tenant: Tenant) -> Actor:
    """A member as a request of his has him."""
    member = await Membership.get(tenant_id=tenant.id, account_id=account.id)
    permissions = await omni_app.kernel.roles.permissions(tenant.id, member.roles)
    return Actor("account", str(account.id), permissions, platform=account.platform)


async def test_the_person_behind_a_key(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Stored, and handed on to keys that the key makes."""
    keys, account = omni_app.kernel.keys, await omni_app.person(tenant=tenant, roles=["admin"])
    row, text = await keys.create(SYSTEM, tenant.id, "one", roles=["admin"], maker=await actor_of(omni_app, account, tenant))
    assert row.maker_id == account.id
    child, _ = await keys.create(SYSTEM, tenant.id, "two", maker=(await keys.verify(text)).actor)
    assert (child.maker_id, child.expires_at) == (account.id, None)
    await account.delete()
    assert (await keys.get(tenant.id, row.id)).maker_id is None


async def test_a_demotion_counts_before_it_is_told(omni_app: RunningOmni, tenant: Tenant) -> None:
    """A request that began as an administrator's makes no key once he is none: a key would stay."""
    keys, account = omni_app.kernel.keys, await omni_app.person(tenant=tenant, roles=["admin"])
    before = await actor_of(omni_app, account, tenant)
    await Membership.filter(account_id=account.id).update(roles=["viewer"])
    with pytest.raises(Forbidden, match="you lack"):
        await keys.create(SYSTEM, tenant.id, "one", permissions=[MANAGE], maker=before)


@pytest.mark.parametrize("kind", ["account", "key", "anonymous"])
async def test_only_the_platform_makes_keys_of_the_platform(kind: Any, omni_app: RunningOmni, tenant: Tenant) -> None:
    """Not even with every permission of a tenant, nor by rotating one that exists."""
    keys, everything = omni_app.kernel.keys, list(omni_app.kernel.registry.permissions)
    person = await omni_app.person(tenant=tenant, roles=["owner"])
    row, _ = await keys.create(SYSTEM, tenant.id, "one", permissions=everything)
    maker = Actor(kind, str({"account": person.id, "key": row.id}.get(kind, "")), frozenset(everything))
    platform, _ = await keys.create(SYSTEM, None, "administrator")
    with pytest.raises(Forbidden):
        await keys.create(SYSTEM, None, "one", maker=maker)
    with pytest.raises(Forbidden):
        await keys.rotate(SYSTEM, None, platform.id, maker=maker)


async def test_a_key_does_not_live_on_in_its_keys(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """Nor does it prolong itself by rotation."""
    keys, now = omni_app.kernel.keys, clock.now()
    row, text = await keys.create(SYSTEM, tenant.id, "one", permissions=[MANAGE], expires_at=now + 2 * DAY)
    maker = (await keys.verify(text)).actor
    assert (await keys.create(SYSTEM, tenant.id, "two", maker=maker))[0].expires_at == row.expires_at
    sooner = await keys.create(SYSTEM, tenant.id, "three", expires_at=now + DAY, maker=maker)
    assert sooner[0].expires_at == now + DAY
    with pytest.raises(Invalid, match="lives longer"):
        await keys.create(SYSTEM, tenant.id, "four", expires_at=now + 3 * DAY, maker=maker)
    clock.advance(DAY)
    with pytest.raises(Invalid, match="lives longer"):
        await keys.rotate(SYSTEM, tenant.id, row.id, expires_at=now + 3 * DAY, maker=maker)
    successor, _ = await keys.rotate(SYSTEM, tenant.id, row.id, maker=maker)
    assert successor.expires_at == row.expires_at


async def test_a_revoked_key_makes_none(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Another process may still take it for valid."""
    keys = omni_app.kernel.keys
    row, text = await keys.create(SYSTEM, tenant.id, "one")
    maker = (await keys.verify(text)).actor
    await ApiKey.filter(id=row.id).update(revoked_at=datetime.now(UTC))
    with pytest.raises(KeyRevoked):
        await keys.create(SYSTEM, tenant.id, "two", maker=maker)


# -- rotation


async def test_rotation(omni_app: RunningOmni, tenant: Tenant, clock: SetClock, outbox: Outbox) -> None:
    """The new key may the same and lives as long; the old one works on for a day."""
    keys, expires = omni_app.kernel.keys, clock.now() + 90 * DAY
    old, before = await keys.create(SYSTEM, tenant.id, "ci", roles=["viewer"], permissions=[MANAGE], expires_at=expires)
    await ApiKey.filter(id=old.id).update(api_version=7)
    clock.advance(80 * DAY)
    new, after = await keys.rotate(SYSTEM, tenant.id, old.id)
    assert (new.name, new.roles, new.permissions, new.rotated_from) == ("ci", ["viewer"], [MANAGE], old.id)
    assert new.api_version == 7
    assert new.expires_at is not None
    assert abs(new.expires_at - (clock.now() + 90 * DAY)) < timedelta(minutes=1)
    assert (await keys.verify(before)).actor.permissions == (await keys.verify(after)).actor.permissions
    (rotated,) = outbox.events(API_KEY_ROTATED)
    assert (rotated.data.key_id, rotated.data.successor_id) == (old.id, new.id)
    assert [event.data.key_id for event in outbox.events(API_KEY_CREATED)] == [old.id, new.id]
    clock.advance(DAY)
    with pytest.raises(KeyExpired):
        await keys.verify(before)
    await keys.verify(after)


@pytest.mark.parametrize(("left", "overlap", "works"), [(2, 1, 1), (1, 2, 1), (None, 2, 2), (5, 0, 0)])
async def test_the_old_key_never_outlives_its_end(
    left: int | None, overlap: int, works: int, omni_app: RunningOmni, tenant: Tenant, clock: SetClock
) -> None:
    """The overlap shortens a life, and prolongs none."""
    keys, now = omni_app.kernel.keys, clock.now()
    old, text = await keys.create(SYSTEM, tenant.id, "one", expires_at=now + left * DAY if left else None)
    await keys.verify(text)
    new, _ = await keys.rotate(SYSTEM, tenant.id, old.id, overlap=overlap * DAY, expires_at=now + 100 * DAY)
    ends = (await keys.get(tenant.id, old.id)).expires_at
    assert ends is not None
    assert abs(ends - (now + works * DAY)) < timedelta(minutes=1)
    assert new.expires_at == now + 100 * DAY
    clock.advance(works * DAY - timedelta(minutes=1))
    if works:
        await keys.verify(text)
    clock.advance(timedelta(minutes=2))
    with pytest.raises(KeyExpired):
        await keys.verify(text)


async def test_a_key_without_an_end_has_successors_without(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Unless one is given."""
    keys = omni_app.kernel.keys
    old, _ = await keys.create(SYSTEM, tenant.id, "one")
    assert (await keys.rotate(SYSTEM, tenant.id, old.id))[0].expires_at is None


@pytest.mark.parametrize(
    ("bad", "at"),
    [
        ({"overlap": timedelta(seconds=-1)}, "overlap"),
        ({"overlap": timedelta(days=31)}, "overlap"),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, "expires_at"),
    ],
)
async def test_what_a_rotation_cannot_be(bad: dict[str, Any], at: str, omni_app: RunningOmni, tenant: Tenant) -> None:
    """Refused at the field that is wrong; the old key is as it was."""
    old, _ = await omni_app.kernel.keys.create(SYSTEM, tenant.id, "one")
    with pytest.raises(Invalid) as caught:
        await omni_app.kernel.keys.rotate(SYSTEM, tenant.id, old.id, **bad)
    assert caught.value.at == at
    assert (await omni_app.kernel.keys.get(tenant.id, old.id)).expires_at is None


async def test_a_key_has_one_successor(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """Another only once that is revoked; and a void key none."""
    keys = omni_app.kernel.keys
    old, _ = await keys.create(SYSTEM, tenant.id, "one")
    new, _ = await keys.rotate(SYSTEM, tenant.id, old.id)
    with pytest.raises(Conflict, match=str(new.id)):
        await keys.rotate(SYSTEM, tenant.id, old.id)
    await keys.revoke(SYSTEM, tenant.id, new.id)
    with pytest.raises(Conflict, match="void"):
        await keys.rotate(SYSTEM, tenant.id, new.id)
    await keys.rotate(SYSTEM, tenant.id, old.id)
    clock.advance(2 * DAY)
    with pytest.raises(Conflict, match="void"):
        await keys.rotate(SYSTEM, tenant.id, old.id)


async def test_of_two_rotations_at_once_one_succeeds(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Else somebody would have a key that nobody knows of."""
    keys = omni_app.kernel.keys
    old, _ = await keys.create(SYSTEM, tenant.id, "one")
    both = await asyncio.gather(*(keys.rotate(SYSTEM, tenant.id, old.id) for _ in range(2)), return_exceptions=True)
    assert [type(each) for each in both if isinstance(each, Exception)] == [Conflict]
    assert await ApiKey.filter(rotated_from=old.id).count() == 1


async def test_nobody_gets_a_wider_key_by_rotating_it(omni_app: RunningOmni, tenant: Tenant, other_tenant: Tenant) -> None:
    """Its text is as good as its rights."""
    keys, account = omni_app.kernel.keys, await omni_app.person(tenant=tenant, roles=["admin"])
    wide, _ = await keys.create(SYSTEM, tenant.id, "wide", permissions=["omni.tenant.manage"])
    maker = await actor_of(omni_app, account, tenant)
    with pytest.raises(Forbidden, match=r"omni\.tenant\.manage"):
        await keys.rotate(SYSTEM, tenant.id, wide.id, maker=maker)
    with pytest.raises(NotFound):
        await keys.rotate(SYSTEM, other_tenant.id, wide.id)
    assert await ApiKey.filter(rotated_from=wide.id).count() == 0


async def test_a_permission_of_a_plugin_that_is_away(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Kept by a rotation of the platform's; a tenant's administrator cannot say that he has it."""
    keys, account = omni_app.kernel.keys, await omni_app.person(tenant=tenant, roles=["admin"])
    old, _ = await keys.create(SYSTEM, tenant.id, "one")
    await ApiKey.filter(id=old.id).update(permissions=["gone.thing.read"])
    with pytest.raises(Forbidden, match="gone"):
        await keys.rotate(SYSTEM, tenant.id, old.id, maker=await actor_of(omni_app, account, tenant))
    assert (await keys.rotate(SYSTEM, tenant.id, old.id))[0].permissions == ["gone.thing.read"]


async def test_whose_key_a_successor_is(omni_app: RunningOmni, tenant: Tenant) -> None:
    """Of the person who rotates it; of the former maker where a machine does."""
    keys = omni_app.kernel.keys
    ann = await omni_app.person(tenant=tenant, roles=["admin"])
    bob = await omni_app.person("bob@example.com", tenant=tenant, roles=["admin"])
    old, _ = await keys.create(SYSTEM, tenant.id, "one", maker=await actor_of(omni_app, ann, tenant))
    second, _ = await keys.rotate(SYSTEM, tenant.id, old.id)
    assert second.maker_id == ann.id
    third, _ = await keys.rotate(SYSTEM, tenant.id, second.id, maker=await actor_of(omni_app, bob, tenant))
    assert third.maker_id == bob.id


# -- what a process keeps


async def test_a_change_while_a_key_is_read(omni_app: RunningOmni, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read may be older than the change, so it serves one request and is not kept."""
    kernel = omni_app.kernel
    row, text = await kernel.keys.create(SYSTEM, tenant.id, "one")
    permissions = kernel.roles.permissions

    async def meanwhile(*args: Any, **options: Any) -> frozenset[str]:
        await kernel.keys.revoke(SYSTEM, tenant.id, row.id)
        await kernel.epoch.check()
        return await permissions(*args, **options)

    monkeypatch.setattr(kernel.roles, "permissions", meanwhile)
    await kernel.keys.verify(text)
    assert kernel.keys.peek(text) is None


async def test_the_cache_has_an_end(omni_app: RunningOmni, tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest goes first; everything goes when everything may have changed."""
    monkeypatch.setattr(keys_module, "MOST", 2)
    keys = omni_app.kernel.keys
    texts = [(await keys.create(SYSTEM, tenant.id, name))[1] for name in ("one", "two", "three")]
    for text in texts:
        await keys.verify(text)
    assert [keys.peek(text) is not None for text in texts] == [False, True, True]
    for listen in ("key", "tenant"):
        await keys.verify(texts[2])
        omni_app.kernel.epoch._tell(listen, None)
        assert keys.peek(texts[2]) is None


async def test_revoking_again_changes_nothing(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> None:
    """The first time counts."""
    keys = omni_app.kernel.keys
    row, _ = await keys.create(SYSTEM, tenant.id, "one")
    first = (await keys.revoke(SYSTEM, tenant.id, row.id)).revoked_at
    clock.advance(DAY)
    assert (await keys.revoke(SYSTEM, None, row.id, any_tenant=True)).revoked_at == first
