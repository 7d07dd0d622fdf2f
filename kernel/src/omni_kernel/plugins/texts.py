"""Texts of plugins in the reader's language: `locales/<language>.json` in a plugin's package, `{"text": "translation"}`.

What a plugin declares stands in English; a text without a translation stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter
from structlog import get_logger

from omni_kernel.plugins.discovery import package_folder

log = get_logger("omni.plugins")
SOURCE: Final = "en"
FOLDER: Final = "locales"
MOST_BYTES: Final = 1_000_000
SCHEMA_WORDS: Final = frozenset({"title", "description"})
VALUES: Final = frozenset({"default", "examples", "example", "const", "enum"})
"""Of a JSON Schema: what is no text for people."""
_FILE: Final = TypeAdapter(dict[str, str])
_RANGE: Final = re.compile(r"\s*([A-Za-z0-9-]{1,35}|\*)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?")
Catalogue = Mapping[str, str]


class Words:
    """The texts of one plugin in one language."""

    __slots__ = ("_catalogue",)

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def __call__(self, text: str) -> str:
        """The translation, or the text."""
        return self._catalogue.get(text, text)

    def within(self, value: Any, keys: Collection[str] = SCHEMA_WORDS) -> Any:
        """The same data, with the texts under these keys translated, however deep; what is an example stays."""
        if not self._catalogue:
            return value
        if isinstance(value, Mapping):
            return {
                k: self(v) if k in keys and isinstance(v, str) else v if k in VALUES else self.within(v, keys)
                for k, v in value.items()
            }
        return [self.within(one, keys) for one in value] if isinstance(value, list | tuple) else value


NO_WORDS: Final = Words({})


class Texts:
    """Catalogues of all plugins of this process, each read when it is first asked for."""

    def __init__(self, packages: Mapping[str, str]) -> None:
        self._packages = packages
        self._kept: dict[tuple[str, str], Words] = {}
        self._languages: frozenset[str] | None = None

    def of(self, plugin_id: str, language: str) -> Words:
        """The words of a plugin; of `de-CH` those of `de`, where there are no others."""
        if language not in self._known():
            main = language.partition("-")[0]
            return self.of(plugin_id, main) if main in self._known() else NO_WORDS
        found = self._kept.get((plugin_id, language))
        if found is None:
            found = self._kept[plugin_id, language] = Words(read(self._packages.get(plugin_id, ""), language))
        return found

    def all(self, language: str) -> Words:
        """The words of all of them together: for what is no plugin's alone."""
        found = self._kept.get(("", language))
        if found is None:
            every = {k: v for package in [*self._packages.values()][::-1] for k, v in read(package, language).items()}
            found = self._kept["", language] = Words(every) if language in self._known() else NO_WORDS
        return found

    def language(self, accepted: str | None, others: Sequence[str | None]) -> str:
        """The first that there are texts in: what the request accepts, then these."""
        named = [one for one in others if one]
        for wanted in [*ranges(accepted[:500] if accepted else ""), *named]:
            for language in (wanted, wanted.partition("-")[0]):
                if language == SOURCE or language in self._known():
                    return language
        return SOURCE

    def _known(self) -> frozenset[str]:
        if self._languages is None:
            self._languages = frozenset(name for package in set(self._packages.values()) for name in languages(package))
        return self._languages


def ranges(header: str) -> list[str]:
    """Of `Accept-Language` (RFC 9110, 12.5.4), the best first; what cannot be read is passed over."""
    found: list[tuple[float, int, str]] = []
    for part in header.split(","):
        if (match := _RANGE.fullmatch(part)) and match[1] != "*" and (quality := float(match[2] or 1)) > 0:
            language, _, region = match[1].partition("-")
            found.append((-quality, len(found), f"{language.lower()}-{region}" if region else language.lower()))
    return [name for _, _, name in sorted(found)]


@lru_cache(maxsize=500)
def languages(package: str) -> tuple[str, ...]:
    """That a package has texts in."""
    folder = package_folder(package) if package else None
    return tuple(sorted(path.stem for path in (folder / FOLDER).glob("*.json"))) if folder else ()


def read(package: str, language: str) -> dict[str, str]:
    """A catalogue; one that cannot be read is told in the log, and is empty."""
    if language not in languages(package):
        return {}
    path = (package_folder(package) or Path()) / FOLDER / f"{language}.json"
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES} bytes")
        found: dict[str, str] = _FILE.validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        log.warning("translations cannot be read", package=package, language=language, error=str(error).partition("\n")[0])
        return {}
    return found
