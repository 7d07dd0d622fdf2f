"""The disk is full: database, files and the private Redis stand on a small one of their own, in a mount namespace."""

from __future__ import annotations

import secrets
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from omni_testbed.faults import LEDGER, Figures, Load, Scene, quiet, scene
from omni_testbed.home import Home
from omni_testbed.waiting import until

MEBIBYTE = 2**20
SIZE = 96 * MEBIBYTE
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNT = 'cp -a "$1" "$1.full" && mount -t tmpfs -o size="$2" tmpfs "$1" && cp -a "$1.full/." "$1" && shift 2 && exec "$@"'
BLOB = 24 * MEBIBYTE


def possible() -> bool:
    """Whether a folder can be mounted over here."""
    if not (shutil.which("unshare") and shutil.which("nsenter")):
        return False
    tried = subprocess.run([*NAMESPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
    return tried.returncode == 0


pytestmark = pytest.mark.skipif(not possible(), reason="no user and mount namespaces here: `unshare -Urm` is refused")


class Disk:
    """The disk of a running installation, seen from outside of its namespace."""

    def __init__(self, pid: int, folder: Path) -> None:
        self.folder = Path(f"/proc/{pid}/root") / folder.relative_to("/")
        self._filling = self.folder / "filling"

    def free(self) -> int:
        """Bytes."""
        return shutil.disk_usage(self.folder).free

    def fill(self) -> None:
        """To the last byte."""
        with self._filling.open("ab", buffering=0) as file:
            for size in (MEBIBYTE, 4096, 1):
                while True:
                    try:
                        file.write(b"\0" * size)
                    except OSError:
                        break

    def clear(self) -> None:
        """Make room."""
        self._filling.unlink()


def test_full(sqlite: Home, figures: list[Figures]) -> None:
    """507 with a problem that says so, reading goes on, nothing is half written; with room again all goes on by itself."""
    through = (*NAMESPACE, "sh", "-c", MOUNT, "sh", str(sqlite.data), str(SIZE))
    with scene(sqlite, through=through) as it, Load(it, most=10**6) as load:
        disk = Disk(it.server.pid, sqlite.data)
        token = it.sign_in()
        load.reaches(20)
        assert put(it, "first").status_code == 204
        disk.fill()
        try:
            until(lambda: "room" in it.readiness()[1], "readiness tells")
            status, wrong = it.readiness()
            assert (status, set(wrong)) == (200, {"room"}), wrong
            refused(put(it, "second"))
            until(lambda: load.answers[507] > 0, "what is to be written is refused")
            assert it.client.get(f"{LEDGER}/which").status_code == 200
            assert it.client.get(f"{LEDGER}/files/first").json()["jobs"] == BLOB
            assert it.client.get(f"{LEDGER}/files/second").status_code == 404
            assert it.knows(token)
        finally:
            disk.clear()
        until(lambda: put(it, "second").status_code == 204, "there is room", seconds=30)
        load.end()
        assert set(load.answers) <= {202, 507}, load.answers
        assert it.client.get(f"{LEDGER}/files/second").json()["jobs"] == BLOB
        figures.append(it.settled(load.promised, load.uncertain))
        until(lambda: not it.readiness()[1], "readiness tells")
        whole(sqlite, disk)
        quiet(it.processes, "no room is left", 6)
        until(lambda: it.server.told("there is room"), "it is told that there is room", seconds=30)
        assert not [line for line in it.server.told("") if "exception" in line]


def put(it: Scene, name: str) -> httpx.Response:
    """Keep a file."""
    content = secrets.token_bytes(1024) * (BLOB // 1024)
    return it.client.put(f"{LEDGER}/files/{name}", content=content)


def refused(answer: httpx.Response) -> None:
    """What a caller is told."""
    assert answer.status_code == 507, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def whole(home: Home, disk: Disk) -> None:
    """Two files, none that was not finished, and a database without faults."""
    files = {path.name: path.stat().st_size for path in (disk.folder / "blobs").rglob("*") if path.is_file()}
    assert sum(size >= BLOB for size in files.values()) == 2, files
    assert sum(files.values()) < 2 * BLOB + MEBIBYTE, files
    assert home.rows("PRAGMA integrity_check") == [{"integrity_check": "ok"}]
