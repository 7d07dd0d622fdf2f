"""`/docs`: Swagger UI from the files of its wheel and a script of ours; nothing is fetched from elsewhere.

Without a key the page shows the kernel's own routes; with one, what that key's tenant has. The bundled Swagger UI knows
OpenAPI up to 3.0, so the script rewrites what it shows (not what `/api/v1/openapi.json` says).
"""

from __future__ import annotations

import mimetypes
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from omni_kernel.http.openapi import Documents
from omni_sdk import Response

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
SWAGGER: Final = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
OWN: Final = {"": "index.html", "init.js": "init.js", "init.css": "init.css"}
PREFIX: Final = "/docs"


class Docs:
    """The pages under `/docs`, read from disk when first asked for."""

    def __init__(self, kernel: Kernel) -> None:
        self._documents = Documents(kernel)
        self._kept: dict[str, Response] = {}

    def answer(self, path: str) -> Response | None:
        """The file at a path, or None."""
        name = path.removeprefix(PREFIX).strip("/")
        if name == "openapi.json":
            return self._response(name, self._documents.text(frozenset()).encode())
        if name not in self._kept:
            found = self._file(name)
            if found is None:
                return None
            self._kept[name] = self._response(found.name, found.read_bytes())
        kept = self._kept[name]
        return Response(kept.status, dict(kept.headers), kept.body)

    def _file(self, name: str) -> Path | None:
        if name in OWN:
            return Path(str(files("omni_kernel.http") / "assets" / OWN[name]))
        if name in SWAGGER:
            from swagger_ui_bundle import swagger_ui_path

            return Path(str(swagger_ui_path)) / name
        return None

    def _response(self, name: str, content: bytes) -> Response:
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        age = "public, max-age=86400" if name in SWAGGER else "no-cache"
        return Response(200, {"content-type": kind, "content-security-policy": POLICY, "cache-control": age}, content)
