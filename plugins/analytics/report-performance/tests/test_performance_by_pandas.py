"""Each metric of the report against a computation in pandas that shares nothing with it, on random calls."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_analytics import Result
from omni_analytics.testing import ENGINES, Engine, computed
from omni_report_performance.performance.report import PERFORMANCE
from omni_report_performance.settings import Settings

NOW = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
ZONE = "Europe/Zurich"
calls = st.fixed_dictionaries(
    {
        "time": st.integers(0, 5 * 24 * 60).map(lambda minute: NOW - timedelta(minutes=minute)),
        "type": st.sampled_from(["request", "request", "track"]),
        "plugin": st.just("a"),
        "route": st.sampled_from(["x", "y", "z"]),
        "status": st.sampled_from([200, 301, 404, 500, 503]),
        "seconds": st.none() | st.floats(0, 100, allow_subnormal=False) | st.sampled_from([0.25, 0.5, 1.0, 2.0]),
    }
)


def table(result: Result, name: str) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    found = next(one for one in result.tables if one.name == name)
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found.rows]


def measured(frame: pd.DataFrame, threshold: float) -> dict[str, float | None]:
    """By pandas."""
    timed = frame[frame["seconds"].notna()]
    scores = [
        0 if status >= 500 or s > 4 * threshold else 1 if s <= threshold else 0.5
        for s, status in zip(timed["seconds"], timed["status"], strict=True)
    ]
    found: dict[str, float | None] = {
        f"p{round(100 * share)}": float(timed["seconds"].quantile(share)) if len(timed) else None for share in (0.5, 0.95, 0.99)
    }
    found["apdex"] = sum(scores) / len(timed) if len(timed) else None
    found["error_rate"] = float((frame["status"] >= 500).mean()) if len(frame) else None
    found["refused_rate"] = float(((frame["status"] >= 400) & (frame["status"] < 500)).mean()) if len(frame) else None
    return found


def close(found: dict[str, Any], wanted: dict[str, float | None]) -> None:
    """Equal but for the last digits."""
    for name, value in wanted.items():
        assert found[name] == (None if value is None else pytest.approx(value, rel=1e-9, abs=1e-12)), name


@pytest.mark.parametrize("engine", ENGINES)
@given(st.lists(calls, min_size=1, max_size=60), st.sampled_from([0.25, 0.5, 1.7]), st.sampled_from([99.9, 99, 50, 100]))
@settings(max_examples=15, deadline=None)
def test_equals_pandas(engine: Engine, rows: list[dict[str, Any]], threshold: float, objective: float) -> None:
    """Figures, series, routes, and good minutes; of the last seven days, which are all calls."""
    asked = {"period": "last_7_days", "apdex_seconds": threshold, "slo_percent": objective, "slowest": 3}
    result = asyncio.run(computed(PERFORMANCE, rows, asked, now=NOW, zone=ZONE, engine=engine, settings=Settings()))
    figures = {figure.name: figure.value for figure in result.figures}
    frame = pd.DataFrame(rows)
    frame = frame[(frame["type"] == "request") & (pd.to_datetime(frame["time"], utc=True) <= pd.Timestamp(NOW))].copy()
    frame["seconds"] = frame["seconds"].astype(float)
    frame["at"] = pd.to_datetime(frame["time"], utc=True)
    close(figures, measured(frame, threshold))
    failed = int((frame["status"] >= 500).sum())
    assert figures["calls"] == len(frame)
    assert figures["uptime"] == (pytest.approx(1 - failed / len(frame)) if len(frame) else None)
    assert figures["budget_left"] == pytest.approx(len(frame) * (100 - objective) / 100 - failed)
    by_minute = frame.groupby(frame["at"].dt.floor("min"))["status"]
    good = [(group >= 500).mean() <= (100 - objective) / 100 + 1e-9 for _, group in by_minute]
    assert figures["good_minutes"] == (pytest.approx(sum(good) / len(good)) if good else None)
    by_day = {day: group for day, group in frame.groupby(frame["at"].dt.tz_convert(ZONE).dt.date)}  # noqa: C416  (a GroupBy)
    for row in table(result, "speed"):
        close(row, measured(by_day.get(row["step"], frame.iloc[:0]), threshold))
    routes = table(result, "routes")
    assert {row["route"] for row in routes} == set(frame["route"])
    for row in routes:
        close(row, measured(frame[frame["route"] == row["route"]], threshold))
    slow = [row["p95"] for row in routes if row["p95"] is not None]
    assert slow == sorted(slow, reverse=True)
