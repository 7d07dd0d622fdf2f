"""Identity providers: a tenant's buttons, the way there, and what comes back by GET or by a cross-site POST.

An identity is known by (tenant, provider, connection, subject) and never by its e-mail (OpenID Connect Core, 5.7;
ASVS 5.0, 6.8.1). A handle leads to a login once; what comes with an unknown or used one, or in another browser, is
refused. A cross-site POST brings no cookie, so its answers wait, encrypted, for a GET of the same browser.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from structlog import get_logger
from tortoise.exceptions import IntegrityError

from omni_kernel.auth import forms
from omni_kernel.auth.models import Identity, LoginFlow
from omni_kernel.auth.token import digest
from omni_sdk import Answers, Connection, Context, DoneStep, Flow, FormStep, IdentityProvider, Step
from omni_sdk import Identity as Identified
from omni_sdk.errors import Conflict, ContributionFailed, LoginRefused, NotFound, Problem
from omni_sdk.events import IDENTITY_LINKED, IdentityLinked

from .flows import Flows, Refusal
from .proofs import Proofs
from .steps import Button, Turn

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.jobs.caller import Caller
    from omni_kernel.plugins.gate import TenantState

log = get_logger("omni.login")
FEDERATED: Final = "federated"
RESUME: Final = "resume"
FACTORS: Final = frozenset({"mfa", "otp", "hwk", "swk"})
"""What a provider calls a second factor (RFC 8176, 2)."""
Call = Callable[[Context[Any]], Awaitable[Any]]


class Providers:
    """All that the kernel does with identity providers."""

    def __init__(self, kernel: Kernel, flows: Flows, proofs: Proofs) -> None:
        self._kernel, self._flows, self._proofs = kernel, flows, proofs

    # -- buttons

    async def buttons(self, caller: Caller, state: TenantState) -> list[Button]:
        """Of a tenant; a provider that fails has none."""
        found = []
        for plugin_id, provider in state.contributions(IdentityProvider):
            try:
                connections = await self._run(caller, state, plugin_id, provider.connections)
            except Problem:
                continue
            except ContributionFailed:
                log.exception("identity provider failed", plugin=plugin_id, tenant=state.tenant.slug)
                continue
            found += [Button(provider=provider.name, connection=c.id, title=c.title, icon=c.icon) for c in connections]
        return found

    # -- the way there

    async def begin(self, turn: Turn, state: TenantState, name: str, connection: str) -> None:
        """Somebody pressed a button; NotFound when the tenant has none such."""
        plugin_id, provider = self._provider(state, name)
        caller = turn.visitor.caller
        offered: Sequence[Connection] = await self._run(caller, state, plugin_id, provider.connections)
        if connection not in {c.id for c in offered}:
            raise NotFound(f"{state.tenant.slug!r} has no connection {connection!r} of {name!r}")
        row = turn.row
        row.tenant_id, row.provider, row.connection = state.tenant.id, name, connection
        flow, handle = self._flow(turn)
        step: Step = await self._run(caller, state, plugin_id, lambda ctx: provider.begin(ctx, flow))
        await self._take(turn, step, handle)

    def _provider(self, state: TenantState, name: str) -> tuple[str, IdentityProvider]:
        for plugin_id, provider in state.contributions(IdentityProvider):
            if provider.name == name:
                return plugin_id, provider
        raise NotFound(f"{state.tenant.slug!r} has no identity provider {name!r}")

    def _flow(self, turn: Turn) -> tuple[Flow, str]:
        """For the next call: a new handle, since the one before was used."""
        row, handle = turn.row, secrets.token_urlsafe(32)
        url = f"{self._kernel.settings.public_url}/api/v1/auth/callback/{row.provider}"
        return Flow(handle, url, str(row.connection), turn.content.memory), handle

    # -- the way back

    async def returning(self, name: str, resumed: str | None, answers: Answers) -> LoginFlow | None:
        """The login that a handle leads to; None for an unknown or used one, or another provider's."""
        parameter = next((p.handle for _, p in self._kernel.registry.all(IdentityProvider) if p.name == name), "")
        row = await self._flows.by_handle(resumed or answers.get(parameter, ""))
        return row if row is not None and row.provider == name else None

    def keep(self, turn: Turn, answers: Answers) -> str:
        """Have what a cross-site POST brought stored; the handle by which the browser comes for it."""
        handle = secrets.token_urlsafe(32)
        turn.content.answers = dict(answers)
        turn.row.stage, turn.row.handle = "returned", digest(handle)
        return handle

    async def back(self, turn: Turn, answers: Answers) -> None:
        """The browser came back with these answers."""
        row = turn.row
        await LoginFlow.filter(id=row.id).update(handle=None)  # now, since whatever fails below must not be tried again
        row.handle, turn.content.answers = None, {}
        state = await self._kernel.gate.state(row.tenant_id)
        try:
            plugin_id, provider = self._provider(state, str(row.provider))
        except NotFound:
            raise Refusal("the identity provider is off", str(row.provider), final=True) from None
        flow, handle = self._flow(turn)
        call: Call = lambda ctx: provider.callback(ctx, flow, answers)  # noqa: E731  (a closure over this step)
        await self._take(turn, await self._run(turn.visitor.caller, state, plugin_id, call), handle)

    async def answer(self, turn: Turn, answers: Mapping[str, Any] | None) -> None:
        """What somebody entered in a form that a provider asks by (LDAP)."""
        fields = turn.content.fields
        if turn.row.stage != "redirected" or fields is None:
            raise Conflict("this login goes on at the identity provider: send the browser there")
        given = forms.answered(fields, answers or {}).model_dump(mode="json")
        await self.back(turn, {name: str(value) for name, value in given.items()})

    async def _take(self, turn: Turn, step: Step, handle: str) -> None:
        """What a provider said is next."""
        row = turn.row
        if isinstance(step, DoneStep):
            await self._known(turn, step.identity)
            return
        row.stage = "redirected"
        if isinstance(step, FormStep):
            turn.show(step)
            return
        row.handle = digest(handle)
        turn.content.step, turn.content.fields = forms.rendered(step), None
        turn.content.memory = dict(step.remember)

    # -- whoever it is

    async def _known(self, turn: Turn, found: Identified) -> None:
        row = turn.row
        if not 0 < len(found.subject) <= 300:
            raise Refusal("the identity provider gave no usable subject", str(row.provider), final=True)
        key: dict[str, Any] = {"tenant_id": row.tenant_id, "provider": row.provider, "connection": row.connection}
        known = await Identity.get_or_none(**key, subject=found.subject)
        if row.purpose == "link":
            await self._link(turn, found, known)
            row.stage = "done"
            return
        row.account_id = known.account_id if known else await self._signed_up(turn, found)
        account = await self._proofs.account(turn)
        await Identity.filter(**key, subject=found.subject).update(used_at=self._kernel.clock.now(), email=short(found.email))
        row.methods, turn.upstream = [FEDERATED], bool(FACTORS & set(found.methods))
        await self._proofs.advance(turn, account)

    async def _link(self, turn: Turn, found: Identified, known: Identity | None) -> None:
        """To the account that is signed in, which must belong to the tenant still."""
        account = await self._proofs.account(turn)
        if known is None:
            await self._remember(turn, found, account.id)
        elif known.account_id != account.id:
            raise Refusal("it is linked to another account", str(turn.row.provider), final=True)

    async def _signed_up(self, turn: Turn, found: Identified) -> UUID:
        """A new account, where the tenant takes whoever its provider sends."""
        kernel, row, provider = self._kernel, turn.row, str(turn.row.provider)
        roles = await kernel.policies.sign_up_roles(row.tenant_id)
        if not roles or not found.email:
            raise Refusal("unknown identity" if found.email else "no e-mail address", provider, final=True)
        try:
            async with kernel.db.transaction():
                by = turn.visitor.caller
                # Whatever a tenant's provider says of an address, its owner has not said it yet.
                account = await kernel.accounts.create(by, found.email, (found.name or "")[:200])
                await kernel.accounts.ask_verification(by, account.id)
                await kernel.members.enter(by, row.tenant_id, account, roles)
                await self._remember(turn, found, account.id)
        except Problem as error:
            # Taken, most often: who has that account links it when signed in. An e-mail proves nothing here.
            raise Refusal(f"no account: {error}", provider, final=True) from error
        return account.id

    async def _remember(self, turn: Turn, found: Identified, account_id: UUID) -> None:
        row, provider = turn.row, str(turn.row.provider)
        try:
            async with self._kernel.db.transaction():
                await Identity.create(
                    account_id=account_id, tenant_id=row.tenant_id, provider=provider, connection=row.connection,
                    subject=found.subject, email=short(found.email), used_at=self._kernel.clock.now(),
                )  # fmt: skip
                data = IdentityLinked(account_id=account_id, provider=provider, connection=str(row.connection))
                await self._kernel.emit(turn.visitor.caller, row.tenant_id, IDENTITY_LINKED, data)
        except IntegrityError as error:
            raise Refusal("the identity was linked at the same moment", provider, final=True) from error

    # -- calling plugins

    async def _run(self, caller: Caller, state: TenantState, plugin_id: str, function: Call) -> Any:
        """In the plugin's own context; a refusal is its word, not its failure."""
        try:
            async with self._kernel.contexts.event(plugin_id, state, caller) as ctx:
                try:
                    return await function(ctx)
                except LoginRefused as error:
                    refused = error.reason
        except Problem:
            raise
        except Exception as error:
            raise ContributionFailed(plugin_id, f"{type(error).__name__}: {error}") from error
        raise Refusal(refused, plugin_id, final=True)


def short(email: str | None) -> str | None:
    """As much of an address as is kept beside an identity; it is for people to look at."""
    return email[:254] if email else None
