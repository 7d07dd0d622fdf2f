"""Omni itself: a kernel with every plugin that is on the path, as `omni serve` has it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from omni_kernel import log
from omni_kernel.app import Kernel
from omni_kernel.cli import web
from omni_kernel.http.asgi import HttpApp
from omni_kernel.settings import load
from tests.benchmarks.apps.spec import Spec

COUNTING = ("analytics", "report-", "format-")


@asynccontextmanager
async def omni(spec: Spec) -> AsyncIterator[Any]:
    """The whole pipeline; log lines as in `omni serve`, to a file."""
    log.configure(fd=os.open(spec.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT))
    async with Kernel.open(load(Path(spec.folder) / "omni.toml"), role="web") as kernel:
        yield Served(kernel) if spec.cached else Forgetful(kernel)


@asynccontextmanager
async def unmetered(spec: Spec) -> AsyncIterator[Any]:
    """The same without the hub of analytics, and what requires it: nobody counts requests."""
    log.configure(fd=os.open(spec.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT))
    plugins = [entry.load() for entry in entry_points(group="omni.plugins") if not entry.name.startswith(COUNTING)]
    async with Kernel.open(load(Path(spec.folder) / "omni.toml"), role="web", plugins=plugins) as kernel:
        yield Served(kernel)


class Served(HttpApp):
    """With the HTTP protocol that `omni serve` gives it."""

    def __init__(self, kernel: Kernel) -> None:
        super().__init__(kernel)
        self.protocol = web._config(kernel, self).http


class Forgetful(Served):
    """Forgets every key before each request, so that each is looked up in the database."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.kernel.keys._tokens.clear()
        await super().__call__(scope, receive, send)
