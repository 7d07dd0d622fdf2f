"""Events to fill segments with."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from omni_analytics import SCHEMA, arrow_schema

DAY = date(2026, 3, 1)
MIDNIGHT = datetime.combine(DAY, time())
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "string": TEXT,
    "timestamp(6)": st.datetimes(MIDNIGHT, MIDNIGHT + timedelta(days=1, microseconds=-1)),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "float64": st.floats(allow_nan=False),
    "decimal(20, 6)": st.decimals(-(10**14) + 1, 10**14 - 1, places=6, allow_nan=False, allow_infinity=False),
}


def _value(kind: str) -> st.SearchStrategy[Any]:
    values = VALUES[kind.removeprefix("!")]
    return values if kind.startswith("!") else st.none() | values


ROWS = st.lists(st.fixed_dictionaries({name: _value(kind) for name, kind in SCHEMA.items()}), max_size=12)


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Rows as a segment holds them; what they do not say is unknown."""
    base = {"time": MIDNIGHT, "received": MIDNIGHT, "source": "events", "type": "track", "name": "x"}
    return pa.table({name: [(base | row).get(name) for row in rows] for name in SCHEMA}, schema=arrow_schema())


def numbered(count: int, **more: Any) -> pa.Table:
    """So many events, told apart by their ids."""
    amounts = {"amount": Decimal("1.25"), "currency": "EUR"}
    return table(
        [
            {"message_id": str(n), "person": f"p{n % 7}", "time": MIDNIGHT + timedelta(seconds=n % 86400), **amounts, **more}
            for n in range(count)
        ]
    )
