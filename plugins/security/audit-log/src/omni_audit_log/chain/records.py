"""What is kept of an event: what happened, who did it, from where, to what, and how it ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from math import isfinite
from typing import Any, Final

from omni_sdk import Event

from .pseudonyms import Cover, Fact, covered

MOST_INTEGER: Final = 2**53 - 1
"""Beyond it JSON numbers are not exact (RFC 8785 appendix D): such numbers become text."""
DENIED: Final = frozenset({401, 403})
FAILED: Final = ("failed", "refused", "denied", "broken", "rejected")
"""How the name of an event ends that tells of something that did not succeed."""
NAMING: Final = ("path", "plugin", "subject", "name", "provider")
"""Fields that name what an event is about, where it has no id."""


def record_of(event: Event[Any], cover: Cover, recorded: datetime) -> dict[str, Any]:
    """The record of an event, personal data covered; all of it is JSON that RFC 8785 takes."""
    data = sane(event.data)
    kind, _, who = (event.actor or "system:omni").partition(":")
    account = _account(event, kind, who)
    outcome = outcome_of(event.type, data)
    shown = covered(data, cover, account)
    return {
        "id": str(event.id),
        "type": event.type,
        "time": instant(event.time),
        "recorded": instant(recorded),
        "actor": f"{kind}:{_actor(kind, who, account, cover)}",
        "ip": cover(Fact("ip", event.ip, account)) if event.ip else "",
        "user_agent": covered(sane(event.user_agent or ""), cover, account),
        "request_id": event.request_id or "",
        "outcome": outcome,
        "resource": resource_of(event.type, shown)[:300],
        "data": shown,
    }


def facts_of(event: Event[Any], recorded: datetime) -> set[Fact]:
    """All that is personal in an event."""
    facts: set[Fact] = set()

    def noted(fact: Fact) -> str:
        facts.add(fact)
        return ""

    record_of(event, noted, recorded)
    return facts


def instant(moment: datetime) -> str:
    """RFC 3339, UTC, in microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _account(event: Event[Any], kind: str, who: str) -> str:
    """Whose address and words these are: the actor's, or of whom somebody unknown proved to be."""
    if kind == "account":
        return who
    told = event.data.get("account_id") if isinstance(event.data, dict) else None
    return told if kind == "anonymous" and isinstance(told, str) else ""


def _actor(kind: str, who: str, account: str, cover: Cover) -> str:
    if kind == "account":
        return cover(Fact("account", who, who))
    return cover(Fact("ip", who, account)) if kind == "anonymous" and who else who


def outcome_of(type_: str, data: Any) -> str:
    """`success`, `denied` or `failure`, by the status of an API call or the name of the event."""
    status = data.get("status") if isinstance(data, dict) else None
    if isinstance(status, int) and status >= 400:
        return "denied" if status in DENIED else "failure"
    last = type_.rpartition(".")[2]
    return ("denied" if last in {"denied", "refused"} else "failure") if last in FAILED else "success"


def resource_of(type_: str, data: Any) -> str:
    """What it happened to: `Invoice:0190…`, `session:0190…`, or a name."""
    if not isinstance(data, dict):
        return ""
    if type_ == "data.changed":
        return f"{data.get('model')}:{data.get('row_id')}"
    ids = [key for key in data if key.endswith("_id") and key != "account_id" and isinstance(data[key], str)]
    if ids:
        return f"{ids[0].removesuffix('_id')}:{data[ids[0]]}"
    named: str | None = next((key for key in NAMING if isinstance(data.get(key), str)), None)
    if "account_id" in data and named in {None, "name"}:
        return f"account:{data['account_id']}"
    return "" if named is None else data[named] if named == "path" else f"{named}:{data[named]}"


# -- what RFC 8785 takes -----------------------------------------------------------------------------


def sane(value: Any) -> Any:
    """The JSON value without what has no canonical form, or no place in a database."""
    kinds: dict[type, Callable[[Any], Any]] = {str: _text, int: _integer, float: _float, dict: _object, list: _list}
    make = kinds.get(type(value))
    return make(value) if make else value


def _text(value: str) -> str:
    return value.encode("utf-8", "replace").decode()


def _integer(value: int) -> int | str:
    return value if abs(value) <= MOST_INTEGER else str(value)


def _float(value: float) -> float | str:
    # Large ones are written like integers, and would be read back as such.
    return value if isfinite(value) and abs(value) <= MOST_INTEGER else str(value)


def _object(value: dict[str, Any]) -> dict[str, Any]:
    return {_text(key): sane(item) for key, item in value.items()}


def _list(value: list[Any]) -> list[Any]:
    return [sane(item) for item in value]
