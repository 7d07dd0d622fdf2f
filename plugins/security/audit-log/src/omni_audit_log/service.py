"""Appending: events become entries, each once, in the order in which they come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import JsonValue

from omni_sdk import Event, EventContext, PlatformContext
from omni_sdk.events import ACCOUNT_ERASED, TENANT_DELETED

from .chain.chains import Chain, chain_of, head_of, last_statement, say_head
from .chain.pseudonyms import Covers, erase
from .chain.records import facts_of, record_of
from .models import Pseudonym
from .verify import canonical, hash_of, mac_of


async def record(ctx: EventContext, events: Sequence[Event[JsonValue]]) -> None:
    """Append what happened in a tenant."""
    await append(await chain_of(ctx), events)


async def record_platform(ctx: PlatformContext, events: Sequence[Event[JsonValue]]) -> None:
    """Append what happened in no tenant; who was erased, and which tenant is gone, is forgotten."""
    if erased := [_told(event, "account_id") for event in events if event.type == ACCOUNT_ERASED.name]:
        async with ctx.db.transaction():
            await erase(erased)
    if gone := [_told(event, "tenant_id") for event in events if event.type == TENANT_DELETED.name]:
        await Pseudonym.filter(chain__in=gone).delete()
    await append(await chain_of(ctx), events)


def _told(event: Event[Any], name: str) -> str:
    return str(event.data[name])


async def append(chain: Chain, events: Sequence[Event[JsonValue]]) -> None:
    """Append those that are not in the chain, and were not taken out of it by retention."""
    ctx = chain.ctx
    async with ctx.db.transaction(), ctx.db.lock("chain"):
        fresh = await _fresh(chain, events)
        if fresh:
            await _add(chain, fresh)
    if fresh:
        await _tell_head(chain)


async def _fresh(chain: Chain, events: Sequence[Event[JsonValue]]) -> list[Event[JsonValue]]:
    ids = [event.id for event in events]
    known = set(await chain.entries.filter(event_id__in=ids).values_list("event_id", flat=True))
    taken = await last_statement(chain, "retention")
    since = datetime.fromisoformat(taken["before"]) if taken else None
    wanted = {event.id: event for event in events if event.id not in known and (since is None or event.time >= since)}
    return list(wanted.values())


async def _add(chain: Chain, events: Sequence[Event[JsonValue]]) -> None:
    head, (key_id, key), now = await head_of(chain), chain.key, chain.ctx.clock.now()
    facts = {fact for event in events for fact in facts_of(event, now)}
    covers = await Covers.of(chain, facts, (key_id, key), head.seq + len(events))
    rows, previous = [], head.hash
    for seq, event in enumerate(events, head.seq + 1):
        record = record_of(event, covers, now)
        link = {"chain": chain.name, "seq": seq, "previous": previous, "key": key_id, "record": record}
        hash_ = hash_of(link)
        mac = mac_of(key, hash_)
        told = {"type": record["type"], "record": canonical(record).decode(), **searched(record)}
        row = {"seq": seq, "event_id": event.id, "time": event.time, "previous": previous, "hash": hash_, "mac": mac}
        rows.append(chain.entries(key=key_id, **row, **told))
        previous = hash_
    await chain.entries.bulk_create(rows)


SEARCHED = ("actor", "outcome", "ip", "request_id", "resource")


def searched(record: dict[str, Any]) -> dict[str, str]:
    """The parts of a record that have columns of their own, beside id, time and type."""
    return {name: str(record[name])[: _LONGEST[name]] for name in SEARCHED}


_LONGEST = {"actor": 200, "outcome": 10, "ip": 60, "request_id": 100, "resource": 300}


async def _tell_head(chain: Chain) -> None:
    """It is written already: that files are away must not have it written again and again."""
    try:
        await say_head(chain)
    except Exception as error:  # noqa: BLE001  (whatever a blob driver raises; the next one says it)
        chain.ctx.log.warning("the head of an audit chain could not be written outside of the database", error=repr(error))
