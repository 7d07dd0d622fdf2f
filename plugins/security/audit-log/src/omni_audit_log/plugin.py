"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence
from typing import Any

from omni_sdk import (
    Action,
    Command,
    EventType,
    Figures,
    Job,
    Middleware,
    On,
    Page,
    PageForm,
    Permission,
    Plugin,
    Route,
    Schedule,
    Table,
    hookimpl,
)
from omni_sdk.models import Model

from . import commands, events, jobs, middleware, models, routes, service
from .settings import Config

LOG = Page(
    "log",
    "Audit log",
    [
        Table(routes.ENTRIES, ["time", "type", "who", "outcome", "resource", "ip"], empty="Nothing has happened yet."),
        Table(
            routes.SECURITY,
            ["time", "type", "who", "outcome"],
            title="Recent security events",
            home=True,
            empty="No sign-in and no change of who may what so far.",
        ),
        Action("Export", routes.BEGIN_EXPORT),
    ],
    needs=routes.READ,
    icon="scroll-text",
)
CHAIN = Page(
    "chain",
    "Audit log: chain and policy",
    [
        Figures(routes.VERIFICATION, ["at", "ok", "entries", "problems", "fingerprint"]),
        Action("Verify now", routes.VERIFY),
        PageForm(routes.CHANGE_POLICY, values=routes.POLICY),
    ],
    needs=routes.MANAGE,
    icon="shield-check",
)


class AuditLog(Plugin):
    """Who did what, in a chain that shows tampering."""

    @hookimpl
    def omni_config(self) -> type[Config]:
        return Config

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return routes.PERMISSIONS

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return routes.ROUTES

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return [Middleware.identified(middleware.around)]

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [
            models.Entry, models.PlatformEntry, models.Statement, models.PlatformStatement,
            models.Pseudonym, models.Erased, models.Policy, models.MasterKey,
        ]  # fmt: skip

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return jobs.JOBS

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return jobs.SCHEDULES

    @hookimpl
    def omni_event_types(self) -> Sequence[EventType[Any]]:
        return events.ALL

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return [On.batch("**", service.record), On.batch("**", service.record_platform)]

    @hookimpl
    def omni_pages(self) -> Sequence[Page]:
        return [LOG, CHAIN]

    @hookimpl
    def omni_commands(self) -> Sequence[Command]:
        return [
            Command("verify", commands.verify_chains),
            Command("verify-export", commands.verify_file),
            Command("keys", commands.show_keys),
        ]


plugin = AuditLog()
