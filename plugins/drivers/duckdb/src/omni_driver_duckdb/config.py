"""What the operator configures in `[drivers.warehouse]`."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class DuckDBConfig(BaseModel):
    """How much of the machine queries may take, and where copies of segments lie."""

    model_config = ConfigDict(extra="forbid")

    cache: Path = Field(Path("warehouse"), description="Folder of local copies of segments; may be removed at any time.")
    cache_bytes: int = Field(
        20 * 2**30, ge=2**20, description="Beyond that the copies that were used least recently are removed."
    )
    cache_days: float = Field(7, gt=0, description="Copies that nobody used for so long are removed.")
    memory_mb: int = Field(1024, ge=64, description="Memory of one query; beyond it, it writes to disk.")
    spill_mb: int = Field(10_240, ge=0, description="What one query may write to disk in the end; 0: nothing.")
    threads: int = Field(0, ge=0, description="Processor cores of one query; 0: all.")
    queries: int = Field(4, ge=1, description="Queries that one process runs at once; others wait.")
    seconds: float = Field(120, gt=0, description="Longest time for a query.")
