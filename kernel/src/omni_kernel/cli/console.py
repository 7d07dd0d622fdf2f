"""What people and machines are shown: rich text and tables, or JSON and nothing else."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console as RichConsole

T = TypeVar("T")
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
_WIDE = 200
"""Columns when nobody looks: what is read by a pipe must not be cut."""
_CONTROLS = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160)])


def group(help_text: str) -> typer.Typer:
    """A command group in the common manner."""
    return typer.Typer(
        help=help_text, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )


class Console:
    """Where a command prints; under `--json` every value is JSON."""

    def __init__(self, *, json: bool = False) -> None:
        """Say once how to print."""
        self.json = json

    def print(self, value: object) -> None:
        """Print text, a model, or a list of models or mappings."""
        if self.json:
            _write_json(value)
        elif isinstance(value, str):
            sys.stdout.write(f"{value}\n")
        elif isinstance(value, Sequence) and not isinstance(value, bytes):
            self.table([_mapping(item) for item in value])
        elif isinstance(value, Mapping) or hasattr(value, "model_dump"):
            self.record(_mapping(value))
        else:
            _rich().print(value)

    def say(self, text: str) -> None:
        """Tell people; machines are spared it."""
        if not self.json:
            sys.stdout.write(f"{text}\n")

    def table(self, rows: Sequence[Mapping[str, Any]], *, empty: str = "none") -> None:
        """Print rows that have the same keys."""
        if self.json:
            _write_json(list(rows))
            return
        if not rows:
            self.say(empty)
            return
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        for key in rows[0]:
            table.add_column(str(key).upper().replace("_", " "), overflow="fold")
        for row in rows:
            table.add_row(*(_text(value) for value in row.values()))
        _rich().print(table)

    def record(self, values: Mapping[str, Any]) -> None:
        """Print one thing, a line for each of its fields."""
        if self.json:
            _write_json(dict(values))
            return
        width = max((len(str(key)) for key in values), default=0)
        for key, value in values.items():
            sys.stdout.write(f"{str(key).replace('_', ' '):<{width}}  {_text(value)}\n")

    @contextmanager
    def progress(self, title: str) -> Iterator[Callable[[str], None]]:
        """Show that something long is under way; call what it gives with each step's name."""
        if self.json or not sys.stderr.isatty():
            yield silent
            return
        from rich.console import Console as RichConsole

        with RichConsole(stderr=True).status(title) as status:
            yield lambda step: status.update(f"{title}: {step}")

    async def track(self, rows: AsyncIterator[T], *, total: int | None = None, title: str = "") -> AsyncIterator[T]:
        """Pass the same rows on, with a progress bar for people."""
        if self.json or not sys.stderr.isatty():
            async for row in rows:
                yield row
            return
        from rich.console import Console as RichConsole
        from rich.progress import Progress

        with Progress(console=RichConsole(stderr=True), transient=True) as progress:
            task = progress.add_task(title, total=total)
            async for row in rows:
                yield row
                progress.advance(task)


def printable(text: str) -> str:
    """Without control characters: what others wrote, such as the device of a session, must not steer the terminal."""
    return text.translate(_CONTROLS)


def silent(step: str) -> None:
    """Hear of a step and tell nobody."""


def _mapping(value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    dump: Any = getattr(value, "model_dump", None)
    found: Mapping[str, Any] = dump(mode="json") if dump else {"value": value}
    return found


def _text(value: object) -> str:
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value)) or "-"
    return printable(str(value))


def _write_json(value: object) -> None:
    from pydantic_core import to_json

    sys.stdout.write(to_json(value, indent=2, fallback=str).decode() + "\n")


def _rich() -> RichConsole:
    from rich.console import Console as RichConsole

    return RichConsole(width=None if sys.stdout.isatty() else _WIDE, highlight=False, markup=False)
