"""The database of one test, on whichever server this run is for."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import urlsplit

from . import postgres

SQLITE = "sqlite://"


def made(place: Path, template: str | None = None) -> str:
    """The URL of a new database, at `place` where it is a file: empty, or a copy of that of another URL."""
    if postgres.wanted():
        return postgres.database_url(postgres.create(template and _name(template)))
    if template:
        shutil.copy(template.removeprefix(SQLITE), place)
    return f"{SQLITE}{place}"


def dropped(url: str) -> None:
    """Remove it, where it does not go with the test's folder."""
    if not url.startswith(SQLITE):
        postgres.drop(_name(url))


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")
