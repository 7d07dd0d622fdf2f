"""A process that writes segments, reads its own and those of others, and drops some; it fails where anything is amiss."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from bound import Bound, SomeTenant
from random_events import DAY, numbered

from omni_analytics import events_table
from omni_driver_duckdb.driver import DuckDB
from omni_driver_files import FileBlobs


async def main(folder: Path, tenant: SomeTenant, name: str) -> None:
    """Do all of it."""
    blobs = Bound(FileBlobs(FileBlobs.Config.model_validate({"folder": folder / "blobs"})), str(tenant.id))
    warehouse = DuckDB(DuckDB.Config.model_validate({"cache": folder / "shared", "cache_bytes": 2**20, "threads": 1}))
    view = warehouse.for_tenant(tenant)  # type: ignore[arg-type]  # a double
    table, kept = events_table(), []
    for at in range(10):
        segment = await view.write(blobs, f"events/{name}{at}.parquet", DAY, numbered(500))
        kept.append(segment)
        found = await view.query(blobs, kept, table.agg(n=table.count(), ids=table.message_id.nunique()))
        assert found.to_pylist() == [{"n": 500 * len(kept), "ids": 500}], found
        if at % 2:
            await view.drop(blobs, kept.pop(0).name)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), SomeTenant(UUID(sys.argv[2])), sys.argv[3]))
