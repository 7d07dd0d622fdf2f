"""Wiring."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from omni_sdk import Job, On, Page, Permission, Plugin, Route, Schedule, Table, hookimpl
from omni_sdk.models import Model

from . import jobs, routes
from .models import Note
from .schemas import Settings


class Notes(Plugin):
    """Keeps notes."""

    @hookimpl
    def omni_settings(self) -> type[BaseModel]:
        return Settings

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [routes.READ, routes.WRITE]

    @hookimpl
    def omni_models(self) -> Sequence[type[Model]]:
        return [Note]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return routes.ROUTES

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [jobs.copy_note, jobs.tidy]

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return [Schedule("tidy", cron="0 3 * * *", job=jobs.tidy())]

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return [On("tenant.member.added", jobs.welcome)]

    @hookimpl
    def omni_pages(self) -> Sequence[Page]:
        return [Page("notes", "Notes", [Table(routes.ROUTES[0], columns=["title", "pinned"])], needs=routes.READ)]


plugin = Notes()
