"""The dashboard at `/`: the built files of the package that the entry point group `omni.dashboard` names, if there is one.

A path that is no file of it and nobody's route is one of its pages: browsers get `index.html`, whose script reads the
address. All that it loads is its own (Content-Security-Policy); styles that its script adds bear a nonce.
"""

from __future__ import annotations

import mimetypes
import re
import secrets
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from omni_sdk import Response

GROUP: Final = "omni.dashboard"
NONCE: Final = b"__NONCE__"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
    # A login by SAML posts a form to the identity provider.
    "connect-src 'self'; form-action 'self' https:; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {"referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin"}
CODINGS: Final = {"br": ".br", "gzip": ".gz"}
"""Content codings that files are kept in, the smallest first."""
REFUSED: Final = re.compile(r"q=0(\.0*)?")
NEVER: Final = ("/api/", "/docs/")
"""Below these nothing is a page, whoever asks."""
HASHED: Final = "/assets/"
"""Here a file's name changes with its content."""


class Dashboard:
    """Files are read when first asked for, and kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self._given = folder
        self._kept: dict[str, bytes] = {}

    def answer(self, path: str, fields: Mapping[bytes, bytes]) -> Response | None:
        """The file at a path, the page for a browser that looks for one, or None."""
        name = path.removeprefix("/")
        if name in self._files and name != "index.html":
            return self._file(name, fields)
        if path.startswith(NEVER) or b"text/html" not in fields.get(b"accept", b""):
            return None
        return self._page() if "index.html" in self._files else None

    @cached_property
    def _folder(self) -> Path | None:
        """Where the files are; None where no dashboard is installed."""
        if self._given is not None:
            return self._given
        for point in entry_points(group=GROUP):
            if (spec := find_spec(point.module)) is not None and spec.origin is not None:
                return Path(spec.origin).parent / "dist"
        return None

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        if self._folder is None or not self._folder.is_dir():
            return {}
        return {path.relative_to(self._folder).as_posix(): path for path in self._folder.rglob("*") if path.is_file()}

    def _page(self) -> Response:
        nonce = secrets.token_urlsafe(16)
        policy = POLICY.format(nonce=nonce)
        headers = {**HEADERS, "content-type": "text/html; charset=utf-8", "content-security-policy": policy}
        return Response(200, headers | {"cache-control": "no-cache"}, self._read("index.html").replace(NONCE, nonce.encode()))

    def _file(self, name: str, fields: Mapping[bytes, bytes]) -> Response:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        age = "public, max-age=31536000, immutable" if f"/{name}".startswith(HASHED) else "no-cache"
        headers = {**HEADERS, "content-type": kind, "cache-control": age, "vary": "accept-encoding"}
        accepted = set(accepted_codings(fields.get(b"accept-encoding", b"").decode("latin-1")))
        for coding, suffix in CODINGS.items():
            if coding in accepted and name + suffix in self._files:
                return Response(200, headers | {"content-encoding": coding}, self._read(name + suffix))
        return Response(200, headers, self._read(name))

    def _read(self, name: str) -> bytes:
        if name not in self._kept:
            self._kept[name] = self._files[name].read_bytes()
        return self._kept[name]


def accepted_codings(header: str) -> Iterator[str]:
    """Content codings of an `Accept-Encoding`, without those that it refuses by `q=0` (RFC 9110, 12.5.3)."""
    for one in header.split(","):
        coding, _, weight = one.partition(";")
        if not REFUSED.fullmatch(weight.replace(" ", "")):
            yield coding.strip().lower()
