"""Every text that a file shows has a German translation, with the same values in it."""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import omni_format_xlsx
from omni_analytics import Chart, Column, Definition, Figure, Report, Table

GERMAN = Path(omni_format_xlsx.__file__).parent / "locales" / "de.json"


async def test_german(report: Callable[..., Report], render: Callable[..., Any], asked: set[str]) -> None:
    """None is missing."""
    columns = [Column("a", "A"), Column("b", "B"), Column("over", "Over")]
    rows: list[Any] = [
        ("=1", float("inf"), False),
        ("x" * 40_000, 10**20, True),
        ("\ud800", Decimal("0.1234567890123456789"), None),
    ]
    charts = [Chart(f"c{at}", "C", kind, "rows", "a", ["b"], complete="over") for at, kind in enumerate(("line", "area", "bar"))]  # type: ignore[arg-type]

    await render(
        report(
            [("Period", "x")],
            tables=[Table("rows", "Rows", columns, rows), Table("none", "None", columns, [])],
            figures=[Figure("f", "F", float("inf"))],
            charts=[*charts, Chart("empty", "Empty", "line", "none", "a", ["b"])],
            definitions=[Definition("d", "D", "D", "D")],
        )
    )

    german = json.loads(GERMAN.read_text(encoding="utf-8"))
    assert asked - german.keys() == set()
    values = re.compile(r"{\w+}")
    assert [text for text, said in german.items() if set(values.findall(text)) != set(values.findall(said))] == []
