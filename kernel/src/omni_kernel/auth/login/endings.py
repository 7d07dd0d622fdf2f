"""How a step ends: the login goes on, is done, or was refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn, cast
from uuid import UUID

from omni_kernel.auth.models import Account, LoginFlow, Session
from omni_kernel.auth.policy import UPSTREAM
from omni_kernel.auth.sessions import row_of
from omni_kernel.auth.token import digest
from omni_sdk.errors import Forbidden
from omni_sdk.events import DEVICE_TRUSTED, LOGIN_FAILED, LOGIN_SUCCEEDED, DeviceTrusted, LoginSucceeded
from omni_sdk.events import LoginFailed as Failed

from .flows import Flows, LoginFailed, Refusal
from .providers import FEDERATED
from .steps import Outcome, Turn

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.auth.sessions import Kind
    from omni_kernel.jobs.caller import Caller


class Endings:
    """Writes what came of a step, in one transaction."""

    def __init__(self, kernel: Kernel, flows: Flows) -> None:
        self._kernel, self._flows = kernel, flows

    async def settled(self, turn: Turn) -> Outcome:
        """The step is taken: what to answer."""
        row, kernel = turn.row, self._kernel
        cookies: list[str] = []
        done, kept = row.stage == "done", row._saved_in_db
        warnings = [*turn.warnings, *await self._notices(turn)] if done else []
        row.content = "" if done else turn.content.model_dump_json()
        async with kernel.db.transaction():
            token = await self._flows.settle(row)
            step = await self._done(turn, cookies, warnings) if done else turn.content.step
        browser = row.client == "browser"
        if browser and token:
            cookies.append(kernel.cookies.flow_set(row.id, token))
        if browser and done and kept:
            cookies.append(kernel.cookies.flow_clear(row.id))
        return Outcome(
            row.id, row.expires_at, row.client, step, [] if done else turn.content.offers, None if browser else token,
            cookies, row.next if done else None,
        )  # fmt: skip

    async def _notices(self, turn: Turn) -> list[str]:
        """What the person should know of the factors that he has; said when one of them was used."""
        return await self._kernel.factors.notice(turn.account) if turn.account and turn.row.method else []

    async def _done(self, turn: Turn, cookies: list[str], warnings: list[str]) -> dict[str, Any]:
        row, kernel, account = turn.row, self._kernel, turn.account
        assert account is not None
        # What the proofs were looked at with may have changed meanwhile: the account's state, and its password.
        same = Account.filter(id=account.id, state="active", password_changed_at=account.password_changed_at)
        if not await same.exists():
            raise Refusal("the account changed meanwhile", row.method or "")
        step: dict[str, Any] = {
            "type": "done", "account": {"id": account.id, "email": account.email, "name": account.name},
            "next": row.next, "warnings": warnings,
        }  # fmt: skip
        if row.purpose == "link":
            return step
        caller = replace(turn.visitor.caller, actor_kind="account", actor_id=str(account.id))
        if row.purpose == "login":
            await self._leave(turn, caller)
        session_id, token = await (self._opened if row.purpose == "login" else self._renewed)(row, account)
        data = LoginSucceeded(account_id=account.id, session_id=session_id, methods=row.methods)
        await kernel.emit(caller, row.tenant_id, LOGIN_SUCCEEDED, data)
        if row.client == "browser":
            cookies.append(kernel.cookies.session_set(token))
        else:
            step["token"] = token
        if turn.trust_days:
            trust = await kernel.devices.trust(account.id, turn.trust_days, turn.visitor.device)
            trusted = DeviceTrusted(account_id=account.id, days=turn.trust_days)
            await kernel.emit(caller, None, DEVICE_TRUSTED, trusted)
            cookies.append(kernel.cookies.device_set(trust, turn.trust_days))
        return step

    async def _leave(self, turn: Turn, caller: Caller) -> None:
        """Whatever session the browser had ends: its cookie is written over, and nobody would end it."""
        fields = {b"cookie": turn.visitor.request.headers.get("cookie", "").encode()}
        token = self._kernel.cookies.session_of(fields)
        row = await Session.get_or_none(digest=digest(token), kind=turn.row.client) if token else None
        if row is not None:
            await self._kernel.sessions.revoke(caller, row.id, "logout")

    async def _opened(self, row: LoginFlow, account: Account) -> tuple[UUID, str]:
        """A session, whose token nobody has seen before (ASVS 5.0, 7.2.4)."""
        kind = cast("Kind", row.client)
        session, token = await self._kernel.sessions.create(
            account, kind=kind, methods=row.methods, tenant_id=row.tenant_id, ip=row.ip, device=row.device
        )
        return session.id, token

    async def _renewed(self, row: LoginFlow, account: Account) -> tuple[UUID, str]:
        """The session at hand, fresh; what an identity provider vouched for stays said."""
        session = await row_of(row.session_id, account_id=account.id)
        methods = [m for m in session.methods if m in {FEDERATED, UPSTREAM}] + row.methods
        return session.id, await self._kernel.sessions.refresh(session.id, methods)

    # -- what went wrong

    async def refused(self, turn: Turn, refusal: Refusal) -> NoReturn:
        """Count it, say it to the audit log, and answer as to all that is wrong. Nothing else of the step is written."""
        async with self._kernel.db.transaction():
            await self._flows.refuse(turn.row, final=refusal.final)
            await self._failed(turn, refusal.method, refusal.reason)
        raise LoginFailed from None

    async def denied(self, turn: Turn, error: Forbidden) -> None:
        """Said to the audit log: what was proven was right, and is not enough."""
        async with self._kernel.db.transaction():
            await self._failed(turn, turn.row.method or "", error.type)

    async def _failed(self, turn: Turn, method: str, reason: str) -> None:
        data = Failed(method=method, reason=reason, account_id=turn.account.id if turn.account else None)
        await self._kernel.emit(turn.visitor.caller, turn.row.tenant_id, LOGIN_FAILED, data)
