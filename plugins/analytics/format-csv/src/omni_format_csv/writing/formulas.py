"""Texts that a spreadsheet would run as a formula, made harmless (OWASP, CSV Injection)."""

import re

BEGINS = "=+\\-@＝＋－＠"  # noqa: RUF001  (full-width ones begin formulas, too)
SKIPPED = "\\s\"',;|\u200b\ufeff"
"""What may stand before them: spaces, and what ends a cell for a program that was told of another separator."""
SUSPECT = re.compile(f"[{BEGINS}\t\r\n]")
START = re.compile(f"[\t\r\n]|[{SKIPPED}]*[{BEGINS}]")
INSIDE = {
    separator: re.compile(f"([{ends}][{SKIPPED}]*)(?=[{BEGINS}])")
    for separator, ends in {",": ";\t\r\n", ";": ",\t\r\n", "\t": ",;\r\n"}.items()
}
"""By the file's separator: where a cell begins for a program that was told of another one, or does not know quotes."""


def defused(text: str, separator: str) -> str:
    """The text with an apostrophe before each place where a formula would begin; mostly that is none."""
    if not SUSPECT.search(text):
        return text
    text = INSIDE[separator].sub(r"\1'", text)
    return f"'{text}" if START.match(text) else text
