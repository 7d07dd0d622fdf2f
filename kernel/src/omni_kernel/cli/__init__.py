"""The command line, `omni`. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer import Typer


def main() -> None:
    """Run the command in `sys.argv` and exit with its code."""
    sys.exit(invoke(sys.argv[1:]))


def invoke(arguments: Sequence[str]) -> int:
    """Run one command; its exit code. Errors become one clear line on standard error."""
    from omni_kernel.cli.errors import reported
    from omni_kernel.cli.root import app, first_word

    word = first_word(arguments)
    with reported(arguments) as outcome:
        if word is not None and word not in _kernel_commands(app):
            from omni_kernel.cli.contributed import run_command

            outcome.code = run_command(arguments, word)
        else:
            outcome.code = app(list(arguments), prog_name="omni", standalone_mode=False) or 0
    return outcome.code


def _kernel_commands(app: Typer) -> set[str | None]:
    return {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
