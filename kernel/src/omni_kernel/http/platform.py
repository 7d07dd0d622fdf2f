"""`/api/v1/platform`: how the installation is, and how it is configured, for its administrators."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

from pydantic import BaseModel, Field, JsonValue

from omni_kernel import settings
from omni_kernel.auth.models import Account
from omni_kernel.auth.routes.accounts import administrator
from omni_kernel.context import KernelContext, own
from omni_kernel.jobs.models import Job
from omni_kernel.storage.counting import by_state
from omni_kernel.tenancy.models import Tenant
from omni_sdk import Route, SignedIn
from omni_sdk.manifest import CONTRACT

from . import health

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


class Versions(BaseModel):
    """What runs."""

    omni: str
    contract: int = Field(description="Of plugins.")
    python: str
    database: str = Field(examples=["sqlite", "postgres"])


class Counts(BaseModel):
    """How much there is."""

    tenants: Mapping[str, int] = Field(description="By state.")
    accounts: int
    jobs: Mapping[str, int] = Field(description="By state; without those that are done.")


class Platform(BaseModel):
    """The installation."""

    environment: str
    public_url: str
    versions: Versions
    health: health.Report
    counts: Counts
    plugins: Mapping[str, int] = Field(description="By standing.")
    configuration: Mapping[str, JsonValue] = Field(description="As `omni config show` says it, without secrets.")


def routes(kernel: Kernel) -> Sequence[Route]:
    """Bound to one kernel."""

    async def show(ctx: KernelContext) -> Platform:
        """Versions, health, counts and configuration of the installation, for platform administrators."""
        administrator(ctx)
        found = await health.report(kernel)
        return Platform(
            environment=kernel.settings.environment,
            public_url=str(kernel.settings.public_url),
            versions=versions(kernel),
            health=found,
            counts=await counts(),
            plugins=found.plugins,
            configuration=settings.show(kernel.settings),
        )

    return [Route.get("/platform", own(show), auth=SignedIn())]


def versions(kernel: Kernel) -> Versions:
    """Of what runs here."""
    return Versions(omni=version("omni-kernel"), contract=CONTRACT, python=platform.python_version(), database=kernel.db.dialect)


async def counts() -> Counts:
    """Of the whole installation."""
    return Counts(
        tenants=await by_state(Tenant.all()),
        accounts=await Account.all().count(),
        jobs=await by_state(Job.exclude(state="done")),
    )
