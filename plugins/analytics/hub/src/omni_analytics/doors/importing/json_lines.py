"""JSON lines: an event of Omni's own, or a message of the Segment spec, on each."""

from __future__ import annotations

from collections.abc import Generator

from pydantic_core import from_json

from .records import LONGEST, BadFile, Reader, Record, plain, too_long


class JsonLines(Reader):
    """Reads a file of JSON lines."""

    def _read(self, lines: list[bytes], more: int) -> Generator[Record, None, int]:
        del more
        for line in lines:
            text = plain(line, first=self.end == 0).strip()
            if self.end == 0 and text.startswith(b"["):
                raise BadFile("the file is a JSON array: write each event as an object on a line of its own")
            self.end += len(line)
            if len(line) > LONGEST:
                yield self.bad(too_long(), None, self.line + 1)
            elif text:
                yield self._record(text)
            self.line += 1
        return len(lines)

    def _record(self, text: bytes) -> Record:
        after = self.line + 1
        try:
            found = from_json(text)
        except ValueError as error:
            return self.bad(f"no JSON: {error}", text[:1000].decode(errors="replace"), after)
        if not isinstance(found, dict):
            return self.bad(f"a JSON {type(found).__name__}, not an object", found, after)
        return Record(self.line, self.end, after, found)
