"""Processes of the benchmark: servers, the load, and what prepares data. All of them end with this one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.benchmarks import packages
from tests.benchmarks.apps.spec import PATH, Spec

ROOT = Path(__file__).resolve().parents[2]
BODY = b'{"name":"Ada","count":3,"tags":["a","b"]}'
CONNECTIONS = 32


class Failed(Exception):
    """A process did not do what it was started for."""


def environment(site: Path | None = None) -> dict[str, str]:
    """Ours without settings of Omni, with the packages in `site` installed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OMNI_", "PYTHON"))}
    return kept | {"PYTHONPATH": os.pathsep.join(str(p) for p in (ROOT, site) if p)}


def command(module: str, *arguments: str) -> list[str]:
    """Run a module of the benchmark."""
    return [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]


class Server:
    """A server process; it starts while we go on, so that several may start together."""

    def __init__(self, spec: Spec, site: Path | None = None) -> None:
        self.spec = spec
        arguments = command("serve", json.dumps(asdict(spec)), str(os.getpid()))
        self.process = subprocess.Popen(arguments, env=environment(site), cwd=ROOT, stdout=subprocess.PIPE)

    @cached_property
    def port(self) -> int:
        """Where it listens; waits until it does."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise Failed(f"the server {self.spec.app!r} did not start: exit code {self.process.wait()}")
        port: int = json.loads(line)["port"]
        return port

    def stop(self) -> None:
        """End it, and wait until it has."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def trim_log(self) -> None:
        """Throw away what it logged so far; a long run would fill a disk."""
        if (path := Path(self.spec.log)).is_file():
            os.truncate(path, 0)


@dataclass(frozen=True)
class Sample:
    """What one round came to; times in seconds. `cpu` is the server's per request, `busy` of one processor."""

    rate: float
    requests: float
    cpu: float
    busy: float
    load_busy: float
    p50: float
    p99: float


class Load:
    """The process that sends requests."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            command("load"), env=environment(), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(
        self, server: Server, requests: Sequence[bytes], *, seconds: float = 1.0, count: int = 0, connections: int = CONNECTIONS
    ) -> Sample:
        """One round against a server, for so many seconds or, where `count` is given, requests."""
        order = {
            "port": server.port, "pid": server.process.pid, "seconds": seconds, "count": count, "connections": connections,
            "requests": [b64encode(r).decode() for r in requests],
        }  # fmt: skip
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        if error := answer.get("error"):
            raise Failed(f"{server.spec.app}: {error}")
        server.trim_log()
        return Sample(**answer)

    def stop(self) -> None:
        """End it."""
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            pipe.close()
        self._process.wait()


@dataclass(frozen=True)
class Installation:
    """A data folder of Omni with so many plugins installed, and the keys of its tenants."""

    folder: Path
    site: Path
    keys: tuple[str, ...]

    @property
    def spec(self) -> Spec:
        """To serve it."""
        return Spec("omni", str(self.folder), self.keys[0], log=str(self.folder / "omni.log"))

    def serve(self, **changes: Any) -> Server:
        """A server of it."""
        return Server(replace(self.spec, **changes), self.site)

    def copied(self, folder: Path, toml: str = "", site: Path | None = None) -> Installation:
        """The same data with another configuration or other plugins; before the first server of it is started."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns("redis"))  # a server may run there
        (folder / "omni.toml").write_text(toml, encoding="utf-8")
        return replace(self, folder=folder, site=site or self.site)


def install(folder: Path, site: Path, *, plugins: int, tenants: int = 1, toml: str = "") -> Installation:
    """Make an installation; the site with the plugins is written when it is not there yet."""
    if not site.exists():
        packages.write(site, plugins)
    folder.mkdir(parents=True)
    (folder / "omni.toml").write_text(toml, encoding="utf-8")
    done = subprocess.run(
        command("prepare", str(folder), str(plugins), str(tenants)),
        env=environment(site), cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"preparing {folder} failed: {done.stdout} {done.stderr}")
    return Installation(folder, site, tuple(json.loads(done.stdout.splitlines()[-1])))


def post(key: str = "") -> bytes:
    """The request that is measured."""
    return request("POST", PATH, key, BODY)


def get(key: str = "") -> bytes:
    """Its sister without a body."""
    return request("GET", PATH, key)


def request(method: str, path: str, key: str = "", body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """As it goes over the wire."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "User-Agent: bench", "Accept: application/json"]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join([*lines, "", ""]).encode() + body
