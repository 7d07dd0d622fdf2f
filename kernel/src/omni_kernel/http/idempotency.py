"""`Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a write that is sent again has its effect once.

The record is written before the handler runs, with a lease as long as the route may take; a process that dies leaves a
lease that runs out, and then the request may be made again. Answers below 500 are stored for a day; what failed by the
server's fault is forgotten, so that it can be tried again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from pydantic_core import from_json, to_json
from tortoise.exceptions import IntegrityError

from omni_kernel.http.models import IdempotencyRecord
from omni_kernel.http.request import BadRequest, HttpRequest
from omni_sdk import Response
from omni_sdk.errors import Conflict, Invalid

if TYPE_CHECKING:
    from omni_kernel.auth.actors import Actor
    from omni_kernel.clock import Clock
    from omni_kernel.storage.secrets import KeyRing

KEY: Final = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')
RETENTION_MS: Final = 24 * 3600 * 1000
MARGIN_SECONDS: Final = 10.0
NOT_STORED: Final = frozenset({"set-cookie", "omni-request-id"})


class IdempotencyRefused(BadRequest):
    """The route takes no `Idempotency-Key`, or this is none."""

    type = "idempotency-key-refused"
    title = "The Idempotency-Key cannot be used"


class InFlight(Conflict):
    """The first request with this key has not been answered yet."""

    type = "request-in-flight"
    title = "The same request is being worked on"


class KeyReused(Invalid):
    """The key belongs to another request."""

    type = "idempotency-key-reused"
    title = "The Idempotency-Key was used for another request"


class Idempotency:
    """Records of this installation."""

    def __init__(self, clock: Clock, keyring: KeyRing) -> None:
        self._clock, self._keyring = clock, keyring

    async def once(
        self, request: HttpRequest, tenant_id: UUID | None, actor: Actor, seconds: float, body: bytes,
        run: Callable[[], Awaitable[Response]],
    ) -> Response:  # fmt: skip
        """The answer of `run`, or the one stored for the same key; `run` must not raise for its own errors."""
        digest = hexdigest(str(tenant_id), actor.kind, actor.id, key_of(request))
        fingerprint = hexdigest(request.method, request.raw_path, request.scope["query_string"], body)
        stored = await self._claim(digest, fingerprint, tenant_id, seconds)
        if stored is not None:
            return self._replayed(digest, stored)
        kept = False
        try:
            response = await run()
            if response.status < 500 and isinstance(response.body, bytes):
                kept = True  # even if it fails: what was done must not be done again at once
                await self._keep(digest, response)
        finally:
            if not kept:
                await IdempotencyRecord.filter(digest=digest, answer=None).delete()
        return response

    async def purge(self) -> int:
        """Delete what is past its day; gives how many."""
        return await IdempotencyRecord.filter(expires__lt=self._now()).delete()

    async def _claim(self, digest: str, fingerprint: str, tenant_id: UUID | None, seconds: float) -> str | None:
        """Take the key, or give the stored answer; InFlight or KeyReused when neither can be."""
        now = self._now()
        fresh: dict[str, Any] = {
            "fingerprint": fingerprint, "answer": None, "expires": now + RETENTION_MS,
            "lease_until": now + int((seconds + MARGIN_SECONDS) * 1000),
        }  # fmt: skip
        try:
            await IdempotencyRecord.create(digest=digest, tenant_id=tenant_id, **fresh)
        except IntegrityError:
            found = await IdempotencyRecord.get_or_none(digest=digest)
            if found is None:
                raise InFlight("it has just failed: send it again", headers={"Retry-After": "1"}) from None
            return await self._look(found, fresh, now)
        return None

    async def _look(self, found: IdempotencyRecord, fresh: dict[str, Any], now: int) -> str | None:
        over = found.expires <= now
        if found.fingerprint != fresh["fingerprint"] and not over:
            raise KeyReused("this key came with another request before: make a new key for each request")
        if found.answer is not None and not over:
            return found.answer
        if not over and found.lease_until > now:
            raise InFlight("wait for the first request's answer, then send it again", headers={"Retry-After": "1"})
        # Whoever died left its lease; one of those that come after takes it, and only one.
        same = IdempotencyRecord.filter(id=found.id, lease_until=found.lease_until)
        if not await same.update(**fresh):
            raise InFlight("wait for the first request's answer, then send it again", headers={"Retry-After": "1"})
        return None

    async def _keep(self, digest: str, response: Response) -> None:
        assert isinstance(response.body, bytes)
        headers = {n: v for n, v in response.headers.items() if n.lower() not in NOT_STORED}
        text = to_json([response.status, headers, response.body.decode("latin-1")]).decode()
        await IdempotencyRecord.filter(digest=digest).update(answer=self._keyring.encrypt(text, bound_to(digest)))

    def _replayed(self, digest: str, stored: str) -> Response:
        status, headers, body = from_json(self._keyring.decrypt(stored, bound_to(digest)))
        return Response(status, {**headers, "idempotent-replayed": "true"}, body.encode("latin-1"))

    def _now(self) -> int:
        return int(self._clock.timestamp() * 1000)


def key_of(request: HttpRequest) -> str:
    """The key, with or without the quotes of a structured field; IdempotencyRefused when it is none."""
    match = KEY.fullmatch(request.fields[b"idempotency-key"].decode("latin-1").strip())
    if match is None:
        raise IdempotencyRefused("an Idempotency-Key is 1 to 255 visible ASCII characters, such as a UUID")
    return match[1]


def hexdigest(*parts: str | bytes) -> str:
    """SHA-256 over parts that cannot run into each other."""
    made = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        made.update(b"%d:" % len(raw) + raw)
    return made.hexdigest()


def bound_to(digest: str) -> str:
    """The place that a stored answer is encrypted for."""
    return f"omni_idempotency:{digest}"
