"""Wiring: all that the plugin contributes."""

from collections.abc import Sequence
from typing import Any

from omni_sdk import (
    Authenticator,
    Command,
    DriverKind,
    Job,
    Lifecycle,
    On,
    Page,
    Permission,
    Plugin,
    Route,
    Schedule,
    Table,
    Template,
    hookimpl,
)
from omni_sdk.models import Model

from . import models, permissions
from .contract.hooks import AnalyticsHooks
from .contract.warehouse import WAREHOUSE
from .doors import commands as door_commands
from .doors import routes as door_routes
from .doors.importing.job import run_import
from .doors.keys import WRITE_KEY
from .ingest import metering, writer
from .lifecycle import LIFECYCLE
from .reports import commands as report_commands
from .reports import jobs as report_jobs
from .reports import routes as report_routes
from .schedules import jobs as schedule_jobs
from .schedules import routes as schedule_routes
from .settings import Config, Settings
from .upkeep import accounts
from .upkeep import jobs as upkeep_jobs
from .upkeep import routes as upkeep_routes

REPORTS = Page(
    "reports",
    "Analytics",
    [Table(report_routes.RUNS, ["title", "state", "created_at"], empty="Nobody has made a report yet.")],
    needs=permissions.READ,
    icon="chart-line",
)


class Analytics(Plugin):
    """Counts what happens, and makes reports of it, on a schedule."""

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def omni_config(self) -> type[Config]:
        return Config

    @hookimpl
    def omni_hookspecs(self) -> type[AnalyticsHooks]:
        return AnalyticsHooks

    @hookimpl
    def omni_driver_kinds(self) -> Sequence[DriverKind[Any]]:
        return [WAREHOUSE]

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return permissions.PERMISSIONS

    @hookimpl
    def omni_authenticators(self) -> Sequence[Authenticator]:
        return [WRITE_KEY]

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return models.ALL

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [*door_routes.ROUTES, *report_routes.ROUTES, *schedule_routes.ROUTES, *upkeep_routes.ROUTES]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [writer.write, run_import, *report_jobs.JOBS, *schedule_jobs.JOBS, *upkeep_jobs.JOBS]

    @hookimpl
    def omni_templates(self) -> Sequence[Template]:
        return schedule_jobs.TEMPLATES

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return upkeep_jobs.SCHEDULES

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        metered = On.batch("http.request.finished", metering.meter, size=5000, seconds=5, durable=False)
        return [metered, *accounts.HANDLERS]

    @hookimpl
    def omni_pages(self) -> Sequence[Page]:
        return [REPORTS]

    @hookimpl
    def omni_commands(self) -> Sequence[Command]:
        return [*door_commands.COMMANDS, *report_commands.COMMANDS]

    @hookimpl
    def omni_lifecycle(self) -> Lifecycle:
        return LIFECYCLE


plugin = Analytics()
