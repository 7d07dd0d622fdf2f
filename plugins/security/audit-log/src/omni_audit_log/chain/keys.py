"""The keys: all come from one, which stands in the operator's configuration or under the installation's key ring.

A plugin has no files of its own. The key ring's file is outside of the database as well, is looked after and backed up
already, and a `SecretField` opens only with it and only in its row: so a key that nobody configured is kept there.
Whoever has the database alone can delete that row; then what was written before verifies no more, which shows.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from omni_audit_log.models import MasterKey
from omni_audit_log.settings import Config
from omni_audit_log.verify import public_of
from omni_sdk import PlatformContext

NAME = "master"


def derived(master: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose, from which neither the master nor another purpose's can be told (RFC 5869)."""
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"omni-audit-log {purpose}".encode()).derive(master)


@dataclass(frozen=True, slots=True)
class Keys:
    """Masters by their id; the first makes, all verify."""

    masters: dict[str, bytes]

    @property
    def current(self) -> str:
        """The id of the one that makes."""
        return next(iter(self.masters))

    @property
    def signing(self) -> Ed25519PrivateKey:
        """What statements are signed by."""
        return _signing(self.masters[self.current])

    @property
    def public(self) -> list[str]:
        """Public keys in base64, the present one first."""
        return [public_of(_signing(master)) for master in self.masters.values()]

    def of_chain(self, chain: str) -> dict[str, bytes]:
        """The keys of one chain, by id: of no use for any other chain."""
        return {key_id: derived(master, f"chain {chain}") for key_id, master in self.masters.items()}


def _signing(master: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derived(master, "signing"))


def id_of(master: bytes) -> str:
    """A name for a key that does not tell it."""
    return hashlib.sha256(derived(master, "id")).hexdigest()[:16]


async def keys_of(ctx: PlatformContext) -> Keys:
    """The keys of this installation, kept in this process; ask before a transaction begins."""
    return await ctx.memory.get("keys", lambda: _load(ctx))


async def _load(ctx: PlatformContext) -> Keys:
    config = ctx.config(Config)
    given = [config.key] * (config.key is not None) + list(config.former_keys)
    masters = [key.get_secret_value().encode() for key in given if key is not None]
    row = await MasterKey.get_or_none(name=NAME)
    if row is None and config.key is None:
        # In one statement: of several processes that find none, one makes it.
        await MasterKey.bulk_create([MasterKey(name=NAME, value=secrets.token_hex(32))], ignore_conflicts=True)
        row = await MasterKey.get(name=NAME)
    if row is not None:
        # Made before one was configured: it verifies what it made. It comes first only where none is configured.
        masters.insert(0 if config.key is None else len(masters), row.value.encode())
    return Keys({id_of(master): master for master in masters})
