"""Settings and kernel for a command; the only place where one is opened at the command line."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from uuid import UUID

    from omni_kernel.app import Kernel
    from omni_kernel.jobs.caller import Caller
    from omni_kernel.settings import Settings

T = TypeVar("T")


def read_settings() -> Settings:
    """The settings of the `omni.toml` that `--config`, `OMNI_CONFIG` or the working directory lead to."""
    from omni_kernel import settings

    return settings.load(settings.find())


def log_to_stderr(settings: Settings, *, quiet: bool = False) -> None:
    """Begin to log as the settings say; a command's own kernel is `quiet`: it tells only what is wrong."""
    from omni_kernel import log

    log.configure("error" if quiet else settings.log.level, settings.log.format, fd=2)


def run(main: Callable[[Kernel], Awaitable[T]], *, migrated: bool = True) -> T:
    """Open a kernel for `main` and close it again; with `migrated=False` it may wait for migrations."""
    from omni_kernel.app import Kernel

    settings = read_settings()
    log_to_stderr(settings, quiet=True)

    async def inside() -> T:
        async with Kernel.open(settings, role="cli", migrated=migrated) as kernel:
            return await main(kernel)

    return asyncio.run(inside())


def operator(tenant_id: UUID | None = None) -> Caller:
    """Who acts at the command line: whoever may run it may everything."""
    from omni_kernel.jobs.caller import Caller

    return Caller("omni", tenant_id, "system", "cli", None, None, None)
