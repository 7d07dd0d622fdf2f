"""`omni report …`: reports at a terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel, JsonValue

from omni_analytics.contract.hooks import Format, ReportType
from omni_analytics.contract.report import Kind, Report
from omni_analytics.settings import Settings
from omni_sdk import Command, CommandContext
from omni_sdk.errors import CommandFailed

from .computing import compute, events_for, parameters_of, period_of
from .jobs import filename
from .schemas import ReportView
from .views import report_view

ROWS = 20


@dataclass(frozen=True)
class Shown:
    """A report at a terminal: figures and tables for people, all of it as JSON."""

    report: ReportView

    def __rich_console__(self, console: object, options: object) -> Iterator[object]:
        """As rich prints it."""
        from rich.table import Table
        from rich.text import Text

        view = self.report
        if view.period:
            over = "; not over yet" if view.period.partial else ""
            yield Text(
                f"{view.title}: {view.period.start:%Y-%m-%d %H:%M} to {view.period.end:%Y-%m-%d %H:%M} {view.period.zone}{over}"
            )
        figures = Table("", "now", "before", box=None, pad_edge=False)
        for figure in view.figures:
            figures.add_row(figure.title, *(_cell(cell, figure.kind, figure.unit) for cell in (figure.value, figure.previous)))
        yield figures
        for table in view.tables:
            drawn = Table(*(column.title for column in table.columns), box=None, pad_edge=False, title_justify="left")
            drawn.title = f"{table.title} ({min(ROWS, table.total)} of {table.total})"
            for row in table.rows:
                drawn.add_row(*(_cell(cell, column.kind, column.unit) for cell, column in zip(row, table.columns, strict=True)))
            yield drawn
        for note in view.notes:
            yield Text(f"Note: {note}")


def _cell(value: JsonValue, kind: Kind, unit: str) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "percent" and isinstance(value, int | float):
        return f"{value:.2%}"
    if kind == "seconds" and isinstance(value, int | float):
        return f"{value * 1000:,.1f} ms"
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.3f}" if isinstance(value, float) else str(value)
    # Whatever events said of themselves must not steer the terminal.
    return "".join(c if c.isprintable() else "\ufffd" for c in f"{text} {unit}".rstrip())


class TypeLine(BaseModel):
    """A line of `omni report list`."""

    name: str
    title: str
    plugin: str
    summary: str


class Written(BaseModel):
    """What was written."""

    file: str
    bytes: int


async def types(ctx: CommandContext[Settings]) -> None:
    """Which reports the tenant may run."""
    ctx.print([TypeLine(name=k.name, title=k.title, plugin=p, summary=k.summary) for p, k in ctx.contributions(ReportType)])


async def run(
    ctx: CommandContext[Settings],
    type: str,  # noqa: A002  (as the command has it)
    *,
    format: str = "",  # noqa: A002
    period: str = "last_30_days",
    set: list[str] | None = None,  # noqa: A002
    output: str = "",
) -> None:
    """Make a report and print it, or with --format write it to a file.

    --set name=value gives a parameter; those that are lists take several, joined by commas.
    """
    plugin_id, kind = ctx.contribution(ReportType, type)
    given: dict[str, JsonValue] = {"period": period, **_given(kind, set or [])}
    parameters = parameters_of(kind, given)
    span = period_of(ctx, parameters)
    report = await compute(ctx, plugin_id, kind, parameters, await events_for(ctx, span), span)
    if format:
        await _write(ctx, report, format, output)
    else:
        _show(ctx, report)


def _given(kind: ReportType[Any], assignments: list[str]) -> dict[str, JsonValue]:
    found: dict[str, JsonValue] = {}
    schema: dict[str, Any] = kind.parameters.model_json_schema()["properties"]
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if not equals or name not in schema:
            raise CommandFailed(f"--set takes name=value, with a name of {', '.join(sorted(schema))}, not {assignment!r}")
        found[name] = [part for part in value.split(",") if part] if schema[name].get("type") == "array" else value
    return found


async def _write(ctx: CommandContext[Settings], report: Report, name: str, output: str) -> None:
    plugin_id, form = ctx.contribution(Format, name)
    with ExitStack() as opened:
        async with ctx.child(plugin_id) as its:
            rendering = await form.render(its, report)
        path = Path(output or f"{filename(report)}.{rendering.suffix}")
        file = opened.enter_context(_new(path))
        async with ctx.child(plugin_id), aclosing(rendering.chunks) as chunks:
            total = await _copied(ctx.track(chunks, title=path.name), file.write)
    ctx.print(Written(file=str(path), bytes=total))


def _new(path: Path) -> BinaryIO:
    try:
        return path.open("xb")
    except FileExistsError as error:
        raise CommandFailed(f"{path} is there already: choose another --output") from error
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written: {error.strerror}") from error


async def _copied(chunks: AsyncIterator[bytes], write: Any) -> int:
    total = 0
    async for chunk in chunks:
        write(chunk)
        total += len(chunk)
    return total


def _show(ctx: CommandContext[Settings], report: Report) -> None:
    ctx.print(Shown(report_view(report, ROWS)))


COMMANDS = (Command("list", types, group="report"), Command("run", run, group="report"))
