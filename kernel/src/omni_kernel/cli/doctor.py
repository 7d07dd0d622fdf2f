"""`omni doctor`: is everything here that Omni needs, and does it work?"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import FAILED, described
from omni_kernel.cli.running import read_settings, run

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.settings import Settings

CONNECT_SECONDS = 2
_VERSIONS = (
    "omni-kernel",
    "omni-plugin-sdk",
    "tortoise-orm",
    "pydantic",
    "starlette",
    "uvicorn",
    "arq",
    "redis",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: what, whether it is well, and the detail or the way out."""

    check: str
    ok: bool
    detail: str = ""
    critical: bool = True


def doctor(json: Json = False) -> None:
    """Check versions, configuration, folders, database, Redis, plugins and their health; exit code 1 if any is ill."""
    findings = [_versions()]
    try:
        settings = read_settings()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is a finding)
        findings.append(Finding("configuration", ok=False, detail=described(error)[0]))
    else:
        findings += [
            Finding("configuration", ok=True, detail=settings.environment),
            *_places(settings),
            *_kernel(),
        ]
    _show(findings, Console(json=json))
    if any(finding.critical and not finding.ok for finding in findings):
        raise typer.Exit(FAILED)


def _show(findings: list[Finding], console: Console) -> None:
    if console.json:
        rows = [{"check": f.check, "ok": f.ok, "critical": f.critical, "detail": f.detail} for f in findings]
        console.print({"ok": all(f.ok or not f.critical for f in findings), "checks": rows})
        return
    states = {(True, True): "ok", (True, False): "ok", (False, True): "ILL", (False, False): "warning"}
    console.table([{"check": f.check, "state": states[f.ok, f.critical], "detail": f.detail} for f in findings])


def _versions() -> Finding:
    found = [f"Python {platform.python_version()}"]
    for name in _VERSIONS:
        with suppress(PackageNotFoundError):
            found.append(f"{name} {version(name)}")
    return Finding("versions", ok=sys.version_info >= (3, 11), detail=", ".join(found))


def _places(settings: Settings) -> list[Finding]:
    folder, key_file = settings.data_dir, settings.secrets.key_file
    return [
        Finding(
            "data folder",
            _writable(folder),
            f"{folder}" if _writable(folder) else f"{folder} is not writable",
        ),
        _private(key_file),
    ]


def _writable(path: Path) -> bool:
    existing = next(place for place in (path, *path.parents) if place.exists())
    return existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)


def _private(path: Path) -> Finding:
    if not path.exists():
        return Finding("key ring", ok=False, detail=f"{path} does not exist: run omni init")
    open_to_others = path.stat().st_mode & 0o077
    return Finding(
        "key ring",
        not open_to_others,
        f"others may read {path}: chmod 600 it" if open_to_others else str(path),
    )


def _kernel() -> list[Finding]:
    """What only a running kernel can tell; that it does not start is a finding, too."""
    try:
        return run(_examine)
    except Exception as error:  # noqa: BLE001
        return [Finding("start", ok=False, detail=described(error)[0])]


async def _examine(kernel: Kernel) -> list[Finding]:
    from omni_kernel.storage import migrations

    late = await migrations.pending(kernel.settings.database.url, kernel.apps())
    found = [
        Finding("database", not late, f"pending: {', '.join(late)}: run omni migrate" if late else "migrated"),
        await _redis(kernel),
        *await _row_security(kernel),
    ]
    for status in kernel.registry.report:
        ok = status.standing == "loaded"
        detail = f"{status.version}" if ok else f"{status.standing}: {status.reason}; {status.hint}"
        found.append(Finding(f"plugin {status.id}", ok, detail, critical=False))
    return found + await _health(kernel)


async def _row_security(kernel: Kernel) -> list[Finding]:
    from omni_kernel.storage import security

    if kernel.db.dialect != "postgres":
        return []
    bare = await security.unprotected(kernel.db, kernel.apps())
    detail = f"nothing protects {', '.join(bare)}: declare them as TenantModel or AccountModel" if bare else "in force"
    return [Finding("row-level security", not bare, detail)]


async def _redis(kernel: Kernel) -> Finding:
    try:
        await kernel.redis.client.ping()
    except Exception as error:  # noqa: BLE001
        return Finding("redis", ok=False, detail=f"{error}: Omni works without it, slower", critical=False)
    # The health check that follows looks at the link, which connects on its own.
    connected = asyncio.Event()
    kernel.redis.on_connect(connected.set)
    with suppress(TimeoutError):
        await asyncio.wait_for(connected.wait(), CONNECT_SECONDS)
    return Finding("redis", ok=True, detail="answers", critical=False)


async def _health(kernel: Kernel) -> list[Finding]:
    from omni_sdk import HealthCheck

    found = []
    for plugin_id, check in kernel.registry.all(HealthCheck):
        try:
            async with kernel.contexts.platform(plugin_id) as ctx:
                health = await check.check(ctx)
            ok, detail = health.ok, health.detail
        except Exception as error:  # noqa: BLE001
            ok, detail = False, f"{type(error).__name__}: {error}"
        found.append(Finding(f"{plugin_id}: {check.name}", ok, detail, critical=check.critical))
    return found
