"""A backup: all rows of one moment, and every blob that they may refer to, while everybody works on.

Blobs are no part of a transaction. So they are copied before the snapshot (whatever is deleted later is in the file
then), and those that came since at once after it began: what a row of the snapshot refers to was there by then.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from omni_kernel.storage import keyfile
from omni_kernel.storage.secrets import KeyRing
from omni_sdk.errors import NotFound

from .errors import Refused
from .file import FORMAT, INDEX, KEYRING, BlobEntry, KeyEntry, Manifest, TableEntry, Writer
from .installation import omni_version, opened
from .presence import in_use
from .stores import Store, ledger, read
from .values import Digest, plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from omni_kernel.storage.blobs import BlobStore

    from .file import Part
    from .installation import Installation
    from .shape import Table

    Progress = Callable[[str], None]


async def backup(installation: Installation, path: Path, progress: Progress, *, with_keys: bool = False) -> Manifest:
    """Write all of an installation to a new file; `Refused` when there is one of that name."""
    ring = _ring(installation, path)
    with in_use(installation.settings.data_dir):
        writer = Writer(path)
        try:
            manifest = await _written(installation, writer, progress, ring if with_keys else None)
            writer.finish(manifest, ring)
        finally:
            writer.close()
    return manifest


def _ring(installation: Installation, path: Path) -> KeyRing:
    """The key ring to seal by; `Refused` before any work is done."""
    if path.exists():
        raise Refused(f"{path} exists: choose another name, or remove it")
    if not path.parent.is_dir():
        raise Refused(f"there is no folder {path.parent}: make it first")
    if not installation.key_file.exists():
        raise Refused(f"there is no key ring {installation.key_file}: run omni init first")
    return KeyRing.from_file(installation.key_file)


async def _written(installation: Installation, writer: Writer, progress: Progress, ring: KeyRing | None) -> Manifest:
    blobs = _Blobs(installation.blobs, writer)
    await blobs.copy(progress)
    await blobs.copy(progress)  # those of the meantime, so that the next look follows soon
    async with opened(installation) as (store, tables), store.snapshot():
        moment = datetime.now(UTC)
        await blobs.copy(progress, changed_by=moment)
        rows = {table.name: await _table(store, table, writer, progress) for table in tables}
        applied = await ledger(store)
    keys = keyfile.read(installation.key_file)  # after the rows: whatever they are under is in there
    return Manifest(
        format=FORMAT,
        made_at=moment.isoformat(timespec="seconds"),
        omni=omni_version(),
        plugins=installation.plugins(),
        dialect=store.dialect,
        ledger=[(app, name) for app, name in applied],
        tables=rows,
        blobs=len(blobs.done),
        blob_bytes=sum(blob.size for blob in blobs.done.values()),
        index=writer.lines(INDEX, [blob.model_dump() for blob in blobs.done.values()]),
        vanished=len(blobs.vanished),
        keys=[KeyEntry(id=key.id, fingerprint=key.fingerprint) for key in keys],
        keyring=writer.add(KEYRING, keyfile.text_of(keys).encode()) if ring else None,
    )


async def _table(store: Store, table: Table, writer: Writer, progress: Progress) -> TableEntry:
    progress(table.name)
    kinds = list(table.kinds.values())
    parts: list[Part] = []
    digest = Digest(kinds)
    async for rows in read(store, table):
        lines = []
        for row in rows:
            digest.add(row)
            lines.append([plain(kind, value) for kind, value in zip(kinds, row, strict=True)])
        parts.append(writer.lines(f"rows/{table.name}/{len(parts) + 1:06}.jsonl.gz", lines))
    return TableEntry(columns=dict(table.kinds), rows=digest.rows, digest=digest.hex(), owner=table.owner, parts=parts)


@dataclass
class _Blobs:
    """What was copied so far, by name."""

    store: BlobStore
    writer: Writer
    done: dict[str, BlobEntry] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    vanished: set[str] = field(default_factory=set)
    members: Counter[str] = field(default_factory=Counter)

    async def copy(self, progress: Progress, changed_by: datetime | None = None) -> None:
        """Copy those that are new; of those that have another content by now, what was written up to that moment."""
        for name in await self.store.names():
            try:
                if name not in self.done or (changed_by and await self._is_another(name, changed_by)):
                    progress(name)
                    await self._one(name)
            except NotFound:  # deleted since it was listed
                self.vanished.add(name)

    async def _is_another(self, name: str, moment: datetime) -> bool:
        stat = await self.store.stat(name)
        return stat.etag != self.etags[name] and stat.modified <= moment

    async def _one(self, name: str) -> None:
        stat, content = await self.store.open(name)
        self.members["blobs"] += 1
        try:
            part = await self.writer.copy(f"blobs/{self.members['blobs']:06}", content, stat.size)
        finally:
            await content.aclose()
        entry: dict[str, Any] = {"name": name, "media_type": stat.media_type, "size": stat.size}
        self.done[name] = BlobEntry(**entry, sha256=part.sha256, member=part.name)
        self.etags[name] = stat.etag
