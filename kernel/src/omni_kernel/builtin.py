"""What the kernel itself contributes, by the same contract as any plugin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from omni_sdk import EventType, HealthCheck, Job, Metric, Permission, Plugin, Route, hookimpl
from omni_sdk.events import KERNEL_EVENTS
from omni_sdk.manifest import CONTRACT, Manifest

from .auth import jobs as account_jobs
from .auth import key_jobs
from .auth import routes as auth
from .http import health, metrics, platform
from .http import routes as http
from .jobs import metrics as job_metrics
from .jobs import replay
from .jobs import routes as jobs
from .plugins import routes as plugins
from .plugins.staging import KERNEL
from .services import vitals
from .storage import rewrap
from .storage import routes as storage
from .tenancy import jobs as tenancy_jobs
from .tenancy import routes as tenancy

if TYPE_CHECKING:
    from .app import Kernel

MANIFEST = Manifest(
    id=KERNEL,
    title="Omni",
    summary="The kernel's own routes.",
    category="platform",
    level="platform",
    api=CONTRACT,
)


class KernelPlugin(Plugin):
    """Always on."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [*tenancy.PERMISSIONS, *auth.PERMISSIONS, *plugins.PERMISSIONS, *jobs.PERMISSIONS]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        kernel = self._kernel
        return [
            *tenancy.routes(kernel),
            *auth.routes(kernel),
            *plugins.routes(kernel),
            *jobs.routes(kernel),
            *http.routes(kernel),
            *platform.routes(kernel),
            *storage.routes(kernel),
        ]

    @hookimpl
    def omni_jobs(self) -> Sequence[Job[..., Any]]:
        kernel = self._kernel
        return [*account_jobs.jobs(kernel), *tenancy_jobs.jobs(kernel), *key_jobs.jobs(kernel), *rewrap.jobs(), *replay.JOBS]

    @hookimpl
    def omni_event_types(self) -> Sequence[EventType[Any]]:
        return KERNEL_EVENTS

    @hookimpl
    def omni_metrics(self) -> Sequence[Metric]:
        return [*metrics.METRICS, *job_metrics.metrics(self._kernel), *vitals.metrics(self._kernel)]

    @hookimpl
    def omni_health_checks(self) -> Sequence[HealthCheck]:
        return health.checks(self._kernel)
