"""Wiring: the hooks of the installation's plugins."""

from collections.abc import Sequence
from typing import Any

from omni_sdk import (
    Authenticator,
    Factor,
    HealthCheck,
    IdentityProvider,
    Job,
    Metric,
    Middleware,
    On,
    Plugin,
    Route,
    Schedule,
    hookimpl,
)

from . import parts


class Warden(Plugin):
    """Contributes through every hook that the installation's plugins have."""

    @hookimpl
    def omni_config(self) -> type[parts.WardenConfig]:
        return parts.WardenConfig

    @hookimpl
    def omni_middleware(self) -> Sequence[Middleware]:
        return parts.MIDDLEWARE

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [parts.METRICS]

    @hookimpl
    def omni_authenticators(self) -> Sequence[Authenticator]:
        return [parts.TOKEN]

    @hookimpl
    def omni_health_checks(self) -> Sequence[HealthCheck]:
        return parts.CHECKS

    @hookimpl
    def omni_metrics(self) -> Sequence[Metric]:
        return [parts.BANS, parts.BROKEN]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        return [parts.sweep]

    @hookimpl
    def omni_schedules(self) -> Sequence[Schedule]:
        return [parts.NIGHTLY]

    @hookimpl
    def omni_event_handlers(self) -> Sequence[On]:
        return parts.HANDLERS

    @hookimpl
    def omni_factors(self) -> Sequence[Factor]:
        return [parts.FACTOR]

    @hookimpl
    def omni_identity_providers(self) -> Sequence[IdentityProvider]:
        return [parts.PROVIDER]


plugin = Warden()
