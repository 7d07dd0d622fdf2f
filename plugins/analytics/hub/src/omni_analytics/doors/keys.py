"""Write keys: they say whose events a Segment library sends, and let it do nothing else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets

from omni_analytics.models import WriteKey
from omni_analytics.permissions import WRITE
from omni_sdk import Authenticator, EdgeContext, Principal
from omni_sdk.errors import Unauthenticated

from .bodies import message_of, unpacked

PREFIX = "wk_"
SHOWN = 8
HOW = "send a write key as the user of HTTP basic authentication, with an empty password"


def made() -> str:
    """A new key, of 32 random bytes."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


async def check(ctx: EdgeContext) -> Principal | None:
    """By the header; browsers cannot set it everywhere, so their libraries write the key into the body."""
    header = ctx.request.headers.get("authorization")
    key = _of_header(header) if header else await _of_body(ctx)
    row = await WriteKey.get_or_none(digest=digest_of(key))
    if row is None or row.revoked_at is not None:
        raise Unauthenticated(f"{key[:SHOWN]!r}… is no write key of anybody, or was revoked")
    return Principal(row.tenant_id, subject=f"write-key:{row.id}", permissions=(WRITE,))


def _of_header(header: str) -> str:
    scheme, _, sent = header.partition(" ")
    if scheme.lower() != "basic":
        raise Unauthenticated(HOW)
    try:
        user, _, _ = base64.b64decode(sent.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Unauthenticated(f"the header Authorization is no HTTP basic: {HOW}") from error
    return user


async def _of_body(ctx: EdgeContext) -> str:
    key = message_of(unpacked(ctx.request.headers, await ctx.request.body())).get("writeKey")
    if not isinstance(key, str) or not key:
        raise Unauthenticated(f"{HOW}, or as `writeKey` of the body")
    return key


WRITE_KEY = Authenticator("write-key", check, openapi="http-basic")
