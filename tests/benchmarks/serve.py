"""One server process: one uvicorn worker on uvloop with httptools, without access log. The same for Omni and its peers.

Takes its specification as JSON, and writes its port to standard output once it listens.
"""

from __future__ import annotations

import asyncio
import cProfile
import gc
import json
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import uvicorn
import uvloop

from omni_kernel.cli.supervisor import die_with
from tests.benchmarks.apps.spec import Spec

PEERS = {
    "starlette": "peers",
    "fastapi": "peers",
    "datasette": "peers",
    "usual": "usual",
    "lean": "usual",
    "omni": "omni",
    "unmetered": "omni",
    "bare_ingest": "ingest",
}


class Announcing(uvicorn.Server):
    """Tells when it listens, and leaves SIGTERM to us: uvicorn would end the process before a profile is written."""

    profile: cProfile.Profile | None = None

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.stop)
        yield

    def stop(self) -> None:
        """Finish what runs, then end."""
        self.should_exit = True

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        gc.collect()
        gc.freeze()  # as `omni serve` does; the peers may have it, too
        assert sockets
        if self.profile:
            asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, self.profile.enable)
        print(json.dumps({"port": sockets[0].getsockname()[1]}), flush=True)


async def serve(spec: Spec, profile: cProfile.Profile | None) -> None:
    """Serve until SIGTERM."""
    # IPPROTO_TCP by name: without it asyncio does not set TCP_NODELAY on connections.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    make = getattr(import_module(f"tests.benchmarks.apps.{PEERS[spec.app]}"), spec.app)
    async with make(spec) as app:
        config = uvicorn.Config(
            app, loop="none", http=getattr(app, "protocol", "httptools"), ws="none", interface="asgi3", lifespan="on",
            access_log=False, log_config=None, log_level="warning", proxy_headers=False, server_header=False,
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = Announcing(config)
        server.profile = profile
        await server.serve(sockets=[listener])


def main() -> None:
    """Serve what the first argument says, for the process that the second names."""
    spec = Spec(**json.loads(sys.argv[1]))
    die_with(int(sys.argv[2]))
    profile = cProfile.Profile() if spec.profile else None
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(spec, profile))
    if profile:
        profile.disable()
        profile.dump_stats(spec.profile)


if __name__ == "__main__":
    main()
