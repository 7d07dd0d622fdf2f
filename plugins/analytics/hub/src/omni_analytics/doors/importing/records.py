"""Records of a file, as its pieces come in: the same ones however it is cut into pieces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

LONGEST = 130_000
"""Bytes of a record: twice what an event may have, and less than a field of Python's csv module may."""
BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class BadFile(Exception):
    """The file as a whole cannot be read; its text says why."""


@dataclass(frozen=True)
class Record:
    """One record: an event as it was told, or the reason why it cannot be read."""

    line: int
    """From 1: where it begins."""
    end: int
    """Bytes of the file up to its end."""
    after: int
    """The line behind it."""
    item: Any
    reason: str | None = None


class Reader(ABC):
    """Takes pieces of a file, and gives the records that are whole; `end` and `line` are where to go on."""

    def __init__(self, *, end: int = 0, line: int = 1) -> None:
        self.end = end
        self.line = line
        self._rest = b""
        self._skipping = False
        self._final = False

    def feed(self, piece: bytes) -> Iterator[Record]:
        """The records that end within this piece."""
        if self._skipping:
            yield from self._skip(piece)
            return
        self._rest += piece
        yield from self._cut()
        if len(self._rest) > LONGEST and b"\n" not in self._rest:
            self._skipping = True
            self._about_to_skip()
            self.end += len(self._rest)
            self._rest = b""

    def finish(self) -> Iterator[Record]:
        """What is left when there are no more pieces."""
        self._final = True
        if self._skipping:
            yield from self._skip(b"\n", real=False)
            return
        yield from self._cut()

    def _skip(self, piece: bytes, *, real: bool = True) -> Iterator[Record]:
        """Go on behind the end of a line that is too long to be kept in memory."""
        head, newline, rest = piece.partition(b"\n")
        if not newline:
            self.end += len(piece)
            return
        self.end += len(head) + 1 if real else 0
        self._skipping = False
        yield self.bad(too_long(), None, self.line + 1)
        self.line += 1
        if real:
            yield from self.feed(rest)

    def bad(self, reason: str, item: Any, after: int) -> Record:
        """A record that ends here and cannot be read."""
        return Record(self.line, self.end, after, item, reason)

    def _about_to_skip(self) -> None:  # noqa: B027  (most lines can be done without)
        """Refuse the file, if the line that is too long is one that it cannot be read without."""

    def _cut(self) -> Iterator[Record]:
        """Take whole lines off what has come."""
        lines = self._rest.split(b"\n")
        last = lines.pop()
        whole = [line + b"\n" for line in lines]
        if self._final and last:
            whole.append(last)
            last = b""
        if self.end == 0 and whole and whole[0].startswith(UTF16):
            raise BadFile("the file is UTF-16: save it as UTF-8")
        used = yield from self._read(whole, len(last))
        self._rest = b"".join(whole[used:]) + last

    @abstractmethod
    def _read(self, lines: list[bytes], more: int) -> Generator[Record, None, int]:
        """The records of these lines, behind which stand `more` bytes of a line that is not whole; returns how many it used.

        Moves `end` and `line` on.
        """


def too_long() -> str:
    """Why a record is refused that is larger than any event may be."""
    return f"it has more than {LONGEST} bytes: a quote that is never closed?"


def plain(line: bytes, *, first: bool) -> bytes:
    """A line without the mark that some programs begin files with."""
    return line.removeprefix(BOM) if first else line
