"""The table: on the terminal, as Markdown in RESULTS.md, as JSON for who tests the benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.rows import Row

HEADS = ("what", "target", "measured", "min - max", "", "behind it")
HOW = (
    "Written by `make bench`. Every server is a process of its own: one uvicorn worker, uvloop, httptools, no access log, "
    "`gc.freeze()` after start. The load is another process with {connections} keep-alive connections. Rounds of {seconds:g} s "
    "take turns (A B C, C B A, …), so drift of the machine hits all alike; a ratio is the median over the rounds, with its least "
    "and greatest. *By processor time* is the same ratio from what the kernel counted for the server process: it "
    "depends less on what else the machine does, though neighbours that fill its caches raise it, too."
)


def shown(row: Row, value: float) -> str:
    """With as many digits as make sense."""
    digits = 0 if row.unit.endswith("/s") else 1 if row.unit == "ms" else 2
    return f"{value:,.{digits}f}"


def cells(row: Row) -> tuple[str, ...]:
    """As text."""
    target = f"{'≥' if row.target.least else '≤'} {row.target.value:g} {row.unit}" if row.target else ""
    verdict = {True: "met", False: "MISSED", None: ""}[row.met]
    measured = f"{shown(row, row.value)} {row.unit}"
    return row.name, target, measured, f"{shown(row, row.low)} - {shown(row, row.high)}", verdict, row.note


def to_terminal(rows: Sequence[Row]) -> None:
    """A table."""
    table = Table(*HEADS)
    colours = {True: "green", False: "red", None: ""}
    for row in rows:
        table.add_row(*cells(row), style=colours[row.met] or None)
    console = Console()
    console.print(table) if console.width >= 120 else Console(width=200).print(table)


def markdown(rows: Sequence[Row], machine: Mapping[str, str], profiles: Mapping[str, Sequence[str]], how: str) -> str:
    """RESULTS.md."""
    parts = ["# Benchmark results", how, *(f"- {name}: {value}" for name, value in machine.items())]
    head = ["", line(HEADS), line(["---"] * len(HEADS)), *(line(cells(row)) for row in rows)]
    text = "\n\n".join(parts[:2]) + "\n\n" + "\n".join(parts[2:]) + "\n" + "\n".join(head) + "\n"
    missed = [row for row in rows if row.met is False]
    if missed:
        text += "\n## Missed targets\n"
    for name in dict.fromkeys(row.profiled for row in missed):
        names = "; ".join(f"{r.name} ({shown(r, r.value)} {r.unit})" for r in missed if r.profiled == name)
        text += f"\n{names}\n\n" + why(profiles.get(name))
    return text


def why(profile: Sequence[str] | None) -> str:
    """The profile, or how to get it."""
    if not profile:
        return "No profile was taken: run `make bench` with `--profile`.\n"
    head = "Own time of functions in the Omni process, by cProfile (which inflates small functions):"
    return "\n".join([head, "", "```text", *profile, "```", ""])


def line(values: Sequence[str]) -> str:
    """Of a Markdown table."""
    return "| " + " | ".join(value.replace("|", "\\|") for value in values) + " |"


def to_json(rows: Sequence[Row], path: Path) -> None:
    """For tests."""
    found = [{"name": r.name, "unit": r.unit, "value": r.value, "low": r.low, "high": r.high, "met": r.met} for r in rows]
    path.write_text(json.dumps(found, indent=2), encoding="utf-8")
