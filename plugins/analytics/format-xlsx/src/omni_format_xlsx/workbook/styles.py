"""How cells look: number formats by kind, made once for each workbook."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from omni_analytics import Kind

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

CURRENCY = re.compile(r"[A-Z]{3}")
DATE, TIME = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
CODES: dict[Kind, str] = {
    "integer": "#,##0",
    "number": "#,##0.00",
    "percent": "0.0%",
    "seconds": '#,##0.000" s"',
    # Two conditions are all that Excel allows: from a gigabyte on, there are thousands of megabytes.
    "bytes": '[<1000]0" B";[<1000000]0.0," kB";#,##0.0,," MB"',
    "date": DATE,
    "time": TIME,
}


def code(kind: Kind, unit: str) -> str:
    """The number format of a kind with a unit; nothing for texts."""
    if kind == "money":
        return _money(unit)
    found = CODES.get(kind, "")
    shown = kind in {"integer", "number"} and unit
    return f'{found}" {_quoted(unit)}"' if shown else found


def _money(currency: str) -> str:
    """With as many digits as the currency has, and its code."""
    from babel.numbers import get_currency_precision

    if not CURRENCY.fullmatch(currency):
        return '#,##0.00" ' + _quoted(currency) + '"' if currency else "#,##0.00"
    digits = get_currency_precision(currency)
    return "#,##0" + ("." + "0" * digits if digits else "") + f" [${currency}]"


def _quoted(unit: str) -> str:
    return re.sub(r'["\x00-\x1f]', "", unit)[:30]


class Styles:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self._book, self._numbers = book, dict[str, "Format"]()
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.head = book.add_format({"bold": True, "bottom": 1, "bg_color": "#E7ECF3", "valign": "top"})
        self.label = book.add_format({"bold": True, "valign": "top"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.warning = book.add_format({"bold": True, "font_color": "#9C5700", "bg_color": "#FFEB9C"})

    def of(self, kind: Kind, unit: str = "") -> Format | None:
        """The number format of a kind, or None for texts."""
        return self.number(code(kind, unit))

    def number(self, wanted: str) -> Format | None:
        """The format with that number format."""
        if wanted and wanted not in self._numbers:
            self._numbers[wanted] = self._book.add_format({"num_format": wanted})
        return self._numbers.get(wanted)
