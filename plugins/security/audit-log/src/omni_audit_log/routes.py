"""`/api/v1/security/audit-logs`: a tenant's log, or without a tenant the platform's."""

import json
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from omni_sdk import Cursor, EdgeContext, Items, Permission, Query, Reply, RequestContext, Route
from omni_sdk.errors import NotFound

from . import jobs
from .chain import policy, queries
from .chain.chains import chain_of
from .chain.export import handle_of
from .chain.policy import PolicyBody
from .events import BROKEN, EXPORTED, VERIFIED, Exported
from .schemas import EntryView, ExportBody, ExportView, Filters, VerificationView
from .settings import Config
from .verify import fingerprint

READ = Permission("log.read", roles=("admin",), title="Read the audit log")
EXPORT = Permission("log.export", roles=("admin",), title="Export the audit log")
MANAGE = Permission("log.manage", roles=("owner",), title="Change what the audit log records")
OWN = "audit-log."


async def entries(ctx: EdgeContext, page: Cursor, filters: Annotated[Filters, Query()]) -> Items[EntryView]:
    """What happened, the latest first: in the tenant, or without one to the installation."""
    return await queries.search(await chain_of(ctx), page, filters)


async def security(ctx: EdgeContext, page: Cursor) -> Items[EntryView]:
    """Sign-ins, and changes of who may what: the latest first."""
    return await queries.security(await chain_of(ctx), page)


async def entry(ctx: EdgeContext, entry_id: UUID) -> EntryView:
    """One entry of the log."""
    return await queries.entry(await chain_of(ctx), entry_id)


async def verification(ctx: EdgeContext) -> VerificationView:
    """What came of looking the chain through the last time, and the key that statements are signed by."""
    chain = await chain_of(ctx)
    types = [OWN + VERIFIED.name, OWN + BROKEN.name]
    row = await chain.entries.filter(type__in=types).order_by("-seq").first()
    found: dict[str, Any] = json.loads(row.record)["data"] if row else _NEVER
    key = chain.keys.public[0]
    return VerificationView(**found, at=row.time if row else None, public_key=key, fingerprint=fingerprint(key))


_NEVER: dict[str, Any] = {"ok": None, "entries": 0, "first": 0, "last": 0, "problems": 0, "findings": []}


async def verify_now(ctx: EdgeContext) -> Reply[VerificationView]:
    """Have the chain looked through: a job, whose result stands in the log."""
    await ctx.jobs.enqueue(jobs.tend_chain() if ctx.tenant_id else jobs.tend_platform())
    return Reply(await verification(ctx), status=202)


async def read_policy(ctx: RequestContext) -> PolicyBody:
    """Which API calls are recorded, and for how long entries stand."""
    return await policy.policy_of(ctx)


async def change_policy(ctx: RequestContext, body: PolicyBody) -> PolicyBody:
    """Change which API calls are recorded, and for how long entries stand; that is recorded, too."""
    return await policy.change(ctx, body)


async def begin_export(ctx: EdgeContext, body: ExportBody) -> Reply[ExportView]:
    """Begin an export: a job. Ask for it by the id that this answers; nobody else can."""
    chain, since, until = await chain_of(ctx), body.since, body.until
    async with ctx.db.transaction():
        if ctx.tenant_id:
            state = await ctx.jobs.enqueue(jobs.export(form=body.format, since=since, until=until))
        else:
            name = f"exports/{ctx.request.id}.{body.format}"
            state = await ctx.jobs.enqueue(jobs.export_platform(name=name, form=body.format, since=since, until=until))
        await ctx.events.emit(EXPORTED, Exported(job_id=str(state.id), format=body.format, since=since, until=until))
    handle = handle_of(chain, state.id, _actor(ctx))
    view = ExportView(id=handle, state=state.state, progress=state.progress)
    return Reply(view, status=202, location=ctx.urls.of(EXPORT_STATE, export_id=handle))


async def export_state(ctx: EdgeContext, export_id: str) -> ExportView:
    """How an export stands; with a link to the file once it is done. For whoever asked for it."""
    chain, asked = await chain_of(ctx), export_id.partition(".")[0]
    if handle_of(chain, asked, _actor(ctx)) != export_id:
        message = f"you asked for no export {export_id!r}"
        raise NotFound(message)
    state = await ctx.jobs.get(UUID(asked))
    view = ExportView(id=export_id, state=state.state, progress=state.progress, error=state.error)
    if state.state != "done" or not isinstance(state.result, dict):
        return view
    expires, blob = timedelta(minutes=ctx.config(Config).link_minutes), str(state.result["blob"])
    url = await ctx.blobs.url(blob, expires=expires, filename=f"audit-log-{chain.name}.{blob.rpartition('.')[2]}")
    told = {"entries": state.result["entries"], "url": url, "expires_at": ctx.clock.now() + expires}
    return view.model_copy(update=told)


def _actor(ctx: EdgeContext) -> str:
    return f"{ctx.actor.kind}:{ctx.actor.id}"


ENTRIES = Route.get("/audit-logs", entries, auth=READ)
SECURITY = Route.get("/audit-logs/security-events", security, auth=READ)
VERIFICATION = Route.get("/audit-logs/verification", verification, auth=READ)
VERIFY = Route.post("/audit-logs/verification", verify_now, auth=MANAGE)
POLICY = Route.get("/audit-logs/policy", read_policy, auth=READ)
CHANGE_POLICY = Route.put("/audit-logs/policy", change_policy, auth=MANAGE)
BEGIN_EXPORT = Route.post("/audit-logs/export", begin_export, auth=EXPORT)
EXPORT_STATE = Route.get("/audit-logs/exports/{export_id}", export_state, auth=EXPORT)
ENTRY = Route.get("/audit-logs/{entry_id}", entry, auth=READ)
PERMISSIONS = (READ, EXPORT, MANAGE)
ROUTES = (ENTRIES, SECURITY, VERIFICATION, VERIFY, POLICY, CHANGE_POLICY, BEGIN_EXPORT, EXPORT_STATE, ENTRY)
