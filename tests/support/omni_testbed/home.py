"""A data folder of its own, the `omni` command over it, and the servers that a test starts there."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from omni_kernel.redis.server import socket_path

from .environment import Environment
from .waiting import until

CONFIGURATION = """\
[server]
port = 0

[auth]
argon2_time_cost = 1
argon2_memory_kib = 8
argon2_parallelism = 1

[log]
level = "info"
"""
URL = re.compile(r'"url": "(http://[^"]+)"')
COMMAND_SECONDS = 240
NOTHING: Mapping[str, str] = {}
ASK = """
import json, sqlite3, sys
path, statement, values = json.loads(sys.argv[1])
db = sqlite3.connect(path, timeout=10)
db.row_factory = sqlite3.Row
with db:
    print(json.dumps([dict(row) for row in db.execute(statement, values)]))
"""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """What it printed, which must be JSON and nothing else."""
        return json.loads(self.out)


class Home:
    """`home.omni("tenant", "list")` as a person would type it."""

    def __init__(self, folder: Path, environment: Environment, configuration: str = CONFIGURATION) -> None:
        self.folder, self.environment = folder, environment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "omni.toml").write_text(configuration, "utf-8")
        self.variables: dict[str, str] = {}
        self.key = ""
        self.first: dict[str, Any] = {}
        """What `omni init` printed."""
        self.namespace: int | None = None
        """A process that sees another data folder than we do: it is the one that counts."""

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def run(self, *arguments: str | Path, typed: str = "") -> Done:
        """Run a command to its end; `typed` comes on its standard input."""
        process = subprocess.Popen(
            self._command(arguments), cwd=self.folder, env=self._environment(), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            out, err = process.communicate(typed, timeout=COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)  # faulthandler writes where every thread stands
            out, err = process.communicate(timeout=10)
            raise AssertionError(f"omni {' '.join(map(str, arguments))} hangs:\n{out}\n{err}") from None
        return Done(process.returncode, out, err)

    def omni(self, *arguments: str | Path) -> Done:
        """Run a command that must succeed."""
        done = self.run(*arguments)
        assert done.code == 0, f"omni {' '.join(map(str, arguments))}: exit code {done.code}\n{done.out}\n{done.err}"
        return done

    def ask(self, *arguments: str | Path) -> Any:
        """What a command prints under --json."""
        return self.omni(*arguments, "--json").json()

    def init(self) -> str:
        """`omni init`; the platform administrator's key."""
        self.first = self.ask("init")
        self.key = self.first["administrator_key"]
        return self.key

    def copy(self, ready: Home) -> None:
        """Take over what `omni init` made elsewhere, which is quicker than to do it again."""
        shutil.copytree(ready.data, self.data, ignore=shutil.ignore_patterns("redis", "*.log"))
        self.key = ready.key

    @contextmanager
    def running(self, *arguments: str, through: tuple[str, ...] = (), variables: Mapping[str, str] = NOTHING) -> Iterator[Server]:
        """A server or a worker, from its start to a clean end; `through` is a command that starts it."""
        server = Server(self, arguments, through, variables)
        try:
            yield server
        finally:
            server.end()

    def start(
        self, arguments: tuple[str, ...], out: Path, through: tuple[str, ...] = (), variables: Mapping[str, str] = NOTHING
    ) -> subprocess.Popen[bytes]:
        """A process that goes on; its output goes to a file."""
        command = [*through, *self._command(arguments)]
        with out.open("wb") as file:
            return subprocess.Popen(
                command, cwd=self.folder, env={**self._environment(), **variables}, stdin=subprocess.DEVNULL,
                stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip

    @property
    def database(self) -> str:
        """The URL of its database, when that is not a file in the data folder."""
        return self.variables.get("OMNI_DATABASE__URL", "")

    def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Ask the database beside the running processes, as one whom nothing is hidden from; changes are committed."""
        if self.database:
            return asyncio.run(_rows(self.database, statement, values))
        if self.namespace:
            return self._rows_inside(self.namespace, statement, values)
        with closing(sqlite3.connect(self.data / "omni.db", timeout=10)) as db, db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(statement, values)]

    def _rows_inside(self, pid: int, statement: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
        # SQLite resolves links, and would come from /proc/<pid>/root back to our own folder.
        enter = ["nsenter", "--target", str(pid), "--user", "--mount", "--preserve-credentials"]
        asked = json.dumps([str(self.data / "omni.db"), statement, values], default=str)
        command = [*enter, sys.executable, "-c", ASK, asked]
        return list(json.loads(subprocess.run(command, check=True, capture_output=True, timeout=30).stdout))

    def redis_pid(self) -> int:
        """Process id of the private Redis that runs for this data folder."""
        with socket.socket(socket.AF_UNIX) as link:
            link.connect(str(socket_path(self.data.resolve() / "redis")))
            link.settimeout(5)
            link.sendall(b"INFO server\r\n")
            text = b""
            while b"process_id:" not in text:
                text += link.recv(65536)
        return int(text.partition(b"process_id:")[2].split()[0])

    def _command(self, arguments: tuple[str | Path, ...]) -> list[str]:
        return [str(self.environment.omni), *map(str, arguments)]

    def _environment(self) -> dict[str, str]:
        return self.environment.variables() | self.variables


class Server:
    """A process of Omni's that a test started, with its children."""

    count = 0

    def __init__(
        self, home: Home, arguments: tuple[str, ...], through: tuple[str, ...] = (), variables: Mapping[str, str] = NOTHING
    ) -> None:
        Server.count += 1
        self.home, self.arguments = home, arguments
        self.log = home.folder / f"{arguments[0]}-{Server.count}.log"
        self.process = home.start(arguments, self.log, through, variables)

    @property
    def pid(self) -> int:
        """Of the first process."""
        return self.process.pid

    def output(self) -> str:
        """All that it wrote so far."""
        return self.log.read_text("utf-8", errors="replace")

    def told(self, event: str) -> list[dict[str, Any]]:
        """The lines of its log that say this."""
        lines = [json.loads(line) for line in self.output().splitlines() if line.startswith("{") and line.endswith("}")]
        return [line for line in lines if event in str(line.get("event"))]

    def url(self) -> str:
        """Where it serves, once it does: its first answer has been seen."""
        found = until(self._url, f"{' '.join(self.arguments)} says where it serves")
        until(lambda: httpx.get(f"{found}/healthz").status_code == 200, "the server answers", ignore=(httpx.HTTPError,))
        return found

    def client(self, key: str = "", **headers: str) -> httpx.Client:
        """A client with a key; on one connection of its own."""
        said = ({"Authorization": f"Bearer {key}"} if key else {}) | headers
        return httpx.Client(base_url=self.url(), headers=said, timeout=10, limits=httpx.Limits(max_connections=1))

    def children(self, word: str = "") -> list[int]:
        """Process ids of its children that live, or of those with that argument."""
        return [pid for pid in children_of(self.pid) if not word or word in command_of(pid).split()]

    def terminate(self) -> int:
        """SIGTERM, and its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def end(self) -> None:
        """End it and whatever it started, by their ids."""
        if self.process.poll() is not None:
            return
        families = [self.pid, *children_of(self.pid)]
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            for pid in families:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(timeout=10)
            raise AssertionError(f"omni {' '.join(self.arguments)} did not end on SIGTERM:\n{self.output()[-3000:]}") from None

    def _url(self) -> str | None:
        code = self.process.poll()
        assert code is None, f"omni {' '.join(self.arguments)} ended with {code}:\n{self.output()[-3000:]}"
        found = URL.search(self.output())
        return found[1] if found else None


async def _rows(url: str, statement: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
    import asyncpg

    first, *rest = statement.split("?")
    connection = await asyncpg.connect(url, timeout=10)
    try:
        await connection.execute("SET ROLE omni_admin")
        found = await connection.fetch(first + "".join(f"${n}{part}" for n, part in enumerate(rest, 1)), *values)
    finally:
        connection.terminate()
    return [dict(row) for row in found]


def children_of(pid: int) -> list[int]:
    """Child processes of a process, none when it has gone."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text().split())
    return found


def command_of(pid: int) -> str:
    """The command line of a process, or nothing when it has gone or is a zombie."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""
