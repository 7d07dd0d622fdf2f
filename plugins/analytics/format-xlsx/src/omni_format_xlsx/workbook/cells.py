"""Writes cells as what they are, and counts those that Excel cannot hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from omni_analytics import Cell, decimal_text, finite, local

from . import limits
from .styles import DATE, TIME, Styles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Put: TypeAlias = "Callable[[Worksheet, int, int, Any, Format | None], None]"


class Cells:
    """The cells of one place, such as a table."""

    def __init__(self, styles: Styles, zone: tzinfo) -> None:
        self.zone = zone
        self.changed = Counter[str]()
        """How many there are of which each note is to be made."""
        self._date, self._time = styles.number(DATE), styles.number(TIME)
        self.ways: dict[type, Put] = {
            str: self.text, float: self._float, int: self._integer, type(None): _nothing, bool: _boolean,
            Decimal: self._decimal, datetime: self._moment, date: self._day,
        }  # fmt: skip
        """How cells of a type are written: a look-up for each, since there may be millions."""

    def put(self, sheet: Worksheet, row: int, column: int, cell: Cell, style: Format | None) -> None:
        """Write one cell of any type, or of a subclass of one."""
        for kind in type(cell).__mro__:
            if way := self.ways.get(kind):
                return way(sheet, row, column, cell, style)
        return self.text(sheet, row, column, str(cell))

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
        """Write a text as a text, whatever it looks like; an empty one leaves the cell empty."""
        if not text.isascii():
            text = self._whole(text)
        if len(text) > limits.CHARACTERS // 2:  # each has two UTF-16 units at most
            text = self._cut(text)
        if text[:3] == "<r>" and text[-4:] == "</r>":
            # The library takes such a text for its own XML, and would not escape it. In parts it does.
            sheet.write_rich_string(row, column, "<", "r", text[2:], *([style] if style else []))
        elif text:
            sheet.write_string(row, column, text, style)

    def _float(self, sheet: Worksheet, row: int, column: int, number: float, style: Format | None) -> None:
        if -limits.LARGEST <= number <= limits.LARGEST:
            sheet.write_number(row, column, number, style)
        else:
            self._beyond(sheet, row, column, number)

    def _integer(self, sheet: Worksheet, row: int, column: int, number: int, style: Format | None) -> None:
        if -limits.EXACT < number < limits.EXACT:
            sheet.write_number(row, column, number, style)
        else:
            self._beyond(sheet, row, column, number)

    def _decimal(self, sheet: Worksheet, row: int, column: int, number: Decimal, style: Format | None) -> None:
        if number.is_finite() and number.adjusted() < limits.POWER:
            if _digits(number) > limits.DIGITS:
                self.changed[limits.ROUNDED] += 1
            sheet.write_number(row, column, float(number), style)
        else:
            self._beyond(sheet, row, column, number)

    def _beyond(self, sheet: Worksheet, row: int, column: int, number: float | Decimal) -> None:
        """Numbers that Excel has not."""
        if finite(number):
            self.changed[limits.LONG] += 1
            sheet.write_string(row, column, decimal_text(number) if isinstance(number, Decimal) else str(number))
        else:
            self.changed[limits.LOST] += 1

    def _moment(self, sheet: Worksheet, row: int, column: int, moment: datetime, _: Format | None) -> None:
        at = local(moment, self.zone)
        if at.year <= limits.FIRST_DAY.year and at.date() < limits.FIRST_DAY:
            self._early(sheet, row, column, at.isoformat(sep=" "))
        else:
            sheet.write_datetime(row, column, at.replace(tzinfo=None), self._time)

    def _day(self, sheet: Worksheet, row: int, column: int, day: date, _: Format | None) -> None:
        if day < limits.FIRST_DAY:
            self._early(sheet, row, column, day.isoformat())
        else:
            sheet.write_datetime(row, column, day, self._date)

    def _early(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        self.changed[limits.EARLY] += 1
        sheet.write_string(row, column, text)

    def _whole(self, text: str) -> str:
        """The text without halves of surrogate pairs, which have no bytes."""
        try:
            text.encode()
        except UnicodeEncodeError:
            self.changed[limits.MENDED] += 1
            return text.encode("utf-8", "replace").decode()
        return text

    def _cut(self, text: str) -> str:
        units = text.encode("utf-16-le")
        if len(units) <= 2 * limits.CHARACTERS:
            return text
        self.changed[limits.CUT] += 1
        return units[: 2 * limits.CHARACTERS - 2].decode("utf-16-le", "ignore") + "…"


def _nothing(sheet: Worksheet, row: int, column: int, cell: None, style: Format | None) -> None:
    """Leave it empty."""


def _boolean(sheet: Worksheet, row: int, column: int, cell: bool, _: Format | None) -> None:
    sheet.write_boolean(row, column, cell)


def _digits(number: Decimal) -> int:
    digits = number.as_tuple().digits
    return len(digits) if len(digits) <= limits.DIGITS else len("".join(map(str, digits)).strip("0"))
