"""Writes a report as one object: its head at once, the rows of its tables in chunks, and at the end what was noted."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from omni_analytics import Cell, Period, Report, Table, decimal_text, finite, time_text, zone_of

CHUNK = 64 * 1024
EXACT = 2**53
"""From here on, readers that know doubles alone change integers (RFC 7493)."""
LOST = "{place}: numbers that are infinite or undefined, and null here: {count}"
encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def document(report: Report, say: Callable[..., str]) -> Generator[bytes, None, None]:
    """The file, in chunks of some 64 kB."""
    waiting, size = [], 0
    for part in _parts(report, say):
        waiting.append(part)
        size += len(part)
        if size >= CHUNK:
            yield _bytes("".join(waiting))
            waiting, size = [], 0
    yield _bytes("".join(waiting))


def _bytes(text: str) -> bytes:
    # A half of a surrogate pair has no bytes in UTF-8; written as \udc00, which JSON reads as what it was.
    return text.encode("utf-8", "backslashreplace")


def _parts(report: Report, say: Callable[..., str]) -> Iterator[str]:
    zone, notes = zone_of(report), list(report.result.notes)
    if lost := sum(not finite(cell) for figure in report.result.figures for cell in (figure.value, figure.previous)):
        notes.append(say(LOST, count=lost, place=say("Figures")))
    yield encode(_head(report, zone))[:-1] + ',"tables":['
    for number, table in enumerate(report.result.tables):
        yield ",\n" if number else "\n"
        lost = yield from _table(table, zone)
        if lost:
            notes.append(say(LOST, count=lost, place=table.title))
    yield f'],"notes":{encode(notes)}}}\n'


def _table(table: Table, zone: tzinfo) -> Generator[str, None, int]:
    columns = [asdict(column) for column in table.columns]
    yield encode({"name": table.name, "title": table.title, "columns": columns})[:-1] + ',"rows":['
    lost, before = 0, "\n"
    for row in table.rows:
        written = [value(cell, zone) for cell in row]
        if None in written:
            lost += sum(cell is not None and there is None for cell, there in zip(row, written, strict=True))
        yield before + encode(written)
        before = ",\n"
    yield "]}"
    return lost


def value(cell: Cell, zone: tzinfo) -> str | int | float | bool | None:
    """A cell as it stands in the file."""
    if cell is None or isinstance(cell, str | bool):
        return cell
    if isinstance(cell, int):
        return cell if -EXACT < cell < EXACT else str(cell)
    if isinstance(cell, datetime):
        return time_text(cell, zone)
    if isinstance(cell, date):
        return cell.isoformat()
    if not finite(cell):
        return None
    return decimal_text(cell) if isinstance(cell, Decimal) else cell


def _head(report: Report, zone: tzinfo) -> dict[str, Any]:
    result = report.result
    figures = [asdict(f) | {"value": value(f.value, zone), "previous": value(f.previous, zone)} for f in result.figures]
    return {
        "type": report.type,
        "title": report.title,
        "tenant": report.tenant,
        "language": report.language,
        "generated": time_text(report.generated, zone),
        "period": _period(report.period) if report.period else None,
        "parameters": [{"title": title, "value": said} for title, said in report.parameters],
        "figures": figures,
        "definitions": _dicts(result.definitions),
        "charts": _dicts(result.charts),
    }


def _dicts(parts: Iterable[Any]) -> list[dict[str, Any]]:
    return [asdict(part) for part in parts]


def _period(period: Period) -> dict[str, Any]:
    return {
        **_span(period, period.zone),
        "zone": str(period.zone),
        "group": period.group,
        "partial": period.partial,
        "previous": _span(period.previous, period.zone) if period.previous else None,
    }


def _span(period: Period, zone: tzinfo) -> dict[str, str]:
    return {"start": time_text(period.start, zone), "end": time_text(period.end, zone)}
