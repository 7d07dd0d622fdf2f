"""`omni schedule`: what runs by the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, Json, group
from omni_kernel.cli.running import run
from omni_kernel.cli.tenants import moment

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

app = group("Schedules: what runs by the clock.")


@app.callback()
def schedules() -> None:
    """Schedules: what runs by the clock."""


@app.command("list")
def list_(
    tenant: Annotated[str | None, typer.Option(help="Only of this tenant, by slug or id.")] = None,
    json: Json = False,
) -> None:
    """List schedules and when each is due."""

    async def ask(kernel: Kernel) -> list[dict[str, Any]]:
        from omni_kernel.jobs.models import Schedule

        rows = Schedule.all().order_by("plugin_id", "name")
        if tenant:
            rows = rows.filter(tenant_id=(await kernel.tenants.get(tenant)).id)
        return [
            {
                "tenant_id": str(row.tenant_id) if row.tenant_id else None,
                "plugin": row.plugin_id,
                "name": row.name,
                "cron": row.cron,
                "zone": row.zone,
                "due": moment(datetime.fromtimestamp(row.next_due / 1000, UTC)) if row.next_due is not None else None,
            }
            for row in await rows
        ]

    Console(json=json).table(run(ask), empty="no schedules: they come with plugins that are enabled")
