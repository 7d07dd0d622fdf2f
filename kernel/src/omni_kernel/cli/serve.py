"""`omni serve`: the web server, a worker and the private Redis, under one command."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import CONFLICT, Refused
from omni_kernel.cli.running import log_to_stderr, read_settings, run
from omni_kernel.cli.supervisor import Child, Supervisor, die_with, stop_on_signals, tell_ready

if TYPE_CHECKING:
    from omni_kernel.app import Kernel
    from omni_kernel.settings import Settings

WORKER = Child("worker", ("worker",))
Parent = Annotated[int | None, typer.Option(hidden=True, help="Process to end with.")]
Ready = Annotated[int | None, typer.Option(hidden=True, help="Pipe to write to once the work has begun.")]


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any that is free.")] = None,
    workers: Annotated[int | None, typer.Option(help="Web processes.")] = None,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="Run a worker for jobs, too.")] = True,
    migrate: Annotated[bool, typer.Option("--migrate", help="Apply pending migrations first.")] = False,
    json: Json = False,
) -> None:
    """Serve HTTP, with a worker, until SIGTERM or Ctrl-C; with --workers above 1, SIGHUP replaces process by process."""
    gc.disable()  # nothing is garbage until requests come; the web process switches it on when it listens
    # Through the environment, so that child processes read the same.
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"OMNI_SERVER__{name}"] = str(value)
    settings, console = read_settings(), Console(json=json)
    if migrate:
        from omni_kernel.cli.migrate import bring_up_to_date

        bring_up_to_date(Console(json=True))
    children = [WORKER] if with_worker else []
    with listen(settings.server.host, settings.server.port) as listener:
        if settings.server.workers == 1:
            in_loop(_serve_here(settings, listener, children, console))
        else:
            _refuse_unmigrated()
            gc.enable()
            in_loop(_serve_by_children(settings, listener, children, console))


def web_process(
    fd: Annotated[int, typer.Option(help="The listening socket.")],
    parent: Parent = None,
    ready: Ready = None,
    json: Json = False,
) -> None:
    """Serve HTTP on an inherited socket: what `omni serve --workers` starts. SIGHUP: another process has taken over."""
    del json  # it prints nothing
    gc.disable()  # as above
    die_with(parent)
    in_loop(_serve_inherited(read_settings(), socket.socket(fileno=fd), ready))


def listen(host: str, port: int) -> socket.socket:
    """Open the listening socket; refused with the way out when the address is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # IPPROTO_TCP by name: without it asyncio does not set TCP_NODELAY on connections, which costs 90 % of throughput.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        hint = "choose another with --port, or end what listens there"
        raise Refused(f"cannot listen on {host}:{port} ({error.strerror or error}): {hint}", CONFLICT) from error
    listener.setblocking(False)
    listener.set_inheritable(True)
    return listener


def in_loop(main: Coroutine[Any, Any, None]) -> None:
    """Run to the end, on uvloop where there is one."""
    factory: Callable[[], asyncio.AbstractEventLoop] | None = None
    with suppress(ImportError):
        import uvloop

        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(main)


async def _serve_here(settings: Settings, listener: socket.socket, children: list[Child], console: Console) -> None:
    """Serve in this process; the worker starts once requests are answered, so that it delays none."""
    from omni_kernel.app import Kernel
    from omni_kernel.cli.web import run_web

    log_to_stderr(settings)
    stop = stop_on_signals()
    async with Kernel.open(settings, role="web") as kernel, asyncio.TaskGroup() as group:

        def ready() -> None:
            _announce(console, settings, listener)
            _tell_of_failures(kernel)
            group.create_task(Supervisor(children, stop).run())

        await run_web(kernel, listener, stop, ready)
        stop.set()


async def _serve_inherited(settings: Settings, listener: socket.socket, ready: int | None) -> None:
    """Serve beside other processes, until told to stop, or to leave since another has taken over."""
    from omni_kernel.app import Kernel
    from omni_kernel.cli.web import run_web

    log_to_stderr(settings)
    stop, leave = stop_on_signals(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, leave.set)
    async with Kernel.open(settings, role="web") as kernel:
        await run_web(kernel, listener, stop, lambda: tell_ready(ready), leave)


async def _serve_by_children(settings: Settings, listener: socket.socket, children: list[Child], console: Console) -> None:
    """Own the private Redis and supervise; web processes share the socket."""
    from omni_kernel.redis.server import PrivateServer

    log_to_stderr(settings)
    stop = stop_on_signals()
    arguments = ("web-process", "--fd", str(listener.fileno()))
    names = [f"web process {number + 1}" for number in range(settings.server.workers)]
    webs = [Child(name, arguments, (listener.fileno(),), signal.SIGHUP) for name in names]
    supervisor = Supervisor([*webs, *children], stop)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, supervisor.replace)
    listener.listen()
    redis = None if settings.redis.url else PrivateServer(settings.data_dir)
    try:
        if redis:
            await redis.start()
        _announce(console, settings, listener)
        await supervisor.run()
    finally:
        if redis:
            await redis.stop()


def _refuse_unmigrated() -> None:
    async def ask(kernel: Kernel) -> list[str]:
        from omni_kernel.storage import migrations

        return await migrations.behind(kernel.settings.database.url, kernel.apps())

    if "omni" in run(ask, migrated=False):
        raise Refused("the database is not migrated: run `omni migrate`, or give --migrate", CONFLICT)


def _announce(console: Console, settings: Settings, listener: socket.socket) -> None:
    host, port = listener.getsockname()[:2]
    scheme = "https" if settings.server.tls_certificate else "http"
    url = f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
    if console.json:
        console.print({"url": url, "pid": os.getpid(), "workers": settings.server.workers})
    else:
        console.say(f"Omni serves on {url} (Ctrl-C stops it)")
    sys.stdout.flush()


def _tell_of_failures(kernel: Kernel) -> None:
    for status in kernel.registry.report:
        if status.standing != "loaded":
            text = f"omni: plugin {status.id} is {status.standing}: {status.reason}; {status.hint}"
            print(text, file=sys.stderr, flush=True)
