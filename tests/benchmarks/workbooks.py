"""A workbook of 100,000 rows: Omni's `format-xlsx` beside bare xlsxwriter with the same cells, each in a process of its own.

Run as a process: `workbooks omni|bare FOLDER ROWS` writes one, and prints seconds, seconds of processor and the most memory.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

from tests.benchmarks.children import ROOT, Failed, command, environment
from tests.benchmarks.rows import Row, at_most, row_of
from tests.benchmarks.stage import Stage

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
MIB = 1024 * 1024
COLUMNS: Sequence[tuple[Any, str]] = (
    ("time", "yyyy-mm-dd hh:mm:ss"), ("date", "yyyy-mm-dd"), ("text", ""), ("text", ""), ("integer", "#,##0"), ("bytes", "0"),
    ("seconds", "0.000"), ("percent", "0.0%"), ("money", "#,##0.00"), ("boolean", ""),
)  # fmt: skip
"""Kinds, and how the bare workbook shows them."""


class Cells(Sequence[Sequence[Any]]):
    """Rows, made while they are read."""

    def __init__(self, total: int) -> None:
        self.total = total

    def __len__(self) -> int:
        return self.total

    def __getitem__(self, at: Any) -> Any:
        raise IndexError(at)

    def __iter__(self) -> Iterator[Sequence[Any]]:
        days = [date(2026, 3, 1) + timedelta(days=at) for at in range(31)]
        for at in range(self.total):
            route, person, paid = f"GET /api/v1/x/{at % 97}/things", f"person-{at}", Decimal(at) / 100
            yield (
                BEGAN + timedelta(seconds=at),
                days[at % 31],
                route,
                person,
                at,
                at * 1000,
                at / 7,
                at % 100 / 100,
                paid,
                at % 3 == 0,
            )


def omni(folder: Path, cells: Cells) -> None:
    """As a report of one table."""
    from omni_analytics import Column, Report, Result, Table
    from omni_format_xlsx.plugin import render

    table = Table("rows", "Rows", [Column(f"c{at}", f"C {at}", kind) for at, (kind, _) in enumerate(COLUMNS)], cells)
    report = Report("bench", "Bench", "First", "en", BEGAN, None, (), Result(tables=[table]))
    ctx: Any = SimpleNamespace(locale=SimpleNamespace(text=lambda message, **_: message))

    async def written() -> None:
        with (folder / "omni.xlsx").open("wb") as file:
            async for chunk in (await render(ctx, report)).chunks:
                file.write(chunk)

    asyncio.run(written())


def bare(folder: Path, cells: Cells) -> None:
    """By the library itself, with its method for each type of cell, which is its fastest way."""
    from xlsxwriter import Workbook

    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
        "remove_timezone": True,
    }  # fmt: skip
    with Workbook(folder / "bare.xlsx", options) as book:
        sheet = book.add_worksheet("Rows")
        styles = [book.add_format({"num_format": shown}) if shown else None for _, shown in COLUMNS]
        for at in range(len(COLUMNS)):
            sheet.write_string(0, at, f"C {at}")
        dated, text, number = sheet.write_datetime, sheet.write_string, sheet.write_number
        writers = (dated, dated, text, text, number, number, number, number, number, sheet.write_boolean)
        for row, values in enumerate(cells, 1):
            for at, value in enumerate(values):
                writers[at](row, at, value, styles[at])


WAYS: dict[str, Callable[[Path, Cells], None]] = {"omni": omni, "bare": bare}


def rows(stage: Stage, *, quick: bool) -> Iterator[Row]:
    """Time and memory."""
    count, rounds = (1_000, 1) if quick else (100_000, 7)
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for number in range(rounds):
        for way in WAYS if number % 2 else reversed(WAYS):
            found[way].append(measured(way, stage.folder, count))
    pairs = list(zip(found["omni"], found["bare"], strict=True))
    by_cpu = median(ours["cpu"] / theirs["cpu"] for ours, theirs in pairs)
    note = (
        f"{middle(found['omni'], 'seconds'):.2f} s and {middle(found['bare'], 'seconds'):.2f} s; by processor time {by_cpu:.2f}"
    )
    ratios = [ours["seconds"] / theirs["seconds"] for ours, theirs in pairs]
    yield row_of(f"workbook of {count:,} rows of 10 cells / bare xlsxwriter", "x", ratios, target=at_most(1.15), note=note)
    peaks = [each["peak"] / MIB for each in found["omni"]]
    note = f"of the whole process; with bare xlsxwriter {middle(found['bare'], 'peak') / MIB:.0f} MiB"
    yield row_of(f"memory for a workbook of {count:,} rows of 10 cells", "MiB", peaks, target=at_most(150), note=note)


def measured(way: str, folder: Path, count: int) -> dict[str, float]:
    """One workbook."""
    done = subprocess.run(
        command("workbooks", way, str(folder), str(count)),
        env=environment(), cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def middle(samples: Sequence[dict[str, float]], name: str) -> float:
    """The median of one of the numbers."""
    return median(sample[name] for sample in samples)


def write(way: str, folder: Path, count: int) -> dict[str, float]:
    """One workbook; libraries are loaded before, since a worker loads them once."""
    WAYS[way](folder, Cells(1))
    began, cpu = time.perf_counter(), time.process_time()
    WAYS[way](folder, Cells(count))
    took = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    # What `resource` tells may be of the process that started this one.
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return took | {"peak": next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024}


if __name__ == "__main__":
    print(json.dumps(write(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
