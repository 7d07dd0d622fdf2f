"""Wiring: every hook that a tenant's plugin has."""

from collections.abc import Sequence
from typing import Any

from omni_sdk import (
    Authenticator,
    Command,
    DriverKind,
    EventType,
    Job,
    Lifecycle,
    Metric,
    Middleware,
    On,
    Page,
    Permission,
    Plugin,
    Route,
    Schedule,
    Template,
    hookimpl,
)
from omni_sdk.models import Model

from . import parts
from .contract import STAMP, SamplerHooks
from .models import Note, Till


class Sampler(Plugin):
    """Contributes through every hook that a tenant's plugin has."""

    @hookimpl
    def omni_settings(self) -> type[parts.SamplerSettings]:
        return parts.SamplerSettings

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [parts.READ, parts.WRITE]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return parts.ROUTES

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return parts.MIDDLEWARE

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Note, Till]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [parts.tally]

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return [parts.HOURLY]

    @hookimpl
    def omni_event_types(self) -> Sequence[EventType[Any]]:
        return [parts.NOTED, parts.PINGED]

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return parts.HANDLERS

    @hookimpl
    def omni_authenticators(self) -> Sequence[Authenticator]:
        return [parts.TILL]

    @hookimpl
    def omni_pages(self) -> Sequence[Page]:
        return [parts.NOTES_PAGE]

    @hookimpl
    def omni_metrics(self) -> Sequence[Metric]:
        return [parts.NOTED_TOTAL, parts.LAST_LENGTH, parts.LENGTHS]

    @hookimpl
    def omni_commands(self) -> Sequence[Command]:
        return [Command("note", parts.note_command), Command("about", parts.about_command)]

    @hookimpl
    def omni_templates(self) -> Sequence[Template]:
        return [parts.HELLO]

    @hookimpl
    def omni_hookspecs(self) -> type[SamplerHooks]:
        return SamplerHooks

    @hookimpl
    def omni_driver_kinds(self) -> Sequence[DriverKind[Any]]:
        return [STAMP]

    @hookimpl
    def omni_lifecycle(self) -> Lifecycle:
        return parts.LIFE


plugin = Sampler()
