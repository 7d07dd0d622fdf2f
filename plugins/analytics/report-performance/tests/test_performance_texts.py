"""Every text is translated, and every definition stands in the guide."""

import json
from datetime import UTC, datetime
from pathlib import Path

import omni_report_performance
from omni_analytics.testing import computed
from omni_report_performance.performance.report import PERFORMANCE
from omni_report_performance.settings import Settings

GUIDE = Path(__file__).parents[2] / "GUIDE.md"
NOW = datetime(2026, 3, 31, 10, tzinfo=UTC)


async def test_texts_and_definitions() -> None:
    """Whatever the steps: of hours, days, weeks and months."""
    german = json.loads((Path(omni_report_performance.__file__).parent / "locales/de.json").read_text(encoding="utf-8"))
    said: set[str] = set()

    def say(text: str) -> str:
        said.add(text)
        return text

    rows = [{"time": NOW, "type": "request"}]
    for group in ("hour", "day", "week", "month"):
        asked = {"period": "this_month", "group": group}
        result = await computed(PERFORMANCE, rows, asked, now=NOW, settings=Settings(), locale=say)
    assert said <= german.keys(), said - german.keys()
    guide = GUIDE.read_text(encoding="utf-8")
    for one in result.definitions:
        assert all(part in guide for part in (f"### {one.title}", one.text, one.formula, one.source)), one
