"""A transfer: an installation that stands still is carried over to other drivers, row by row and blob by blob, and checked.

Progress is kept in the target, in the transaction of the rows that it tells of: after a kill at any point a second run goes
on. From its first to its last moment the source says that it was moved, and does not start; so does the target until
all of it was compared. Writers are stopped, since a row that is written behind the copy would be lost.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from uuid_utils.compat import uuid7

from omni_kernel.storage import keyfile, migrations
from omni_kernel.storage.database import dialect_of, sqlite_path
from omni_kernel.storage.secrets import KeyRing
from omni_sdk.errors import NotFound

from .errors import Damaged, Refused
from .installation import filled, opened
from .presence import MOVED, TRANSFER
from .shape import STATE
from .stores import Store, count, digest, get_state, ledger, read, set_state, state
from .values import plain, python

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .installation import Installation
    from .shape import Table

    Progress = Callable[[str], None]

CAME: Final = "came-from"
"""In the target, for good: which transfer it is the end of."""
DONE: Final = "done"
_ROWS, _BLOB = "rows:", "blob:"


@dataclass(frozen=True, slots=True)
class Moved:
    """A table or a blob that was carried over, and the hash that is the same on both sides."""

    what: str
    count: int
    hash: str
    rows_of: bool = True
    """Of a table; else it is a blob."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the source keeps of its move."""

    id: str
    to: str
    began: str
    ended: str = ""

    def text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))


async def abandon(source: Installation) -> None:
    """Let the source serve again; `Refused` when it was not moved."""
    async with opened(source) as (store, _):
        if await get_state(store, MOVED) is None:
            raise Refused(f"{source.shown} was not moved: there is nothing to give up")
        async with store.transaction():
            await set_state(store, MOVED, None)


async def transfer(source: Installation, target: Installation, progress: Progress) -> list[Moved]:
    """Carry everything over, or go on with it; gives what was compared. Both must be held `alone` by the caller."""
    _check_places(source, target)
    await source.migrated()
    async with opened(source) as (old, tables):
        _check_owners(source, tables)
        ticket = await _ticket(old)
        if ticket is None:
            await _check_empty(source, target)
            ticket = await _mark(old, target)
        await migrations.migrate(target.url, target.apps)
        _carry_keys(source, target)
        async with opened(target) as (new, there):
            await _check_target(ticket, old, new, there, tables)
            moved = []
            if await get_state(new, TRANSFER):  # else an earlier run was killed when all was done, and it may serve by now
                await _fill(source, target, old, new, tables, progress)
                moved = await _compared(source, target, old, new, tables, progress)
                await _open(new, tables)
            await _close(ticket, old)
    return moved


# -- may it be done? -----------------------------------------------------------------------------------------------


def _check_places(source: Installation, target: Installation) -> None:
    if source.url == target.url:
        raise Refused(
            f"both configurations name the database {source.shown}: write the new one's [database] url, "
            "and see that no OMNI_DATABASE__URL in the environment overrides both"
        )


def _check_owners(source: Installation, tables: Sequence[Table]) -> None:
    if strange := [table.name for table in tables if table.owner is None]:
        raise Refused(
            f"{source.shown} has tables of plugins that did not load ({', '.join(strange)}): install or mend them (omni plugin "
            "list), or purge their data first"
        )


async def _check_empty(source: Installation, target: Installation) -> None:
    """Nothing may be there; asked before anything is written anywhere."""
    full: list[str] = []
    if dialect_of(target.url) != "sqlite" or sqlite_path(target.url).exists():
        async with opened(target) as (store, tables):
            full = [STATE] if await get_state(store, TRANSFER) else await filled(store, tables)
            if others := await store.others():
                raise Refused(f"{others} sessions of Omni have {store.shown} open: stop what serves from there first")
    if full:
        raise Refused(f"{target.shown} holds other data ({', '.join(full[:5])}): name an empty database")
    if source.store != target.store and await target.blobs.names():
        raise Refused("the new store of blobs holds other data: name an empty one")


async def _check_target(ticket: Ticket, old: Store, new: Store, there: Sequence[Table], tables: Sequence[Table]) -> None:
    """The same tables; and either empty, or what an earlier run of this transfer left."""
    if await ledger(old) != await ledger(new):
        raise Refused(
            f"{old.shown} and {new.shown} have not the same migrations: run omni migrate on both, with the same plugins"
        )
    if {t.name: set(t.columns) for t in there} != {t.name: set(t.columns) for t in tables}:
        raise Refused(f"{old.shown} and {new.shown} have not the same tables: use the same versions and plugins for both")
    came = await get_state(new, CAME)
    if came == ticket.id:
        return
    if came or await filled(new, list(there)):
        raise Refused(f"{new.shown} holds other data: name an empty database (or omni transfer --abandon, to begin anew)")
    async with new.transaction():
        await new.prepare_state()
        await new.loosen()
        await new.clear([table.name for table in there])
        await set_state(new, CAME, ticket.id)
        await set_state(new, TRANSFER, ticket.text())


async def _ticket(old: Store) -> Ticket | None:
    text = await get_state(old, MOVED)
    return Ticket(**json.loads(text)) if text else None


async def _mark(old: Store, target: Installation) -> Ticket:
    """From now on no process of Omni opens the source; `Refused` when one has it open already."""
    ticket = Ticket(str(uuid7()), target.shown, datetime.now(UTC).isoformat(timespec="seconds"))
    async with old.transaction():
        await old.prepare_state()
        await set_state(old, MOVED, ticket.text())
    if others := await old.others():
        async with old.transaction():
            await set_state(old, MOVED, None)
        raise Refused(f"{others} sessions of Omni have {old.shown} open: stop omni serve and its workers first, everywhere")
    return ticket


def _carry_keys(source: Installation, target: Installation) -> None:
    if source.key_file == target.key_file:
        return
    keys = keyfile.read(source.key_file)
    if target.key_file.exists():
        KeyRing.from_file(target.key_file).add(keys)
    else:
        keyfile.write(target.key_file, keys)


# -- carrying over -------------------------------------------------------------------------------------------------


async def _fill(
    source: Installation, target: Installation, old: Store, new: Store, tables: Sequence[Table], progress: Progress
) -> None:
    async with new.transaction():
        await new.loosen()
    for table in tables:
        progress(table.name)
        await _copy(old, new, table)
    done = await state(new)
    for name in await _to_carry(source, target):
        if _BLOB + name not in done:
            progress(name)
            told = await _copy_blob(source, target, name)
            async with new.transaction():
                await set_state(new, _BLOB + name, told)


async def _copy(old: Store, new: Store, table: Table) -> None:
    """From where the last run ended; a table that has no key to go by begins anew."""
    place = _ROWS + table.name
    noted = await get_state(new, place)
    if noted == DONE:
        return
    kind = table.kinds[table.key] if table.key else None
    after = python(kind, json.loads(noted)) if noted and kind else None
    if after is None:
        async with new.transaction():
            await new.clear([table.name])
    async for rows in read(old, table, after):
        async with new.transaction():
            await new.insert(table, rows)
            if table.key and kind:
                last = rows[-1][table.columns.index(table.key)]
                await set_state(new, place, json.dumps(plain(kind, last)))
    async with new.transaction():
        await set_state(new, place, DONE)


async def _to_carry(source: Installation, target: Installation) -> Sequence[str]:
    """Names of blobs; none where both keep them in the same place."""
    return [] if source.store == target.store else await source.blobs.names()


async def _copy_blob(source: Installation, target: Installation, name: str) -> str:
    """Copy it, and read it back; gives its hash."""
    told = await source.blobs.digest(name)
    if await _digest(target, name) != told:
        stat, content = await source.blobs.open(name)
        try:
            await target.blobs.write(name, content, stat.media_type)
        finally:
            await content.aclose()
        if await _digest(target, name) != told:
            raise Damaged(f"blob {name}: what arrived is not what was sent: see the new store of blobs, then run it again")
    return told


async def _digest(installation: Installation, name: str) -> str | None:
    try:
        return await installation.blobs.digest(name)
    except NotFound:
        return None


# -- comparing -----------------------------------------------------------------------------------------------------


async def _compared(
    source: Installation, target: Installation, old: Store, new: Store, tables: Sequence[Table], progress: Progress
) -> list[Moved]:
    moved = []
    for table in tables:
        progress(f"comparing {table.name}")
        moved.append(await _compare(old, new, table))
    names = await _to_carry(source, target)
    if names and (extra := set(await target.blobs.names()) ^ set(names)):
        raise Damaged(f"blobs differ in {', '.join(sorted(extra)[:5])}: remove from the new store what came from elsewhere")
    hashes = await state(new)
    return moved + [Moved(name, 1, hashes[_BLOB + name], rows_of=False) for name in names]


async def _compare(old: Store, new: Store, table: Table) -> Moved:
    """Once more, if it differs: the old side may have been opened between two runs."""
    told = await digest(old, table)
    for _ in range(2):
        found = await digest(new, table)
        if (found.rows, found.hex()) == (told.rows, told.hex()):
            return Moved(table.name, found.rows, found.hex())
        async with new.transaction():
            await set_state(new, _ROWS + table.name, None)
        await _copy(old, new, table)
    counts = f"{told.rows} rows there and {await count(new, table)} here"
    raise Damaged(
        f"{table.name} is not the same in {old.shown} and {new.shown} ({counts}): omni transfer --abandon, and begin anew"
    )


async def _open(new: Store, tables: Sequence[Table]) -> None:
    async with new.transaction():
        await new.tighten([table.name for table in tables])
        await new.rows(f"DELETE FROM {STATE} WHERE key <> ?", [CAME])  # noqa: S608  # a constant


async def _close(ticket: Ticket, old: Store) -> None:
    ended = ticket.ended or datetime.now(UTC).isoformat(timespec="seconds")
    async with old.transaction():
        await set_state(old, MOVED, replace(ticket, ended=ended).text())
