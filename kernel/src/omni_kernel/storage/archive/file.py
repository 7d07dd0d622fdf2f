"""A backup's file: a tar of rows as compressed lines of JSON, blobs, and at its end a manifest that vouches for all of it.

    rows/<table>/000001.jsonl.gz …   a line per row, its values in the manifest's order of columns
    blobs/000001 …                   contents; blobs.jsonl.gz tells their names
    keyring                          only when it was asked for
    manifest.json, seal.json         counts, hashes, versions; and a hash of that, sealed under the key ring

A file that was cut short has no manifest; one that was edited no longer agrees with it, and whoever edits the manifest
too would need the key ring to seal it anew.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from omni_kernel.storage.keyfile import names_kept
from omni_kernel.storage.secrets import SecretUnreadable

from .errors import ArchiveError, Damaged, Refused
from .values import Digest, Kind, python

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Sequence
    from pathlib import Path

    from omni_kernel.storage.keyfile import names_kept
from omni_kernel.storage.secrets import KeyRing

FORMAT: Final = 1
BINDING: Final = "backup"
"""What a seal is bound to."""
MANIFEST, SEAL, KEYRING, INDEX = "manifest.json", "seal.json", "keyring", "blobs.jsonl.gz"
CHUNK: Final = 1 << 20
_BROKEN: Final = (tarfile.TarError, EOFError, OSError, zlib.error, KeyError, ValueError)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Model):
    """A member of the tar."""

    name: str
    sha256: str


class TableEntry(_Model):
    """A table: its columns in the order of the lines' values."""

    columns: dict[str, Kind]
    rows: int
    digest: str
    owner: str | None
    parts: list[Part]


class KeyEntry(_Model):
    """A key of the ring that is needed: never the key itself."""

    id: str
    fingerprint: str


class BlobEntry(_Model):
    """A line of the index."""

    name: str
    media_type: str
    size: int
    sha256: str
    member: str


class Manifest(_Model):
    """What is in the file, and what made it."""

    format: int
    made_at: str
    omni: str
    plugins: dict[str, str]
    """Distributions of the plugins that were loaded, with their versions."""
    dialect: str
    ledger: list[tuple[str, str]]
    tables: dict[str, TableEntry]
    blobs: int
    blob_bytes: int
    index: Part
    vanished: int
    """Blobs that were deleted while they were being copied."""
    keys: list[KeyEntry]
    keyring: Part | None

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())


class Writer:
    """Writes beside the file, and takes its name when everything is on the disk. Mode 0600: it holds people's data."""

    def __init__(self, path: Path) -> None:
        self._path, self._beside = path, path.with_name(f".{path.name}.part")
        self._file = os.fdopen(os.open(self._beside, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            self._file.close()
            raise Refused(f"another process is writing {path}: wait for it, or choose another name") from exc
        self._file.truncate(0)  # what a process left that was killed
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115  # for long

    def add(self, name: str, content: bytes) -> Part:
        """A small member."""
        self._tar.addfile(_member(name, len(content)), io.BytesIO(content))
        return Part(name=name, sha256=hashlib.sha256(content).hexdigest())

    async def copy(self, name: str, content: AsyncIterator[bytes], size: int) -> Part:
        """A member of any size; `Damaged` when it is not of the size that was told."""
        self._tar.addfile(_member(name, size))  # its head only
        digest, written = hashlib.sha256(), 0
        async for chunk in content:
            digest.update(chunk)
            written += self._file.write(chunk)
        if written != size:
            raise Damaged(f"{name} has {written} bytes and not {size}: it was cut short while it was read; begin again")
        rest = -written % tarfile.BLOCKSIZE
        self._file.write(bytes(rest))
        self._tar.offset += written + rest
        return Part(name=name, sha256=digest.hexdigest())

    def lines(self, name: str, values: Sequence[Any]) -> Part:
        """A member of compressed lines."""
        text = "".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values)
        return self.add(name, gzip.compress(text.encode("utf-8", "surrogatepass"), 6, mtime=0))

    def finish(self, manifest: Manifest, ring: KeyRing) -> None:
        """Seal it and give it its name; `Refused` when there is such a file by now."""
        text = manifest.model_dump_json(indent=1).encode()
        digest = self.add(MANIFEST, text).sha256
        self.add(SEAL, json.dumps({"sha256": digest, "token": ring.encrypt(digest, BINDING)}).encode())
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        if self._path.exists():
            raise Refused(f"{self._path} exists: choose another name, or remove it")
        self._beside.replace(self._path)
        names_kept(self._path.parent)

    def close(self) -> None:
        """Give the file up, unless it was finished."""
        self._beside.unlink(missing_ok=True)
        self._file.close()


def _typed(kinds: Sequence[Kind], values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(python(kind, value) for kind, value in zip(kinds, values, strict=True))


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


class Reader:
    """Reads a backup; whatever is wrong with it is `Damaged`."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ArchiveError(f"there is no file {path}")
        self.path = path
        with self._mending("it is no backup, or was cut short"):
            self._tar = tarfile.open(path, "r:")  # noqa: SIM115  # for long
        try:
            with self._mending("it is no backup, or was cut short"):
                self._members = {member.name: member for member in self._tar.getmembers()}
            self.digest, self.manifest, self._token = self._read_manifest()
        except BaseException:
            self._tar.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._tar.close()

    def _read_manifest(self) -> tuple[str, Manifest, str]:
        with self._mending("it was cut short: it has no manifest at its end"):
            text, seal = self._whole(MANIFEST), json.loads(self._whole(SEAL))
            found = hashlib.sha256(text).hexdigest()
            if found != seal["sha256"]:
                raise Damaged(f"{self.path}: its manifest was changed: take another backup's file")
            plain = json.loads(text)
        if plain.get("format") != FORMAT:
            raise Refused(
                f"{self.path} is of format {plain.get('format')}, and this Omni reads {FORMAT}: use the Omni that made it"
            )
        try:
            return found, Manifest.model_validate(plain), str(seal["token"])
        except ValidationError as exc:
            raise Damaged(f"{self.path}: its manifest makes no sense: {exc.errors()[0]['msg']}") from exc

    def check_seal(self, ring: KeyRing) -> bool:
        """Whether whoever made it had one of these keys; `Damaged` when the manifest was sealed for other words."""
        try:
            if ring.decrypt(self._token, BINDING) == self.digest:
                return True
        except SecretUnreadable as exc:
            if "not in this key ring" in str(exc):
                return False
        raise Damaged(f"{self.path}: its seal does not fit its manifest: somebody edited it; take another backup's file")

    def verify(self, progress: Callable[[str], None]) -> None:
        """Read every byte, and compare every count and hash."""
        for name, entry in self.manifest.tables.items():
            progress(name)
            digest = Digest(list(entry.columns.values()))
            for row in (row for rows in self.rows(name) for row in rows):
                digest.add(row)
            self._agree(f"rows of {name}", (digest.rows, digest.hex()), (entry.rows, entry.digest))
        progress("blobs")
        count, total = 0, 0
        for blob in self.blobs():
            self._agree(f"blob {blob.name}", self._hash(blob.member), blob.sha256)
            count, total = count + 1, total + blob.size
        self._agree("number of blobs", (count, total), (self.manifest.blobs, self.manifest.blob_bytes))
        if self.manifest.keyring:
            self.keyring()

    def rows(self, table: str) -> Iterator[list[tuple[Any, ...]]]:
        """Rows of a table, a part at a time, as Python has them."""
        entry = self.manifest.tables[table]
        kinds = list(entry.columns.values())
        for part in entry.parts:
            text = self._checked(part)
            with self._mending(f"{part.name} cannot be read"):
                lines = gzip.decompress(text).decode("utf-8", "surrogatepass").split("\n")[:-1]
                rows = [_typed(kinds, json.loads(line)) for line in lines]
            yield rows

    def blobs(self) -> Iterator[BlobEntry]:
        """What the index tells."""
        text = self._checked(self.manifest.index)
        with self._mending("its index of blobs cannot be read"):
            entries = [BlobEntry.model_validate_json(line) for line in gzip.decompress(text).splitlines()]
        yield from entries

    def chunks(self, member: str) -> Iterator[bytes]:
        """The content of a blob."""
        with self._mending(f"{member} cannot be read"):
            file = self._tar.extractfile(self._members[member])
            while file and (chunk := file.read(CHUNK)):
                yield chunk

    def keyring(self) -> str | None:
        """The text of the key ring's file, if it is in here."""
        part = self.manifest.keyring
        return self._checked(part).decode("ascii") if part else None

    def _hash(self, member: str) -> str:
        digest = hashlib.sha256()
        for chunk in self.chunks(member):
            digest.update(chunk)
        return digest.hexdigest()

    def _checked(self, part: Part) -> bytes:
        with self._mending(f"{part.name} is missing"):
            content = self._whole(part.name)
        self._agree(part.name, hashlib.sha256(content).hexdigest(), part.sha256)
        return content

    def _whole(self, name: str) -> bytes:
        file = self._tar.extractfile(self._members[name])
        return file.read() if file else b""

    def _agree(self, what: str, found: object, told: object) -> None:
        if found != told:
            raise Damaged(f"{self.path}: {what}: not what the manifest says: it was changed or cut; take another backup's file")

    @contextmanager
    def _mending(self, otherwise: str) -> Iterator[None]:
        try:
            yield
        except ArchiveError:
            raise
        except _BROKEN as exc:
            raise Damaged(f"{self.path}: {otherwise} ({exc}): take another backup's file") from exc
