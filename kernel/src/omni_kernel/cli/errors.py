"""What went wrong, as one line on standard error and an exit code that means something."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
NOT_FOUND: Final = 3
CONFLICT: Final = 4
INTERRUPTED: Final = 130

_BY_STATUS: Final = {400: USAGE, 404: NOT_FOUND, 409: CONFLICT, 410: CONFLICT, 422: USAGE}
_BY_NAME: Final = {"ConfigError": USAGE, "StartRefused": CONFLICT, "MigrationsPending": CONFLICT}


class Refused(Exception):
    """The command ends here: one line that says what is wrong and the way out, and an exit code."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Outcome:
    """How a command ended."""

    code: int = OK


@contextmanager
def reported(arguments: Sequence[str]) -> Iterator[Outcome]:
    """Turn whatever escapes into a message and a code; with `--debug` the traceback stands before it."""
    outcome = Outcome()
    try:
        yield outcome
    except KeyboardInterrupt:
        outcome.code = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        outcome.code = FAILED
    except Exception as error:  # noqa: BLE001  (this is where every error is told)
        if "--debug" in arguments or os.environ.get("OMNI_DEBUG"):
            import traceback

            traceback.print_exception(error)
        message, outcome.code = described(error)
        print(message, file=sys.stderr)


def code_of(status: int) -> int:
    """The exit code that an HTTP status amounts to."""
    return _BY_STATUS.get(status, FAILED)


def described(error: BaseException) -> tuple[str, int]:
    """The line (for a configuration: one for each problem) and the exit code."""
    if isinstance(error, Refused):
        return f"omni: {' '.join(str(error).split())}", error.code
    if hasattr(error, "format_message"):
        return _usage(error)
    name = type(error).__name__
    if name == "Abort":  # typer's: a question was not answered
        return "omni: nothing was done", FAILED
    status = getattr(error, "status", None)
    code = _BY_NAME.get(name) or (code_of(status) if isinstance(status, int) else FAILED)
    if problems := getattr(error, "problems", None):
        return "\n".join(f"omni: {problem}" for problem in problems), code
    known = code != FAILED or isinstance(status, int) or name in {"CommandFailed", "RedisMissing", "DriverMissing"}
    text = " ".join(str(error).split()) or name
    return (f"omni: {text}" if known else f"omni: {name}: {text} (--debug shows where)"), code


def _usage(error: BaseException) -> tuple[str, int]:
    """A mistake in the command itself, as typer tells it."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError" and context is not None:
        return context.get_help(), USAGE
    path = context.command_path if context is not None else "omni"
    text = " ".join(str(error.format_message()).split())  # type: ignore[attr-defined]  # looked for by the caller
    return f"{path}: {text} (try '{path} --help')", USAGE
