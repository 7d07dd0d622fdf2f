"""A restore: everything in a backup's file, or nothing of it.

Blobs that are lacking come first, then all rows in one transaction, then blobs that were to be replaced or removed. Until
the rows are committed the installation is what it was; from then on until the end it does not start, and a second run ends
what the first began.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from packaging.version import Version

from omni_kernel.storage import keyfile, migrations
from omni_kernel.storage.secrets import KeyRing
from omni_sdk.errors import NotFound

from . import presence
from .errors import Damaged, Refused
from .installation import filled, omni_version, opened
from .stores import digest, get_state, ledger, set_state
from .values import python

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from .file import BlobEntry, Manifest, Reader
    from .installation import Installation
    from .shape import Table
    from .stores import Store

    Progress = Callable[[str], None]

_WAITING: Final = "handed = NULL, round = round + 1"
_FREE: Final = "token = NULL, lease = NULL, worker = ''"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and compared with the backup."""

    rows: int
    blobs: int
    requeued: int
    """Jobs that ran when the backup was made."""


async def restore(
    installation: Installation, reader: Reader, progress: Progress, *, replace: bool, keys: Path | None
) -> Restored:
    """Put a backup in the place of what is there; `Refused`, with nothing changed, when that must not be.

    With `replace=False` there may be nothing yet. `keys` is the file of a key ring that the backup needs.
    """
    _check_version(reader.manifest)
    with presence.alone(installation.settings.data_dir):
        reader.verify(progress)
        ring = _ring(installation, reader, keys)
        await migrations.migrate(installation.url, installation.apps)
        async with opened(installation) as (store, tables):
            began = await get_state(store, presence.RESTORE)
            await _check_target(installation, reader, store, tables, replace=replace or began == reader.digest)
            _keep_ring(installation, ring)
            return await _restored(installation, reader, store, tables, progress, written=began == reader.digest)


async def _restored(
    installation: Installation, reader: Reader, store: Store, tables: Sequence[Table], progress: Progress, *, written: bool
) -> Restored:
    there = set(await installation.blobs.names())
    for blob in reader.blobs():
        if blob.name not in there:
            progress(blob.name)
            await _write(installation, reader, blob)
    requeued = 0 if written else await _rows(store, tables, reader, progress)
    blobs = await _replace_blobs(installation, reader, progress)
    forget_redis(installation)
    async with store.transaction():
        await set_state(store, presence.RESTORE, None)
    return Restored(reader.manifest.rows, blobs, requeued)


# -- may it be done? -----------------------------------------------------------------------------------------------


def _check_version(manifest: Manifest) -> None:
    if Version(manifest.omni) > Version(omni_version()):
        raise Refused(f"the backup was made by Omni {manifest.omni}, and this is {omni_version()}: install that version first")


def _ring(installation: Installation, reader: Reader, keys: Path | None) -> list[keyfile.Key]:
    """All keys that the installation will have; `Refused` when one that the backup needs is not among them."""
    found = keyfile.read(installation.key_file) if installation.key_file.exists() else []
    found += keyfile.read(keys) if keys else []
    if text := reader.keyring():
        found += keyfile.parse(text, f"the key ring in {reader.path}")
    known: dict[str, keyfile.Key] = {}
    for key in found:
        if known.setdefault(key.id, key).raw != key.raw:
            raise Refused(f"key {key.id!r} is another in {installation.key_file} than in the backup: move that file away first")
    lacking = [key for key in reader.manifest.keys if key.id not in known or known[key.id].fingerprint != key.fingerprint]
    if lacking:
        named = ", ".join(f"{key.id} (fingerprint {key.fingerprint})" for key in lacking)
        raise Refused(
            f"the secrets in this backup are under keys that are not in {installation.key_file}: {named}: "
            "name the key file that belongs to it with --keys"
        )
    ring = list(known.values())
    reader.check_seal(KeyRing(ring))
    return ring


def _keep_ring(installation: Installation, ring: list[keyfile.Key]) -> None:
    if installation.key_file.exists():
        KeyRing.from_file(installation.key_file).add(ring)
    else:
        keyfile.write(installation.key_file, [key for key in ring if key.since != keyfile.NEXT] or ring)


async def _check_target(installation: Installation, reader: Reader, store: Store, tables: list[Table], *, replace: bool) -> None:
    _compare(reader.manifest, [(app, name) for app, name in await ledger(store)])
    for table in tables:
        entry = reader.manifest.tables.get(table.name)
        if entry and set(entry.columns) != set(table.columns):
            differing = ", ".join(sorted(set(entry.columns) ^ set(table.columns)))
            raise Refused(f"the table {table.name} has other columns here than in the backup ({differing}): see its migrations")
    if others := await store.others():
        raise Refused(f"{others} sessions of Omni have {store.shown} open: stop omni serve and its workers first, everywhere")
    if replace:
        return
    if full := await filled(store, tables):
        raise Refused(f"{store.shown} holds data ({', '.join(full[:5])}…): restore into an empty one, or give --replace")
    if await installation.blobs.names():
        raise Refused("the store of blobs is not empty: restore into an empty one, or give --replace")


def _compare(manifest: Manifest, here: list[tuple[str, str]]) -> None:
    """The same migrations for every app of the backup; `Refused` names what differs."""
    apps = {app for app, _ in manifest.ledger}
    there, mine = set(manifest.ledger), {(app, name) for app, name in here if app in apps}
    names = {kind: ", ".join(f"{a}.{n}" for a, n in sorted(found)) for kind, found in (("-", there - mine), ("+", mine - there))}
    if there - mine:
        raise Refused(
            f"the backup has migrations that are not installed here ({names['-']}): install the plugins and versions that "
            f"made it ({_versions(manifest)})"
        )
    if mine - there:
        raise Refused(
            f"the backup is from before {names['+']}: restore it with the versions that made it ({_versions(manifest)}) into "
            "an empty database, then upgrade and run omni migrate"
        )


def _versions(manifest: Manifest) -> str:
    return ", ".join(
        [f"omni-kernel {manifest.omni}", *(f"{name} {version}" for name, version in sorted(manifest.plugins.items()))]
    )


# -- rows ----------------------------------------------------------------------------------------------------------


async def _rows(store: Store, tables: Sequence[Table], reader: Reader, progress: Progress) -> int:
    async with store.transaction():
        await store.prepare_state()
        await store.loosen()
        await store.clear([table.name for table in tables])
        for table in tables:
            if table.name in reader.manifest.tables:
                progress(table.name)
                await _table(store, table, reader)
        await store.tighten([table.name for table in tables])
        requeued = await _requeue(store, tables)
        await set_state(store, presence.RESTORE, reader.digest)
    return requeued


async def _table(store: Store, table: Table, reader: Reader) -> None:
    entry = reader.manifest.tables[table.name]
    order = [list(entry.columns).index(column) for column in table.columns]
    kinds = list(table.kinds.values())
    for rows in reader.rows(table.name):
        await store.insert(table, [tuple(python(kind, row[i]) for kind, i in zip(kinds, order, strict=True)) for row in rows])
    written = await digest(store, table)
    same_kinds = dict(entry.columns) == dict(table.kinds)
    if written.rows != entry.rows or (same_kinds and written.hex() != entry.digest):
        raise Damaged(f"{table.name}: what {store.shown} holds now is not what the backup has; nothing was changed")


async def _requeue(store: Store, tables: Sequence[Table]) -> int:
    """Nobody runs them any more, and whatever Redis knew of those that waited is of another day."""
    if not any(table.name == "omni_job" for table in tables):
        return 0
    running = "WHERE state = 'running' AND stopping = ?"
    found = await store.rows(f"SELECT COUNT(*) FROM omni_job {running}", [False])  # noqa: S608  # constants, here and below
    await store.rows(f"UPDATE omni_job SET state = 'queued', {_FREE}, {_WAITING} {running}", [False])  # noqa: S608
    await store.rows(f"UPDATE omni_job SET lease = 0 {running}", [True])  # noqa: S608  # the sweeper ends what was cancelled
    await store.rows(f"UPDATE omni_job SET {_WAITING} WHERE state IN ('queued', 'failed') AND handed IS NOT NULL")  # noqa: S608
    return int(found[0][0])


def forget_redis(installation: Installation) -> None:
    """What the private server kept is of another day; the database is the truth. Of another server it ages out."""
    if installation.settings.redis.url is None:
        with suppress(FileNotFoundError):
            shutil.rmtree(installation.settings.data_dir / "redis")


# -- blobs ---------------------------------------------------------------------------------------------------------


async def _replace_blobs(installation: Installation, reader: Reader, progress: Progress) -> int:
    """Make each what the backup has, read back from where it is now; and remove what it has not."""
    kept = set()
    for blob in reader.blobs():
        progress(blob.name)
        if await _digest(installation, blob.name) != blob.sha256:
            await _write(installation, reader, blob)
            if await _digest(installation, blob.name) != blob.sha256:
                raise Damaged(
                    f"blob {blob.name}: what is kept now is not what the backup has: see the store of blobs, then run it again"
                )
        kept.add(blob.name)
    for name in await installation.blobs.names():
        if name not in kept:
            await installation.blobs.delete(name)
    return len(kept)


async def _digest(installation: Installation, name: str) -> str | None:
    try:
        return await installation.blobs.digest(name)
    except NotFound:
        return None


async def _write(installation: Installation, reader: Reader, blob: BlobEntry) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in reader.chunks(blob.member):
            yield chunk

    await installation.blobs.write(blob.name, chunks(), blob.media_type)
