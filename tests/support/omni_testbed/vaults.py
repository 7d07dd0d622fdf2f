"""Installations whose vault is full: what tests of backups and transfers ask of them."""

from __future__ import annotations

import subprocess
import time
from typing import Any

from .home import Home
from .waiting import until

SECRET = "the tenant's secret token"


class Vault(Home):
    """Its database is named in its own configuration: a variable would count for the other side of a transfer, too."""

    url = ""

    @property
    def database(self) -> str:
        """The URL of its database, when that is not a file in the data folder."""
        return self.url


def checked(home: Home) -> Any:
    """What the vault says of itself, which must be that all is whole."""
    told = home.ask("vault", "check", "--tenant", "acme")
    assert told["wrong"] == []
    assert told["sum"] == 10 * 100
    assert told["token"] == SECRET
    return told


def killed(home: Home, arguments: tuple[str, ...], seconds: float, typed: str = "replace\n") -> bool:
    """Start a command, and kill it after so long; whether it still ran."""
    process = subprocess.Popen(
        home._command(arguments), cwd=home.folder, env=home._environment(), stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin
    process.stdin.write(typed.encode())
    process.stdin.close()
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() > end or process.poll() is not None, "its time comes")
    ran = process.poll() is None
    process.kill()
    process.wait()
    return ran
