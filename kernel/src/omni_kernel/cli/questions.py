"""Asking people: at a terminal; without one, each answer is a line of standard input."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from omni_kernel.cli.console import printable
from omni_kernel.cli.errors import USAGE, Refused

_TRUE = frozenset({"y", "yes", "true", "on", "1"})


def at_terminal() -> bool:
    """Is somebody there to be asked?"""
    return sys.stdin.isatty()


def ask(label: str, *, hidden: bool = False, default: str | None = None) -> str:
    """One answer. The question goes to standard error, so that the output stays clean."""
    if at_terminal():
        answer: str = typer.prompt(printable(label), hide_input=hidden, default=default, show_default=bool(default), err=True)
        return answer
    line = sys.stdin.readline()
    if line:
        return line.rstrip("\r\n") or default or ""
    if default is not None:
        return default
    raise Refused(f"no answer to {label!r}: run it at a terminal, or put the answers on standard input, a line each", USAGE)


def choose(label: str, titles: Mapping[str, str], default: str) -> str:
    """One of several, by its number or its name."""
    names = list(titles)
    for number, name in enumerate(names, 1):
        tell(f"  {number}  {titles[name]} ({name})")
    answer = ask(label, default=default)
    if answer.isdecimal() and 0 < int(answer) <= len(names):
        return names[int(answer) - 1]
    if answer not in titles:
        raise Refused(f"{answer!r} is none of {', '.join(names)}", USAGE)
    return answer


def tell(text: str) -> None:
    """Say something beside the output."""
    if text:
        print(printable(text), file=sys.stderr, flush=True)


def fill_in(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for each property of a JSON Schema of an object, whoever wrote it; what is left empty stays out."""
    required = schema.get("required", ())
    given: dict[str, Any] = {}
    for name, described in schema.get("properties", {}).items():
        field = _resolved(described, schema)
        answer = ask(_label(name, field), hidden=_hidden(field), default=None if name in required else "")
        if answer or name in required:
            given[name] = _read(answer, field)
    return given


def _resolved(field: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """The field itself: behind its `$ref`, and without the `null` of an optional one."""
    options: Sequence[Mapping[str, Any]] = field.get("anyOf") or field.get("allOf") or ()
    inner = next((option for option in options if option.get("type") != "null"), {})
    whole = {**inner, **field}
    if reference := whole.pop("$ref", None):
        whole = {**schema.get("$defs", {}).get(str(reference).rpartition("/")[2], {}), **whole}
    return whole


def _label(name: str, field: Mapping[str, Any]) -> str:
    label = str(field.get("title") or name)
    if told := field.get("description"):
        label += f" ({told})"
    if options := field.get("enum"):
        label += f" [{', '.join(map(str, options))}]"
    return label


def _hidden(field: Mapping[str, Any]) -> bool:
    return bool(field.get("writeOnly")) or field.get("format") == "password"


def _read(text: str, field: Mapping[str, Any]) -> Any:
    """As the schema's type; what cannot be read so goes as it is, and Omni says what is wrong with it."""
    kind = field.get("type", "string")
    if kind == "boolean":
        return text.lower() in _TRUE
    if kind != "string":
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text
