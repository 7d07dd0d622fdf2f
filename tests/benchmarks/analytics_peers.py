"""The numbers of the usage report, by SQL that was written by hand and by pandas: of the same files, as quickly as they can."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Span = tuple[datetime, datetime]
ZONE = "Europe/Zurich"
NUMBERS = """count(*) {f} AS calls, count(DISTINCT person) {f} AS people, count(DISTINCT key) {f} AS keys,
    count(*) {refused} AS refused, count(*) {errors} AS errors,
    sum(bytes_in) {f} AS bytes_in, sum(bytes_out) {f} AS bytes_out"""


def numbers(condition: str = "true") -> str:
    """What is counted, of the rows that the condition holds for."""

    def where(*conditions: str) -> str:
        return f"FILTER (WHERE {' AND '.join(conditions)})"

    plain = "" if condition == "true" else where(condition)
    return NUMBERS.format(
        f=plain, refused=where(condition, "status BETWEEN 400 AND 499"), errors=where(condition, "status >= 500")
    )


def by_sql(paths: Sequence[str], now: Span, before: Span, *, threads: int) -> dict[str, Any]:
    """Totals, a series by day, four breakdowns, and who was active on how many days: as somebody would ask DuckDB."""
    import duckdb

    files = "read_parquet([" + ", ".join(f"'{path}'" for path in paths) + "])"
    requests = f"FROM {files} WHERE type = 'request'"
    local = f"timezone('{ZONE}', timezone('UTC', time))"
    with duckdb.connect(config={"threads": threads} if threads else {}) as connection:
        connection.execute("SET TimeZone = 'UTC'")

        def ask(sql: str) -> Any:
            return connection.sql(sql).to_arrow_table()

        spans = f"({held(now)} OR {held(before)})"
        found = {"totals": ask(f"SELECT {numbers(held(now))} {requests} AND {spans}")}
        found["before"] = ask(f"SELECT {numbers()} {requests} AND {held(before)}")
        found["series"] = ask(f"SELECT date_trunc('day', {local}) AS step, {numbers()} {requests} AND {held(now)} GROUP BY step")
        found["by"] = ask(f"""
            SELECT route, plugin, key, status, {numbers()} {requests} AND {held(now)}
            GROUP BY GROUPING SETS ((route, plugin), (plugin), (key), (status))""")
        found["active"] = ask(f"""
            WITH days AS (SELECT DISTINCT person, datediff('day', DATE '1970-01-01', {local}::DATE) AS day {requests}
                AND person IS NOT NULL AND {held((before[0], now[1]))}),
            gaps AS (SELECT day, coalesce(least(30, lead(day) OVER (PARTITION BY person ORDER BY day) - day), 30) AS gap FROM days)
            SELECT day, gap, count(*) AS people FROM gaps GROUP BY day, gap""")
    return found


def held(span: Sequence[datetime]) -> str:
    """The condition that a row lies in a span."""
    start, end = (moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") for moment in span)
    return f"time >= TIMESTAMP '{start}' AND time < TIMESTAMP '{end}'"


def by_pandas(paths: Sequence[str], now: Span, before: Span) -> dict[str, Any]:
    """The same, as somebody would write it with pandas."""
    import pandas as pd

    columns = ["time", "type", "person", "plugin", "route", "status", "bytes_in", "bytes_out", "key"]
    frame = pd.concat([pd.read_parquet(path, columns=columns) for path in paths], ignore_index=True)
    frame = frame[frame["type"] == "request"]
    frame["time"] = frame["time"].dt.tz_localize("UTC")
    frame["refused"], frame["errors"] = frame["status"].between(400, 499), frame["status"] >= 500

    def within(span: Span) -> Any:
        return frame[(frame["time"] >= span[0]) & (frame["time"] < span[1])]

    def told(grouped: Any) -> Any:
        return grouped.agg(
            calls=("status", "size"), people=("person", "nunique"), keys=("key", "nunique"), refused=("refused", "sum"),
            errors=("errors", "sum"), bytes_in=("bytes_in", "sum"), bytes_out=("bytes_out", "sum"),
        )  # fmt: skip

    current = within(now).copy()
    found = {"totals": told(current.groupby(lambda _: 0)), "before": told(within(before).groupby(lambda _: 0))}
    current["step"] = current["time"].dt.tz_convert(ZoneInfo(ZONE)).dt.floor("D", ambiguous=True)
    found["series"] = told(current.groupby("step"))
    for names in (["route", "plugin"], ["plugin"], ["key"], ["status"]):
        found[", ".join(names)] = told(current.groupby(names))
    days = within((before[0], now[1]))[["person", "time"]].dropna()
    days["day"] = days["time"].dt.tz_convert(ZoneInfo(ZONE)).dt.tz_localize(None).dt.floor("D")
    days = days[["person", "day"]].drop_duplicates().sort_values(["person", "day"])
    gap = (days.groupby("person")["day"].shift(-1) - days["day"]).dt.days
    days["gap"] = gap.where(gap < 30, 30)
    found["active"] = days.groupby(["day", "gap"]).size()
    return found
