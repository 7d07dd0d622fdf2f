"""One web process: uvicorn over the kernel's application, on a socket that was opened before."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

import uvicorn

from omni_kernel.http.asgi import HttpApp

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

BACKLOG: Final = 2048
PAUSE_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 10
LEAVE_SECONDS: Final = 30.0
"""How long a process whose place another has taken waits for its connections to end; idle ones end after five."""


class _Server(uvicorn.Server):
    """Tells when it listens, and leaves signals to us."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Not uvicorn's handlers: they would wait for open streams, and hide the signal from the supervisor."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.enable()
        gc.freeze()  # what was loaded at start stays: the collector need not look at it again
        self._ready()

    async def leave(self) -> None:
        """Accept nothing more, and answer on the connections that there are until the last of them is gone.

        Closing an idle one, as a shutdown does, would meet requests that are on their way.
        """
        for server in self.servers:
            server.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                await asyncio.sleep(PAUSE_SECONDS)  # what was accepted just now becomes a connection
                while self.server_state.connections:  # noqa: ASYNC110  (a set of uvicorn's, which tells nobody)
                    await asyncio.sleep(PAUSE_SECONDS)


async def run_web(
    kernel: Kernel,
    listener: socket.socket,
    stop: asyncio.Event,
    ready: Callable[[], None],
    leave: asyncio.Event | None = None,
) -> None:
    """Serve until `stop` is set: open streams are ended first, other requests may finish. Once `leave` is set another
    process has taken over: answers end their connections, and when none is left, all is done.
    """
    app = HttpApp(kernel)
    server = _Server(_config(kernel, app), ready)

    async def stopping() -> None:
        await stop.wait()
        app.end_streams()
        server.should_exit = True

    async def leaving(told: asyncio.Event) -> None:
        await told.wait()
        app.retire()
        await server.leave()
        stop.set()

    watches = [asyncio.create_task(stopping(), name="omni-web-stop")]
    if leave is not None:
        watches.append(asyncio.create_task(leaving(leave), name="omni-web-leave"))
    try:
        await server.serve(sockets=[listener])
    finally:
        for watch in watches:
            watch.cancel()


def _config(kernel: Kernel, app: HttpApp) -> uvicorn.Config:
    server = kernel.settings.server
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        ws="none",
        interface="asgi3",
        lifespan="on",
        access_log=False,
        log_config=None,
        log_level="warning",
        proxy_headers=False,  # the pipeline reads them, from trusted proxies only
        server_header=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=server.tls_certificate,
        ssl_keyfile=server.tls_key,
    )
