"""`omni report …`, as at a terminal."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from omni_report_probe.plugin import plugin as probe
from rich.console import Console

from omni_analytics.plugin import plugin as hub
from omni_analytics.reports import commands
from omni_sdk import Tenant
from omni_sdk.errors import CommandFailed, Invalid, NotFound
from omni_sdk.testing.app import RunningOmni

Happen = Any


@pytest.fixture
async def here(omni_app: RunningOmni, tenant: Tenant, happen: Happen) -> Tenant:
    """A tenant that has the probe on, where something happened."""
    await omni_app.enable(probe, tenant)
    await happen(tenant, {"name": "tea.brewed", "user_id": "ann"}, {"name": "bell\x1b[31m", "user_id": "ann"})
    return tenant


async def test_lists(omni_app: RunningOmni, here: Tenant) -> None:
    """The types that are on."""
    (lines,) = await omni_app.command(hub, commands.types, within=here)
    assert [line.name for line in lines] == ["echo", "broken", "kinds"]


async def test_prints(omni_app: RunningOmni, here: Tenant) -> None:
    """Figures, tables and notes, without whatever could steer the terminal."""
    (shown,) = await omni_app.command(hub, commands.run, "echo", within=here)
    console = Console(width=100, record=True, file=StringIO())
    console.print(shown)
    text = console.export_text()
    for part in ("Echo: ", "not over yet", "Total  2", "tea.brewed  1", "Note: A note."):
        assert part in text, text
    assert "\x1b" not in text
    assert shown.report.tables[0].total == 2


async def test_writes(omni_app: RunningOmni, here: Tenant, tmp_path: Path) -> None:
    """A file of any format, and never over another one."""
    path = tmp_path / "echo.txt"
    options: dict[str, Any] = {"format": "lines", "output": str(path), "within": here}
    (written,) = await omni_app.command(hub, commands.run, "echo", set=["names=tea.brewed,no"], **options)
    assert path.read_text() == "('tea.brewed', 1)\n"
    assert (written.file, written.bytes) == (str(path), len("('tea.brewed', 1)\n"))
    with pytest.raises(CommandFailed, match="is there already"):
        await omni_app.command(hub, commands.run, "echo", **options)
    with pytest.raises(CommandFailed, match="cannot be written"):
        await omni_app.command(hub, commands.run, "echo", **options | {"output": str(tmp_path / "no" / "echo.txt")})


@pytest.mark.parametrize(
    ("options", "kind", "told"),
    [
        ({"set": ["colour=red"]}, CommandFailed, "--set takes name=value, with a name of compare"),
        ({"set": ["names"]}, CommandFailed, "not 'names'"),
        ({"set": ["mood=odd"]}, Invalid, "mood"),
        ({"period": "someday"}, Invalid, "period"),
        ({"format": "odd"}, NotFound, "odd"),
    ],
)
async def test_says_what_is_wrong(omni_app: RunningOmni, here: Tenant, options: Any, kind: Any, told: str) -> None:
    """The value, and the way out."""
    with pytest.raises(kind, match=told):
        await omni_app.command(hub, commands.run, "echo", within=here, **options)
