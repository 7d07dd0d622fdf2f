"""Lines of CSV by RFC 4180, in chunks."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterable, Sequence
from datetime import tzinfo

from omni_analytics import Cell, finite, text_of
from omni_format_csv.settings import Settings

from .formulas import defused

CHUNK = 64 * 1024
MARK = "\ufeff"


class Lines:
    """Writes one file, and counts what could not stay as it was."""

    def __init__(self, settings: Settings, zone: tzinfo) -> None:
        self.settings, self.zone = settings, zone
        self.mended = 0
        """Texts that would have been run as formulas."""
        self.lost = 0
        """Numbers that are infinite, or none."""

    def chunks(self, titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Generator[bytes, None, None]:
        """The line of titles, and one for each row."""
        text = io.StringIO(newline="")
        lines = csv.writer(text, delimiter=self.settings.between, lineterminator="\r\n")
        text.write(MARK if self.settings.byte_order_mark else "")
        lines.writerow([self._cell(title) for title in titles])
        for row in rows:
            lines.writerow([self._cell(cell) for cell in row])
            if text.tell() >= CHUNK:
                yield _taken(text)
        yield _taken(text)

    def _cell(self, cell: Cell) -> str:
        if not isinstance(cell, str):
            self.lost += not finite(cell)
            return text_of(cell, self.zone)
        if not self.settings.defuse_formulas:
            return cell
        safe = defused(cell, self.settings.between)
        self.mended += safe != cell
        return safe


def _taken(text: io.StringIO) -> bytes:
    """What was written since the last time."""
    found = text.getvalue()
    text.seek(0)
    text.truncate()
    return found.encode("utf-8", "replace")  # half a surrogate pair has no bytes in UTF-8
