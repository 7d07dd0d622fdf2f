"""A redis-server of a test's own, which nobody else starts again."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from redis import Redis

from omni_kernel.redis.server import executable

from .waiting import until


class OwnRedis:
    """It runs, and may be stopped; with nothing of what it held when it is started again."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder, self.url = folder, f"unix://{folder}/r.sock"
        self.start()

    def start(self) -> None:
        """Start it, and wait for its socket."""
        options = ["--port", "0", "--unixsocket", f"{self.folder}/r.sock", "--dir", str(self.folder), "--save", ""]
        self.process = subprocess.Popen([executable(), *options], stdout=subprocess.DEVNULL)
        until((self.folder / "r.sock").exists, "redis listens")

    def stop(self) -> None:
        """End it, by its own id."""
        self.process.terminate()
        self.process.wait(timeout=10)

    def command(self, *words: str) -> Any:
        """Have it do something."""
        with Redis.from_url(self.url) as client:
            return client.execute_command(*words)
