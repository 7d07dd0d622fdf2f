"""What somebody does who has the whole database, and not the key: all of it shows."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from omni_audit_log.chain.chains import HEAD, Chain, checkpoint, say, say_head
from omni_audit_log.chain.keys import derived, id_of
from omni_audit_log.models import MasterKey, Pseudonym
from omni_audit_log.plugin import plugin
from omni_audit_log.service import append
from omni_audit_log.verify import canonical, hash_of, mac_of
from omni_sdk import Event, Tenant
from omni_sdk.models import new_id
from omni_sdk.testing.app import RunningOmni

assert plugin
Attack = Callable[[Chain], Awaitable[Any]]


async def edit(chain: Chain) -> None:
    """What happened, in one entry."""
    row = await chain.entries.get(seq=3)
    await chain.entries.filter(seq=3).update(record=row.record.replace("plugin.disabled", "plugin.enabled"))


async def edit_a_column(chain: Chain) -> None:
    """What one searches by."""
    await chain.entries.filter(seq=3).update(outcome="denied")


async def edit_the_time(chain: Chain) -> None:
    """So that retention takes it."""
    row = await chain.entries.get(seq=1)
    await chain.entries.filter(seq=1).update(time=row.time - timedelta(days=4000))


async def no_json(chain: Chain) -> None:
    """Nothing that can be read."""
    await chain.entries.filter(seq=3).update(record="{")


async def another_shape(chain: Chain) -> None:
    """JSON, and no record."""
    await chain.entries.filter(seq=3).update(record="[]")


async def delete(chain: Chain) -> None:
    """One from the middle."""
    await chain.entries.filter(seq=3).delete()


async def truncate(chain: Chain) -> None:
    """The last ones."""
    await chain.entries.filter(seq__gte=5).delete()


async def truncate_with_statements(chain: Chain) -> None:
    """The last ones, and what was signed of them."""
    await truncate(chain)
    await chain.statements.all().delete()


async def empty(chain: Chain) -> None:
    """All there is."""
    await chain.entries.all().delete()
    await chain.statements.all().delete()


async def swap(chain: Chain) -> None:
    """The order of two."""
    await chain.entries.filter(seq=2).update(seq=1000)
    await chain.entries.filter(seq=3).update(seq=2)
    await chain.entries.filter(seq=1000).update(seq=3)


async def insert(chain: Chain) -> None:
    """One that did not happen, as well made as it can be without the key."""
    await _forged(chain, [*[json.loads(r.record) for r in await chain.entries.all().order_by("seq")], {"forged": True}])


async def restamp(chain: Chain) -> None:
    """The whole chain anew, with one entry that says something else, and a key of one's own."""
    records = [json.loads(row.record) for row in await chain.entries.all().order_by("seq")]
    records[2]["outcome"] = "denied"
    await _forged(chain, records)
    await chain.entries.filter(seq=3).update(outcome="denied")


async def _forged(chain: Chain, records: list[Any]) -> None:
    rows = {row.seq: row for row in await chain.entries.all()}
    previous = "0" * 64
    for seq, record in enumerate(records, 1):
        link = {"chain": chain.name, "seq": seq, "previous": previous, "key": chain.keys.current, "record": record}
        hash_ = hash_of(link)
        values = {"previous": previous, "hash": hash_, "mac": mac_of(b"x" * 32, hash_), "record": canonical(record).decode()}
        if seq in rows:
            await chain.entries.filter(seq=seq).update(**values)
        else:
            last = rows[len(rows)]
            await chain.entries.create(
                seq=seq, event_id=new_id(), time=last.time, type="x.y", actor="system:omni", outcome="success", ip="",
                request_id="", resource="", key=chain.keys.current, **values,
            )  # fmt: skip
        previous = hash_


async def edit_a_statement(chain: Chain) -> None:
    """What was signed."""
    row = await chain.statements.get(number=1)
    await chain.statements.filter(number=1).update(body=row.body.replace('"count":', '"count":1'))


async def edit_a_statements_column(chain: Chain) -> None:
    """What it is found by."""
    await chain.statements.filter(number=1).update(kind="retention")


async def a_statement_that_is_none(chain: Chain) -> None:
    """No JSON."""
    await chain.statements.filter(number=1).update(body="[")


async def delete_a_statement(chain: Chain) -> None:
    """The first of two."""
    await chain.statements.filter(number=1).delete()


async def delete_statements(chain: Chain) -> None:
    """All of them."""
    await chain.statements.all().delete()


async def retention_of_ones_own(chain: Chain) -> None:
    """Entries away, and a statement that says so, in the words of an older one."""
    await chain.entries.filter(seq__lte=3).delete()
    row = await chain.statements.all().order_by("-number").first()
    body = json.loads(row.body) | {"kind": "retention", "number": row.number + 1, "seq": 3}
    await chain.statements.create(number=row.number + 1, kind="retention", seq=3, body=json.dumps(body))


async def rename(chain: Chain) -> None:
    """Somebody else behind a pseudonym."""
    await Pseudonym.filter(chain=chain.name).update(value="eve@example.com")


async def swap_names(chain: Chain) -> None:
    """A pseudonym's row for another's."""
    row = await Pseudonym.filter(chain=chain.name).first()
    assert row is not None
    await Pseudonym.filter(id=row.id).update(token=f"pn_{'0' * 32}")


ATTACKS = [
    edit, edit_a_column, edit_the_time, no_json, another_shape, delete, truncate, truncate_with_statements, empty, swap,
    insert, restamp, edit_a_statement, edit_a_statements_column, a_statement_that_is_none, delete_a_statement,
    delete_statements, retention_of_ones_own, rename, swap_names,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda f: f.__name__)
async def test_it_shows(attack: Attack, tenant: Tenant, at: Any, fill: Any, problems: Any) -> None:
    """Before it nothing is wrong, after it something is; another chain is none the worse."""
    await fill(tenant, 3)
    async with at(tenant) as chain:
        await checkpoint(chain)
    await fill(tenant, 3)
    async with at(tenant) as chain:
        await checkpoint(chain)
    assert await problems(tenant) == []
    async with at(tenant) as chain:
        await attack(chain)
    assert await problems(tenant)
    assert await problems(None) == []


async def test_of_what_was_written_since_the_last_checkpoint_nothing_is_lost_either(
    tenant: Tenant, at: Any, fill: Any, problems: Any
) -> None:
    """The head outside of the database is told with each batch."""
    await fill(tenant, 3)
    async with at(tenant) as chain:
        assert await chain.statements.all().count() == 0
        await chain.entries.filter(seq=4).delete()
    assert await problems(tenant) == ["entry 4: is missing, and the head outside of the database names it"]


async def test_the_copy_outside(tenant: Tenant, at: Any, fill: Any, problems: Any) -> None:
    """Missing, forged or of another chain, it is a finding."""
    await fill(tenant, 2)
    async with at(tenant) as chain:
        good = b"".join([chunk async for chunk in chain.ctx.blobs.read(HEAD)])
        await chain.ctx.blobs.delete(HEAD)
    (found,) = await problems(tenant)
    assert found.startswith("nothing outside of the database")
    for text in (b"no json", b"[]", good.replace(b'"seq":3', b'"seq":2')):
        async with at(tenant) as chain:
            await chain.ctx.blobs.write(HEAD, text, media_type="application/json")
        assert len(await problems(tenant)) == 1
    async with at(tenant) as chain:
        await say_head(chain)
    assert await problems(tenant) == []


async def test_a_gap_in_the_statements_shows(tenant: Tenant, at: Any, fill: Any, problems: Any) -> None:
    """Each names the one before it."""
    for _ in range(3):
        await fill(tenant, 1)
        async with at(tenant) as chain:
            await checkpoint(chain)
    async with at(tenant) as chain:
        await chain.statements.filter(number=2).delete()
    assert "statement 3 does not follow the one before it: some are missing" in await problems(tenant)


async def test_without_its_key_a_chain_proves_nothing(
    omni_app: RunningOmni, tenant: Tenant, at: Any, fill: Any, problems: Any
) -> None:
    """Whoever deletes the key has Omni make another one, under which nothing verifies that was there."""
    await fill(tenant, 2)
    await MasterKey.all().delete()
    for owner in (None, tenant.id):
        omni_app.kernel.memory.drop(("audit-log", owner), "keys")
    assert len(await problems(tenant)) >= 3


@pytest.mark.parametrize("known", [True, False])
async def test_keys_of_the_operator(
    omni_app: RunningOmni, tenant: Tenant, at: Any, fill: Any, problems: Any, known: bool
) -> None:
    """A key that was configured takes over; what the one before made still verifies, if it is known."""
    await fill(tenant, 2)
    config = omni_app.kernel.configs["audit-log"]
    omni_app.kernel.configs["audit-log"] = type(config).model_validate({"key": "n" * 40, "former_keys": ["o" * 40]})
    if not known:
        await MasterKey.all().delete()
    for owner in (None, tenant.id):
        omni_app.kernel.memory.drop(("audit-log", owner), "keys")
    async with at(tenant) as chain:
        assert list(chain.keys.masters)[:2] == [id_of(b"n" * 40), id_of(b"o" * 40)]
        assert len(chain.keys.masters) == 2 + known
        assert chain.key == (id_of(b"n" * 40), derived(b"n" * 40, f"chain {tenant.id}"))
        await checkpoint(chain)
    await fill(tenant, 1)
    assert (await problems(tenant) == []) is known


async def test_racing_writers_make_one_chain(tenant: Tenant, at: Any, problems: Any) -> None:
    """Of batches that overlap, each event stands once, and no number is missing."""
    events = [_event(n) for n in range(60)]
    lots = [events[i : i + 20] for i in range(0, 60, 10)]

    async def write(lot: list[Event[Any]]) -> None:
        async with at(tenant) as chain:
            await append(chain, lot)

    await asyncio.gather(*(write(lot) for lot in lots))
    async with at(tenant) as chain:
        rows = await chain.entries.all().order_by("seq")
        assert [row.seq for row in rows] == list(range(1, 61))
        assert {row.event_id for row in rows} == {event.id for event in events}
    assert await problems(tenant) == []


def _event(number: int) -> Event[Any]:
    from datetime import UTC, datetime

    base: dict[str, Any] = {"id": new_id(), "type": "x.y", "time": datetime(2026, 1, 1, tzinfo=UTC), "tenant_id": None}
    base |= {"actor": "system:omni", "request_id": None, "ip": f"192.0.2.{number % 7}", "user_agent": None, "data": {"n": number}}
    return Event[Any].model_validate(base)


async def test_files_that_are_away_stop_nothing(
    omni_app: RunningOmni, tenant: Tenant, at: Any, fill: Any, problems: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entries are written; the next head tells of them."""
    blobs = type(omni_app.kernel.blobs_of("audit-log", tenant.id))

    async def full(*_: Any, **__: Any) -> None:
        msg = "no space left"
        raise OSError(msg)

    with monkeypatch.context() as patch:
        patch.setattr(blobs, "write", full)
        await fill(tenant, 2)
    async with at(tenant) as chain:
        assert await chain.entries.all().count() == 3
    await fill(tenant, 1)
    assert await problems(tenant) == []


async def test_statements_need_a_transaction_and_follow_each_other(tenant: Tenant, at: Any, fill: Any) -> None:
    """A checkpoint of what stands still is the one before."""
    await fill(tenant, 2)
    async with at(tenant) as chain:
        first = await checkpoint(chain)
        assert await checkpoint(chain) == first
        async with chain.ctx.db.transaction():
            second = await say(chain, "checkpoint", type("H", (), {"seq": 3, "hash": first["hash"]})())
    assert (first["number"], second["number"], first["count"]) == (1, 2, 3)
