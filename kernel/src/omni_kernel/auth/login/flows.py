"""Rows of logins in progress: bound to one browser or client, each step taken by one caller alone, and over in time.

`version` is even while nobody is at it. Whoever makes it odd takes the step, acts outside of any transaction, and
settles what came of it in one; a replay or a second click finds another version.

    LoginFailed 401     one answer to all that is wrong      LoginExpired 410    over: too late, refused or done
    StepTaken 409       somebody else takes this step        Refusal             the reason, for the audit log alone
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from hmac import compare_digest
from typing import TYPE_CHECKING, Any, Final, Literal
from uuid import UUID

from omni_kernel.auth.models import LoginFlow
from omni_kernel.auth.token import digest
from omni_sdk import Request
from omni_sdk.errors import Conflict, Gone, NotFound, Unauthenticated

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.context import KernelContext
    from omni_kernel.jobs.caller import Caller

HEADER: Final = "omni-flow"
"""Where a client without cookies shows the token of its login."""
MOST_TRIES: Final = 5
Purpose = Literal["login", "reauthenticate", "link"]
WRITTEN: Final = (
    "stage", "handle", "account_id", "tenant_id", "provider", "connection", "method", "methods", "content",
)  # fmt: skip
"""What a step may change."""
ENDED: Final = frozenset({"done", "refused"})


class LoginFailed(Unauthenticated):
    """Whatever was wrong: no answer tells whether there is such an account (ASVS 5.0, 6.3.8)."""

    type = "login-failed"
    title = "The login failed"

    def __init__(self) -> None:
        super().__init__(
            "The e-mail address, the password or the code is wrong, or there were too many tries: check them, wait a little, "
            "and try again."
        )


class LoginExpired(Gone):
    """Its time is over, it was refused, or it is done."""

    type = "login-expired"
    title = "This login is over"


class StepTaken(Conflict):
    """Another request took this step, or is taking it."""

    type = "login-step-taken"
    title = "The step was taken already"


class Refusal(Exception):
    """A proof that was none; `final` ends the login at once."""

    def __init__(self, reason: str, method: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.method, self.final = reason, method, final


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks for a step of a login."""

    request: Request
    caller: Caller

    @classmethod
    def of(cls, ctx: KernelContext) -> Visitor:
        """The caller of a route."""
        return cls(ctx.request, ctx.caller)

    @property
    def ip(self) -> str:
        """Where from."""
        return self.request.client_ip

    @property
    def device(self) -> str:
        """By what."""
        return self.request.headers.get("user-agent", "")[:300]


class Flows:
    """Reads and writes them."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    def new(self, visitor: Visitor, purpose: Purpose, client: str, **columns: Any) -> LoginFlow:
        """One that is not kept yet: a login of a single step never is."""
        ends = self._kernel.clock.now() + timedelta(minutes=self._kernel.settings.auth.login_minutes)
        row = LoginFlow(purpose=purpose, stage="identify", client=client, ip=visitor.ip[:45], device=visitor.device, **columns)
        row.expires_at, row.methods = ends, []
        return row

    async def load(self, visitor: Visitor, flow_id: UUID) -> LoginFlow:
        """Of this browser or client; NotFound for another's as if there were none, LoginExpired when it is over."""
        row = await LoginFlow.get_or_none(id=flow_id)
        if row is None or not self.bound(visitor, row):
            raise NotFound(f"no login {flow_id}")
        if row.stage in ENDED or row.expires_at <= self._kernel.clock.now():
            raise LoginExpired("this login is over: begin another one")
        return row

    async def by_handle(self, handle: str) -> LoginFlow | None:
        """Of what an identity provider carried back; None for an unknown one, or one that was used."""
        row = await LoginFlow.get_or_none(handle=digest(handle))
        return row if row is not None and row.expires_at > self._kernel.clock.now() else None

    def bound(self, visitor: Visitor, row: LoginFlow) -> bool:
        """Did this browser (by its cookie) or client (by its header) begin it?"""
        of_browser = row.client == "browser"
        shown = self._kernel.cookies.flow_of(visitor.request, row.id) if of_browser else visitor.request.headers.get(HEADER)
        return shown is not None and compare_digest(digest(shown), row.binding or "")

    @asynccontextmanager
    async def taken(self, row: LoginFlow) -> AsyncIterator[None]:
        """Take the next step alone; StepTaken when somebody else did. Whatever becomes of it, it is free again after."""
        if not row._saved_in_db:
            yield
            return
        mine = row.version + 1
        if row.version % 2 or not await LoginFlow.filter(id=row.id, version=row.version).update(version=mine):
            raise StepTaken("another request takes this step: look at the login again")
        row.version = mine
        try:
            yield
        finally:
            await LoginFlow.filter(id=row.id, version=mine).update(version=mine + 1)

    async def settle(self, row: LoginFlow) -> str | None:
        """Write what came of the step, inside a transaction; the token that binds a login that is kept from now on."""
        if row._saved_in_db:
            if not await LoginFlow.filter(id=row.id, version=row.version).update(version=row.version + 1):
                raise StepTaken("this login ended while its step was taken: begin another one")
            await row.save(update_fields=WRITTEN)
            return None
        if row.stage in ENDED:
            return None
        token = secrets.token_urlsafe(32)
        row.binding = digest(token)
        await row.save()
        return token

    async def refuse(self, row: LoginFlow, *, final: bool) -> None:
        """One more failure; the last one, or a `final` one, ends the login. Nothing else of the row is written."""
        over = {"stage": "refused", "handle": None} if final or row.tries + 1 >= MOST_TRIES else {}
        await LoginFlow.filter(id=row.id, version=row.version).update(tries=row.tries + 1, version=row.version + 1, **over)
