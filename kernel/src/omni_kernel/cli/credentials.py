"""Where `omni login` keeps what it got: one file of the person's own, a token for each Omni."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omni_kernel.cli.errors import NOT_FOUND, USAGE, Refused


@dataclass(frozen=True, slots=True)
class Credential:
    """A login that was done: where, whose, and the bearer token."""

    url: str
    email: str
    token: str


def path() -> Path:
    """`omni/credentials.json` in `$XDG_CONFIG_HOME`, else in `~/.config` (XDG Base Directory Specification)."""
    named = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser()
    base = named if named.is_absolute() else Path("~/.config").expanduser()  # the specification ignores relative ones
    return base / "omni" / "credentials.json"


def current() -> str | None:
    """The Omni that one signed in at last."""
    url: str | None = _read()["current"]
    return url


def of(url: str) -> Credential | None:
    """What is kept for that Omni."""
    kept = _read()["servers"].get(url)
    return Credential(url, kept["email"], kept["token"]) if kept else None


def wanted(url: str | None) -> Credential:
    """The login at `url`, or the last one; refused when there is none."""
    at = url or current()
    found = of(at) if at else None
    if found is None:
        there = f" at {at}" if at else ""
        raise Refused(f"nobody is signed in{there}: omni login{f' --url {at}' if at else ''}", NOT_FOUND)
    return found


def keep(login: Credential) -> None:
    """Remember a login, as the current one."""
    content = _read()
    content["servers"][login.url] = {"email": login.email, "token": login.token}
    _write(content | {"current": login.url})


def forget(url: str) -> None:
    """Forget the login there."""
    content = _read()
    content["servers"].pop(url, None)
    if content["current"] == url:
        content["current"] = next(iter(content["servers"]), None)
    _write(content)


def _read() -> dict[str, Any]:
    file = path()
    try:
        with file.open(encoding="utf-8") as opened:
            if os.fstat(opened.fileno()).st_mode & 0o077:
                raise Refused(f"{file} can be read by others: log in anew after rm {file}, or chmod 600 {file}")
            content = json.load(opened)
            servers = {
                url: {"email": str(kept["email"]), "token": str(kept["token"])} for url, kept in content["servers"].items()
            }
    except FileNotFoundError:
        return {"current": None, "servers": {}}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{file} is not what omni login wrote: remove it, and log in anew", USAGE) from error
    return {"current": content.get("current"), "servers": servers}


def _write(content: dict[str, Any]) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    file = path()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, beside = tempfile.mkstemp(dir=file.parent)  # mode 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        json.dump(content, opened, indent=2)
    Path(beside).replace(file)
