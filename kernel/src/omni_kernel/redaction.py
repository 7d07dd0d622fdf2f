"""Secrets out of what is logged: the one place that decides what a secret looks like.

By name (`password`, `apiKey`, `Authorization`), by type (`SecretStr`) and by form (`Bearer …`, Omni's keys, webhook
secrets, JSON web tokens, passwords in URLs). It errs on the side of hiding.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from pydantic import BaseModel, Secret, SecretBytes, SecretStr

HIDDEN = "[redacted]"
MAX_DEPTH = 12
MAX_TEXT = 16_000

_NAMES = (
    "password|passwd|passphrase|secret|token|apikey|authorization|cookie|credential|bearer|signature"
    "|privatekey|writekey|signingkey|encryptionkey|masterkey|accesskey|sessionid|recoverycode|backupcode"
)
_SECRET_NAME = re.compile(_NAMES)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")

# What a text may hold; each alternative keeps its named group and loses the rest. Repetitions are bounded, and none
# stands before a keyword, so that no text makes the search slow.
_IN_TEXT = re.compile(
    r"(?P<header>(?:authorization|cookie)\\*[\"']?\s{0,3}[=:,]\s{0,3}[\[({]?b?\\*[\"']?)(?!\[redacted\])[^\r\n\"']+"
    r"|(?P<pair>(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|signature)"
    r"[\w.-]{0,40}\\*[\"']?\s{0,3}[=:]\s{0,3}(?:secret(?:str|bytes)\()?b?)(?!\[redacted\])"
    r"(?:\\*\"[^\"]*\"?|\\*'[^']*'?|[\[({][^\])}]*[\])}]?|[^\s\"',;&)}\]]+)"
    r"|(?P<scheme>\b(?:bearer|basic)\s{1,3})(?!\[redacted\])[^\s\"',;]+"
    r"|(?P<url>\b[a-z][a-z0-9+.-]{0,20}://)[^\s/@\"']+@"
    r"|\bomnis?_[0-9a-z]{20,}(?:_[0-9a-z]+)?"
    r"|\bwhsec_[0-9a-z+/=_-]+"
    r"|\bxox[a-z]-[0-9a-z-]+"
    r"|\beyj[0-9a-z_-]{6,2000}\.[0-9a-z_-]{6,2000}\.[0-9a-z_-]*"
    r"|-----begin [a-z ]{0,20}private key-----.*?(?:-----end [a-z ]{0,20}private key-----|$)",
    re.IGNORECASE | re.DOTALL,
)


# Without any of these nothing above matches; looking for them takes a fifth of the time.
_HINTS = tuple(
    "auth cookie passw passphrase secret token key credential signature bearer basic :// omni_ omnis_ whsec_ xox eyj".split()  # noqa: SIM905
)


@lru_cache(maxsize=4096)
def secret_name(name: str) -> bool:
    """Whether what goes by this name is a secret: `db_password`, `X-API-Key`, `clientSecret`."""
    return _SECRET_NAME.search(_NOT_IN_NAMES.sub("", name.lower())) is not None


def _kept(found: re.Match[str]) -> str:
    if found["url"]:
        return f"{found['url']}{HIDDEN}@"
    return (found["header"] or found["pair"] or found["scheme"] or "") + HIDDEN


def redact_text(text: str) -> str:
    """The text without what looks like a secret in it, and no longer than a log line should be."""
    if not any(map(text.lower().__contains__, _HINTS)):
        return text if len(text) <= MAX_TEXT else text[:MAX_TEXT] + "…"
    if len(text) <= MAX_TEXT:
        return _IN_TEXT.sub(_kept, text)
    # Looked through beyond the cut: half a key would no longer look like one.
    return _IN_TEXT.sub(_kept, text[: 2 * MAX_TEXT])[:MAX_TEXT] + "…"


def redact(value: object, depth: int = 0) -> object:
    """The value as plain JSON would have it, without secrets; what JSON has no form for becomes text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return redact_text(value)
    if isinstance(value, SecretStr | SecretBytes | Secret):
        return HIDDEN
    if depth >= MAX_DEPTH:
        return "…"
    return _redact_compound(value, depth + 1)


def _redact_compound(value: object, depth: int) -> object:
    if isinstance(value, BaseModel):
        return redact_fields({name: getattr(value, name, None) for name in type(value).model_fields}, depth)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return redact_fields({f.name: getattr(value, f.name, None) for f in dataclasses.fields(value)}, depth)
    if isinstance(value, Mapping):
        return redact_fields(value, depth)
    if isinstance(value, bytes | bytearray | memoryview):
        return redact_text(bytes(value).decode("utf-8", "backslashreplace"))
    if isinstance(value, list | tuple | set | frozenset):
        return _redact_items(value, depth)
    return redact_text(_shown(value))


def _redact_items(items: Iterable[object], depth: int) -> list[object]:
    parts = list(items)
    # A pair is how headers and cookies travel: ("Authorization", "Bearer …").
    if len(parts) == 2 and isinstance(parts[0], str | bytes) and secret_name(_name(parts[0])):
        return [redact(parts[0], depth), HIDDEN]
    return [redact(part, depth) for part in parts]


def redact_fields(fields: Mapping[object, object] | Mapping[str, object], depth: int = 0) -> dict[str, object]:
    """Fields without secrets, under the same names."""
    named = ((_name(key), value) for key, value in fields.items())
    return {redact_text(name): redact_field(name, value, depth) for name, value in named}


def redact_field(name: str, value: object, depth: int = 0) -> object:
    """One field's value, without secrets: by its name, its type or its form."""
    return HIDDEN if secret_name(name) and _says_something(value) else redact(value, depth)


def _says_something(value: object) -> bool:
    return not (value is None or isinstance(value, bool) or (isinstance(value, str) and not value))


def _name(key: object) -> str:
    return key.decode("utf-8", "backslashreplace") if isinstance(key, bytes) else str(key)


def _shown(value: object) -> str:
    try:
        return str(value)
    except Exception as error:  # noqa: BLE001  (any object may be logged, and a log line fails nobody)
        return f"<{type(value).__name__}: {type(error).__name__} in its text>"
