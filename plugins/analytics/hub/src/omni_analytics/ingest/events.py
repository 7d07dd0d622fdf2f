"""From batches of the log to rows of the warehouse; what breaks the tracking plan comes out with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from omni_analytics.contract.warehouse import SCHEMA, arrow_schema

from .messages import KINDS, LARGEST_MESSAGE, Counted, EventBody, Message
from .plan import PLAN, told

if TYPE_CHECKING:
    import pyarrow as pa

AHEAD = timedelta(days=1)
OLDEST = timedelta(days=3660)
SKEW = timedelta(minutes=1)
"""A client's clock that is off by less is taken for right: it is the way that takes time."""
NULL = "\0"


@dataclass(frozen=True)
class Batch:
    """A row of the log, as the writer reads it."""

    id: str
    form: str
    source: str
    received: datetime
    body: bytes


@dataclass(frozen=True)
class Refusal:
    """An event that is not kept."""

    received: datetime
    source: str
    message_id: str
    name: str
    reason: str
    message: str


class Broken(ValueError):
    """An event that is not as it has to be; its text says why."""


@dataclass
class Rows:
    """Rows as they are collected, column by column, each `message_id` once."""

    strict: bool = False
    """Events outside of the tracking plan are refused."""
    erased: frozenset[str] = frozenset()
    """Digests of people whose events are not kept."""
    columns: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in SCHEMA})
    days: list[date] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def read(self, batch: Batch) -> None:
        """Take in all events of a batch."""
        for at, item in enumerate(_items(batch)):
            if (reason := self.take(batch, at, item)) is not None:
                self.refused.append(refusal(batch, item, reason))

    def take(self, batch: Batch, at: int, item: Any) -> str | None:
        """Take in one event; gives the reason why not, if it is refused."""
        try:
            self._add(_READERS[batch.form](item, batch, at))
        except ValidationError as error:
            return _said(error)
        except (Broken, OverflowError) as error:  # a time at the calendar's end cannot be moved
            return str(error)
        return None

    def table(self) -> pa.Table:
        """What was collected, as a segment holds it."""
        import pyarrow as pa

        return pa.table(self.columns, schema=arrow_schema())

    def _add(self, row: dict[str, Any]) -> None:
        if row["message_id"] in self.seen:
            return
        if row["type"] != "request":
            self._tell(row)
        if self.erased and not self.erased.isdisjoint(digests_of(row)):
            return
        self.seen.add(row["message_id"])
        for name, column in self.columns.items():
            column.append(row.get(name))
        self.days.append(row["time"].date())

    def _tell(self, row: dict[str, Any]) -> None:
        """Properties and context, as text; those of the plan as the plan reads them."""
        properties = row["properties"]
        if row["type"] == "track":
            planned = PLAN.get(row["name"])
            if planned is not None:
                said = told(planned, properties)
                properties, row["amount"], row["currency"] = said.properties, said.amount, said.currency
            elif self.strict:
                raise Broken(f"{row['name']!r} is no event of the tracking plan, and this tenant takes no others")
        row["properties"], row["context"] = _text("properties", properties), _text("context", row["context"])


def refusal(batch: Batch, item: Any, reason: str) -> Refusal:
    """What the list of rejected events says of it; no key, and no text that a database does not take."""
    said: Mapping[str, Any] = item if isinstance(item, Mapping) else {}
    name = str(said.get("event") or said.get("name") or said.get("type") or "").replace(NULL, "")
    id_ = str(said.get("messageId") or said.get("message_id") or "").replace(NULL, "")
    shown = {key: value for key, value in item.items() if key != "writeKey"} if said else item
    text = to_json(shown, inf_nan_mode="strings").decode()
    return Refusal(batch.received, batch.source, id_[:200], name[:200], reason.replace(NULL, "")[:1000], text[:4000])


def digests_of(row: Mapping[str, Any]) -> set[str]:
    """By which a person who was erased is known again."""
    return {digest(str(row[name])) for name in ("user_id", "anonymous_id", "person") if row.get(name)}


def digest(person: str) -> str:
    """Of a person's id: what is kept of somebody who was erased."""
    return hashlib.sha256(person.encode()).hexdigest()


def _items(batch: Batch) -> Iterator[Any]:
    body = from_json(batch.body)
    if batch.form == "batch":
        # What the batch says of all its events, where they do not say it themselves.
        common = {name: body[name] for name in ("sentAt", "context") if body.get(name)}
        for item in body["batch"]:
            yield {**common, **item} if isinstance(item, dict) and common else item
        return
    yield from body if isinstance(body, list) else [body]


def _said(error: ValidationError) -> str:
    """What is wrong with which field; the first three things."""
    found = error.errors(include_url=False, include_context=False, include_input=True)
    texts = [f"{'.'.join(map(str, one['loc'])) or 'event'}: {one['msg']}, got {_short(one['input'])}" for one in found[:3]]
    return "; ".join(texts) + (f"; and {len(found) - 3} more" if len(found) > 3 else "")


def _short(value: object) -> str:
    """What was sent, as JSON writes it: never more than 100 characters."""
    text = to_json(value, inf_nan_mode="strings", fallback=repr).decode()
    return text if len(text) <= 100 else f"{text[:99]}…"


def _of_segment(item: Any, batch: Batch, at: int) -> dict[str, Any]:
    if batch.form in KINDS and isinstance(item, dict):
        item = {**item, "type": batch.form}  # the path says what it is
    message = Message.model_validate(item)
    if message.type == "track" and not message.event:
        raise Broken("a track call needs `event`, the name of what happened")
    person = message.userId or message.anonymousId
    if not person:
        raise Broken("it needs userId or anonymousId: whose is it?")
    # What is imported was sent long ago: how far the clock was off then is not known any more.
    sent = message.sentAt if batch.form != "import" else None
    told_of = message.properties if message.type in {"track", "page", "screen"} else message.traits
    if message.category and message.type in {"page", "screen"}:
        told_of = {"category": message.category, **(told_of or {})}
    return {
        "message_id": message.messageId or f"{batch.id}:{at}",
        "time": _when(message.timestamp, sent, batch.received),
        "received": _naive(batch.received),
        "source": batch.source,
        "type": message.type,
        "name": (message.event if message.type == "track" else message.name) or message.type,
        "person": person,
        "user_id": message.userId or None,
        "anonymous_id": message.anonymousId or (message.previousId if message.type == "alias" else None) or None,
        "group_id": message.groupId or None,
        "properties": told_of or {},
        "context": message.context,
    }


def _of_omni(item: Any, batch: Batch, at: int) -> dict[str, Any]:
    body = EventBody.model_validate(item)
    return {
        "message_id": body.message_id or f"{batch.id}:{at}",
        "time": _naive(_within(body.time, batch.received) if body.time else batch.received),
        "received": _naive(batch.received),
        "source": batch.source,
        "type": "track",
        "name": body.name,
        "person": body.user_id or body.anonymous_id or None,
        "user_id": body.user_id or None,
        "anonymous_id": body.anonymous_id or None,
        "group_id": body.group_id or None,
        "properties": body.properties,
        "context": body.context,
    }


def _of_file(item: Any, batch: Batch, at: int) -> dict[str, Any]:
    """A line of a file: a message of the Segment spec has a `type`."""
    return _of_segment(item, batch, at) if isinstance(item, dict) and "type" in item else _of_omni(item, batch, at)


def _of_request(item: Any, batch: Batch, at: int) -> dict[str, Any]:  # noqa: ARG001  (all readers are called so)
    counted = Counted.model_validate(item)
    kind, _, id_ = (counted.actor or "").partition(":")
    return {
        "message_id": counted.id,
        "time": _naive(counted.time),
        "received": _naive(batch.received),
        "source": batch.source,
        "type": "request",
        "name": counted.route,
        "person": id_ if kind == "account" else None,
        "user_id": id_ if kind == "account" else None,
        "key": id_ if kind == "key" else None,
        "plugin": counted.plugin,
        "route": counted.route,
        "method": counted.method,
        "status": counted.status,
        "seconds": counted.seconds,
        "bytes_in": counted.bytes_in,
        "bytes_out": counted.bytes_out,
    }


_READERS: Mapping[str, Callable[[Any, Batch, int], dict[str, Any]]] = {
    "batch": _of_segment,
    **dict.fromkeys(KINDS, _of_segment),
    "events": _of_omni,
    "import": _of_file,
    "requests": _of_request,
}
"""By `IngestLog.form`."""


def _text(name: str, value: Mapping[str, Any] | None) -> str | None:
    """An object as JSON; None for an empty one."""
    if not value:
        return None
    text = to_json(value, inf_nan_mode="strings")
    if len(text) > LARGEST_MESSAGE:
        raise Broken(f"{name} has {len(text)} bytes: {LARGEST_MESSAGE} is the most")
    return text.decode()


def _when(timestamp: datetime | None, sent: datetime | None, received: datetime) -> datetime:
    """By the server's clock, where the client's is off (segment.com/docs/connections/spec/common, "Timestamps")."""
    if timestamp is None:
        return _naive(received)
    timestamp = _aware(timestamp)
    off = received - _aware(sent) if sent else timedelta()
    return _naive(_within(timestamp + off if abs(off) > SKEW else timestamp, received))


def _within(moment: datetime, received: datetime) -> datetime:
    if not received - OLDEST <= moment <= received + AHEAD:
        raise Broken(f"it happened at {moment.isoformat()}: ten years ago at most, and no more than a day ahead")
    return moment


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
