"""A chain in its tables: the tenant's whose context is at hand, or the platform's."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from omni_audit_log.models import Entry, PlatformEntry, PlatformStatement, Statement
from omni_audit_log.verify import GENESIS, canonical, digest_of, signed
from omni_sdk import PlatformContext
from omni_sdk.errors import NotFound

from .keys import Keys, keys_of

PLATFORM = "platform"
LOT = 200
"""Entries that are read in one query."""
HEAD = "head.json"
"""The file that says how far the chain reached, outside of the database."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a chain stands, and what it is keyed by."""

    ctx: PlatformContext
    name: str
    keys: Keys
    entries: type[Any]
    statements: type[Any]

    @property
    def key(self) -> tuple[str, bytes]:
        """Id and key of what is written now."""
        return self.keys.current, self.keys.of_chain(self.name)[self.keys.current]


async def chain_of(ctx: PlatformContext) -> Chain:
    """The chain of the context's tenant, or the platform's; ask before a transaction begins."""
    keys = await keys_of(ctx)
    if ctx.tenant_id is None:
        return Chain(ctx, PLATFORM, keys, PlatformEntry, PlatformStatement)
    return Chain(ctx, str(ctx.tenant_id), keys, Entry, Statement)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends, or what it stands on where nothing is left of it."""

    seq: int
    hash: str


def body_of(row: Any) -> dict[str, Any]:
    """A statement as it was signed."""
    found: dict[str, Any] = json.loads(row.body)
    return found


async def last_statement(chain: Chain, kind: str | None = None) -> dict[str, Any] | None:
    """The latest statement, or the latest of a kind."""
    rows = chain.statements.filter(kind=kind) if kind else chain.statements.all()
    row = await rows.order_by("-number").first()
    return body_of(row) if row else None


async def base_of(chain: Chain) -> Head:
    """What the first entry follows: nothing, or the last one that retention took."""
    said = await last_statement(chain, "retention")
    return Head(said["seq"], said["hash"]) if said else Head(0, GENESIS)


async def head_of(chain: Chain) -> Head:
    """The last entry, or what the first one will follow."""
    row = await chain.entries.all().order_by("-seq").first().only("id", "seq", "hash")
    return Head(row.seq, row.hash) if row else await base_of(chain)


async def rows_after(chain: Chain, seq: int, last: int | None = None) -> AsyncIterator[Any]:
    """Entries in order, without holding them all."""
    while True:
        rows = chain.entries.filter(seq__gt=seq)
        found = await (rows.filter(seq__lte=last) if last is not None else rows).order_by("seq").limit(LOT)
        for row in found:
            yield row
        if len(found) < LOT:
            return
        seq = found[-1].seq


def link_of(chain: Chain, row: Any) -> dict[str, Any]:
    """An entry as it is hashed and exported."""
    return {
        "chain": chain.name,
        "seq": row.seq,
        "previous": row.previous,
        "key": row.key,
        "record": json.loads(row.record),
        "hash": row.hash,
        "mac": row.mac,
    }


# -- statements --------------------------------------------------------------------------------------


async def say(chain: Chain, kind: str, head: Head, **more: Any) -> dict[str, Any]:
    """Sign a statement on the chain and keep it; inside the chain's transaction."""
    before = await last_statement(chain)
    number = before["number"] + 1 if before else 1
    prior = digest_of(before) if before else GENESIS
    said = {**_about(chain, kind, head, number), "prior": prior, **more}
    statement = signed(said, chain.keys.signing)
    await chain.statements.create(number=number, kind=kind, seq=head.seq, body=canonical(statement).decode())
    return statement


def _about(chain: Chain, kind: str, head: Head, number: int) -> dict[str, Any]:
    time = chain.ctx.clock.now().isoformat()
    return {"kind": kind, "chain": chain.name, "seq": head.seq, "hash": head.hash, "number": number, "time": time}


async def checkpoint(chain: Chain) -> dict[str, Any]:
    """A checkpoint of the chain as it stands: the last statement if nothing happened since, else a new one."""
    async with chain.ctx.db.transaction(), chain.ctx.db.lock("chain"):
        head, last = await head_of(chain), await last_statement(chain)
        base = await base_of(chain)
        new = last is None or (last["seq"], last["hash"]) != (head.seq, head.hash)
        said = await say(chain, "checkpoint", head, count=head.seq - base.seq) if new or last is None else last
    await publish(chain, said)
    return said


async def publish(chain: Chain, statement: Mapping[str, Any]) -> None:
    """A copy where whoever has the database does not reach it, and say how far the chain is."""
    text = canonical(statement)
    await chain.ctx.blobs.write(f"statements/{statement['number']:09d}.json", text, media_type="application/json")
    await say_head(chain)


async def say_head(chain: Chain) -> None:
    """Sign where the chain ends now, outside of the database."""
    last = await last_statement(chain)
    said = _about(chain, "head", await head_of(chain), last["number"] if last else 0)
    text = canonical(signed(said, chain.keys.signing))
    await chain.ctx.blobs.write(HEAD, text, media_type="application/json")


async def head_said(chain: Chain) -> dict[str, Any] | None:
    """What was said last outside of the database; None where nothing is to be found."""
    try:
        found = json.loads(b"".join([chunk async for chunk in chain.ctx.blobs.read(HEAD)]))
    except (NotFound, ValueError):
        return None
    return found if isinstance(found, dict) else None
