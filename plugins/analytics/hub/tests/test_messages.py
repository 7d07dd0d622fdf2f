"""Any JSON as a message: a row, or a reason; never an exception."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import from_json, to_json

from omni_analytics.ingest.events import Batch, Rows
from omni_analytics.ingest.messages import KINDS
from omni_analytics.ingest.plan import PLAN

RECEIVED = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
TIMES = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z") | st.sampled_from(
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-01T11:00:00Z", "2026-03-01", "now"]
)
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(KINDS),
    "event": st.sampled_from(sorted(PLAN)),
    "name": st.sampled_from(sorted(PLAN)),
    "userId": TEXT,
    "anonymousId": st.integers(),
    "user_id": TEXT,
    "timestamp": TIMES,
    "sentAt": TIMES,
    "time": TIMES,
    "properties": st.sampled_from([entry.example for entry in PLAN.values()]),
    "traits": st.dictionaries(TEXT, JSON, max_size=2),
    "context": st.dictionaries(TEXT, JSON, max_size=2),
    "messageId": TEXT,
    "message_id": TEXT,
}
MESSAGES = st.fixed_dictionaries({}, optional={name: right | JSON for name, right in FIELDS.items()}) | JSON


@pytest.mark.parametrize("form", ["batch", "events", "import", *KINDS])
@settings(max_examples=150, deadline=None)  # Arrow takes a second to be imported
@given(items=st.lists(MESSAGES, max_size=4), common=JSON, strict=st.booleans())
def test_a_row_or_a_reason(form: str, items: list[Any], common: Any, strict: bool) -> None:
    """Every one of them, and the rows fit the table."""
    body: Any = {"batch": items, "sentAt": common, "context": common} if form == "batch" else items
    content = to_json(body, inf_nan_mode="constants")
    rows = Rows(strict=strict)
    rows.read(Batch("b", form, "segment", RECEIVED, content))
    ids = rows.columns["message_id"]
    told = [item.get("messageId") or item.get("message_id") for item in items if isinstance(item, dict)]
    doubled = len(items) - len(rows.refused) - len(ids)
    assert 0 <= doubled <= len(told)
    assert len(set(ids)) == len(ids)
    assert rows.table().num_rows == len(ids)
    for refusal in rows.refused:
        assert refusal.reason
        assert "\0" not in refusal.reason + refusal.name + refusal.message_id + refusal.message
        assert len(refusal.reason) <= 1000
    for name in ("properties", "context"):
        assert all(isinstance(from_json(text), dict) for text in rows.columns[name] if text)


@given(st.lists(st.sampled_from(["a", "b", "c", None]), min_size=1, max_size=8))
def test_each_message_id_once(ids: list[str | None]) -> None:
    """Within a batch, and over batches; those without one count each time."""
    items = [{"name": "E", "message_id": id_} if id_ else {"name": "E"} for id_ in ids]
    rows = Rows()
    for name in ("x", "y"):
        rows.read(Batch(name, "events", "events", RECEIVED, to_json(items)))
    named = {id_ for id_ in ids if id_}
    assert len(rows.columns["message_id"]) == len(named) + 2 * ids.count(None)


def test_a_strict_tenant() -> None:
    """Events outside of the plan are refused where the tenant says so."""
    rows = Rows(strict=True)
    rows.read(Batch("b", "events", "events", RECEIVED, to_json([{"name": "Clicked"}])))
    assert [refusal.reason for refusal in rows.refused] == [
        "'Clicked' is no event of the tracking plan, and this tenant takes no others"
    ]
