"""CSV (RFC 4180): quotes, lines within quotes, a byte order mark; `,`, `;` or tab between the cells."""

from __future__ import annotations

import csv
from collections.abc import Generator, Iterator, Sequence

from .columns import Columns
from .records import LONGEST, BadFile, Reader, Record, plain, too_long

DELIMITERS = (",", ";", "\t")


class Header:
    """What the first line says: the columns, and what stands between them."""

    def __init__(self, line: str) -> None:
        try:
            found = {mark: _names(line, mark) for mark in DELIMITERS}
        except csv.Error as error:
            msg = f"the header is no CSV: {error}"
            raise BadFile(msg) from error
        fitting = [mark for mark in DELIMITERS if "name" in [name.strip().lower() for name in found[mark]]]
        if not fitting:
            msg = f"the header has no column `name`, which says what happened; it is {line.strip()[:200]!r}"
            raise BadFile(msg)
        self.delimiter = max(fitting, key=lambda mark: len(found[mark]))
        self.columns = Columns(found[self.delimiter])


class CsvRows(Reader):
    """Reads a CSV file; to go on in the middle of one, hand it the header."""

    def __init__(self, *, end: int = 0, line: int = 1, header: Header | None = None) -> None:
        super().__init__(end=end, line=line)
        self.header = header

    def _read(self, lines: list[bytes], more: int) -> Generator[Record, None, int]:
        at = 0
        while self.header is None and at < len(lines):
            self._begin(lines[at])
            at += 1
        if self.header is None:
            return at
        source = _Lines(lines, at)
        rows = csv.reader(source, delimiter=self.header.delimiter, strict=True)
        while (start := source.at) < len(lines):
            cells, reason = _next(rows)
            waiting = source.dry and not self._final
            size = sum(map(len, lines[start : source.at])) + (more if waiting else 0)
            if waiting and size <= LONGEST:
                return start  # the rest of this record is yet to come
            if size > LONGEST:
                reason = too_long()
            if reason is not None:
                source.at = start + 1  # the lines after it may be fine
            yield from self._record(lines[start : source.at], cells, reason, odd=source.odd)
            source.dry = source.odd = False
        return source.at

    def _begin(self, line: bytes) -> None:
        """Read the header, which is one line."""
        if len(line) > LONGEST:
            self._about_to_skip()
        try:
            text = plain(line, first=self.end == 0).decode()
        except UnicodeDecodeError as error:
            msg = "the header is not UTF-8: save the file as UTF-8"
            raise BadFile(msg) from error
        self.end += len(line)
        self.line += 1
        if text.strip():
            self.header = Header(text)

    def _about_to_skip(self) -> None:
        if self.header is None:
            msg = f"the header has more than {LONGEST} bytes: is it a CSV file?"
            raise BadFile(msg)

    def _record(self, lines: Sequence[bytes], cells: list[str], reason: str | None, *, odd: bool) -> Iterator[Record]:
        self.end += sum(map(len, lines))
        after = self.line + len(lines)
        shown = None if reason == too_long() else b"".join(lines)[:1000].decode(errors="replace")
        if reason is None and odd:
            reason = "it is not UTF-8"
        if reason is not None:
            yield self.bad(reason, shown, after)
        elif cells and self.header is not None:
            try:
                yield Record(self.line, self.end, after, self.header.columns.item(cells))
            except ValueError as error:
                yield self.bad(str(error), shown, after)
        self.line = after


class _Lines:
    """Lines as the csv module asks for them: it takes another one as long as a quote is open."""

    def __init__(self, lines: Sequence[bytes], at: int) -> None:
        self._lines = lines
        self.at = at
        self.dry = False
        """Another line was asked for, and there was none."""
        self.odd = False
        """One of them was not UTF-8."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines):
            self.dry = True
            raise StopIteration
        line = self._lines[self.at]
        self.at += 1
        try:
            return line.decode()
        except UnicodeDecodeError:
            self.odd = True
            return line.decode(errors="replace")


def _next(rows: Iterator[list[str]]) -> tuple[list[str], str | None]:
    try:
        return next(rows), None
    except csv.Error as error:
        return [], f"no CSV: {error}"


def _names(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])
