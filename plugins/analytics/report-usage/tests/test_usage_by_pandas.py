"""Each metric of the report against a computation in pandas that shares nothing with it, on random calls."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from omni_analytics import Result
from omni_analytics.testing import ENGINES, Engine, computed
from omni_report_usage.settings import Settings
from omni_report_usage.usage.report import USAGE

NOW = datetime(2026, 4, 8, 9, 30, tzinfo=UTC)
ZONES = ("Europe/Zurich", "Africa/Cairo", "America/New_York", "Pacific/Auckland")
calls = st.fixed_dictionaries(
    {
        # Times cluster, so that one person comes on several days, and around changes of the clock.
        "time": st.integers(0, 90 * 24 * 4).map(lambda quarter: NOW - timedelta(minutes=15 * quarter) + timedelta(hours=6)),
        "type": st.sampled_from(["request", "request", "request", "track"]),
        "person": st.sampled_from([None, "ann", "bob", "carl"]),
        "key": st.sampled_from([None, "k1", "k2"]),
        "plugin": st.sampled_from(["a", "b"]),
        "route": st.sampled_from(["x", "y", "z"]),
        "method": st.sampled_from(["GET", "POST"]),
        "status": st.sampled_from([200, 301, 404, 429, 500, 503]),
        "bytes_in": st.none() | st.integers(0, 10**12),
        "bytes_out": st.none() | st.integers(0, 10**12),
    }
)
asks = st.fixed_dictionaries(
    {
        "period": st.sampled_from(["last_7_days", "last_30_days", "this_month", "last_month", "this_week", "yesterday"]),
        "compare": st.sampled_from(["previous", "none"]),
        "group": st.sampled_from(["day", "week", "month"]),
        "plugins": st.sampled_from([[], ["a"]]),
        "statuses": st.sampled_from([[], ["2xx", "5xx"]]),
    }
)


def framed(rows: list[dict[str, Any]], asked: dict[str, Any], zone: str) -> pd.DataFrame:
    """The requests that are meant, with the local day of each; of all time."""
    frame = pd.DataFrame(rows)
    frame = frame[frame["type"] == "request"].copy()
    frame["local"] = pd.to_datetime(frame["time"], utc=True).dt.tz_convert(zone)
    frame["day"] = frame["local"].dt.date
    if asked["plugins"]:
        frame = frame[frame["plugin"].isin(asked["plugins"])]
    if asked["statuses"]:
        frame = frame[(frame["status"] < 300) | (frame["status"] >= 500)]
    return frame


def bounds(asked: dict[str, Any], zone: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From when to before when, by pandas' own calendar."""
    today = pd.Timestamp(NOW).tz_convert(zone).tz_localize(None).normalize()
    day, week, month = pd.Timedelta(days=1), today - pd.Timedelta(days=today.weekday()), today.replace(day=1)
    first, end = {
        "last_7_days": (today - 6 * day, today + day),
        "last_30_days": (today - 29 * day, today + day),
        "yesterday": (today - day, today),
        "this_week": (week, week + 7 * day),
        "this_month": (month, month + pd.DateOffset(months=1)),
        "last_month": (month - pd.DateOffset(months=1), month),
    }[asked["period"]]
    return tuple(one.tz_localize(zone, nonexistent="shift_forward") for one in (first, end))


def table(result: Result, name: str) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    found = next(one for one in result.tables if one.name == name)
    return [dict(zip([column.name for column in found.columns], row, strict=True)) for row in found.rows]


@pytest.mark.parametrize("engine", ENGINES)
@given(st.lists(calls, min_size=1, max_size=60), asks, st.sampled_from(ZONES))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_equals_pandas(engine: Engine, rows: list[dict[str, Any]], asked: dict[str, Any], zone: str) -> None:
    """Figures, series, active people and parts."""
    result = asyncio.run(computed(USAGE, rows, asked, now=NOW, zone=zone, engine=engine, settings=Settings()))
    figures = {figure.name: figure for figure in result.figures}
    every = framed(rows, asked, zone)
    start, end = bounds(asked, zone)
    inside = every[(every["local"] >= start) & (every["local"] < end)]

    def check(frame: pd.DataFrame, which: str) -> None:
        assert getattr(figures["calls"], which) == len(frame)
        assert getattr(figures["people"], which) == frame["person"].nunique()
        assert getattr(figures["keys"], which) == frame["key"].nunique()
        assert getattr(figures["errors"], which) == int((frame["status"] >= 500).sum())
        assert getattr(figures["refused"], which) == int(frame["status"].between(400, 499).sum())
        assert getattr(figures["bandwidth"], which) == sum(
            int(one) for name in ("bytes_in", "bytes_out") for one in frame[name] if one is not None and not pd.isna(one)
        )

    check(inside, "value")
    if asked["compare"] == "previous":
        passed = min(pd.Timestamp(NOW), end) - start
        local = start.tz_localize(None)
        back = (pd.Timestamp(end.tz_localize(None)) - local).days
        before = local - pd.DateOffset(months=1) if asked["period"].endswith("month") else local - pd.Timedelta(days=back)
        before = before.tz_localize(zone, nonexistent="shift_forward")
        cut = min(before + passed, start) if end > pd.Timestamp(NOW) else start
        check(every[(every["local"] >= before) & (every["local"] < cut)], "previous")
    _active(result, every, start, end)
    _series(result, asked, inside)
    for name, column in (("plugins", "plugin"), ("keys", "key"), ("statuses", "status")):
        wanted = Counter(None if pd.isna(one) else str(one) for one in inside[column])
        assert {row[column]: row["calls"] for row in table(result, name)} == wanted


def _active(result: Result, every: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp) -> None:
    today = pd.Timestamp(NOW).tz_convert(start.tz).date()
    known = every[(every["local"] < end) & every["person"].notna()]
    wanted = {}
    for at in pd.date_range(start.tz_localize(None), end.tz_localize(None), inclusive="left"):
        windows = [
            known[known["day"].map(lambda day, at=at, length=length: 0 <= (at.date() - day).days < length).astype(bool)]
            for length in (1, 7, 30)
        ]
        wanted[at.date()] = tuple(window["person"].nunique() if at.date() <= today else None for window in windows)
    rows = table(result, "active")
    assert {row["step"]: (row["dau"], row["wau"], row["mau"]) for row in rows} == wanted
    for row in rows:
        assert row["stickiness"] == (row["dau"] / row["mau"] if row["mau"] else None)
        assert row["daily_of_weekly"] == (row["dau"] / row["wau"] if row["wau"] else None)


def _series(result: Result, asked: dict[str, Any], inside: pd.DataFrame) -> None:
    rows = table(result, "calls")
    counted: dict[Any, list[Any]] = {}
    for day, person in zip(inside["day"], inside["person"], strict=True):
        at = {"day": day, "week": day - timedelta(days=day.weekday()), "month": day.replace(day=1)}[asked["group"]]
        counted.setdefault(at, []).append(person)
    found = {row["step"]: (row["calls"], row["people"]) for row in rows if row["calls"]}
    assert found == {at: (len(people), len({one for one in people if isinstance(one, str)})) for at, people in counted.items()}
