"""Exports: JSON lines with all that it takes to verify them elsewhere, and CSV for spreadsheets."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from omni_audit_log.models import Pseudonym
from omni_audit_log.verify import FORMAT, canonical, signed

from .chains import Chain, body_of, checkpoint, head_of, link_of, rows_after
from .pseudonyms import TOKEN, revealed, uncovered

COLUMNS = (
    "seq", "time", "type", "outcome", "actor", "ip", "user_agent", "request_id", "resource", "data", "hash",
)  # fmt: skip
MEDIA = {"jsonl": "application/jsonl", "csv": "text/csv; charset=utf-8"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  (full-width ones begin formulas, too)
"""How a cell begins that a spreadsheet may take for a formula (OWASP, CSV Injection)."""
Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries, from the first to the last; `previous` is the hash before the first."""

    first: int
    last: int
    previous: str

    @property
    def count(self) -> int:
        """How many there should be."""
        return self.last - self.first + 1


async def span_of(chain: Chain, since: datetime | None, until: datetime | None) -> Span:
    """The entries between two times, without gaps: late events in between included."""
    rows, head = chain.entries.all(), await head_of(chain)
    begin = await (rows.filter(time__gte=since) if since else rows).order_by("seq").first()
    end = await (rows.filter(time__lt=until) if until else rows).order_by("-seq").first()
    if begin is None or end is None or end.seq < begin.seq:
        return Span(head.seq + 1, head.seq, head.hash)
    return Span(begin.seq, end.seq, begin.previous)


async def write(chain: Chain, name: str, form: str, span: Span, progress: Progress) -> None:
    """Write the export as a file; RuntimeError when entries went away meanwhile: try again."""
    lines = _csv(chain, span, progress) if form == "csv" else _jsonl(chain, span, progress)
    await chain.ctx.blobs.write(name, lines, media_type=MEDIA[form])


async def _rows(chain: Chain, span: Span, progress: Progress) -> AsyncIterator[Any]:
    done = 0
    async for row in rows_after(chain, span.first - 1, span.last):
        yield row
        done += 1
        if done % 1000 == 0:
            progress(done / span.count, f"{done} of {span.count} entries")
    if done != span.count:
        message = f"{span.count - done} entries were taken out while they were exported: export again"
        raise RuntimeError(message)


# -- JSON lines --------------------------------------------------------------------------------------


async def _jsonl(chain: Chain, span: Span, progress: Progress) -> AsyncIterator[bytes]:
    yield _line(
        "header", format=FORMAT, chain=chain.name, first=span.first, previous=span.previous,
        public_keys=chain.keys.public, exported_at=chain.ctx.clock.now().isoformat(),
    )  # fmt: skip
    for row in await chain.statements.filter(seq__gte=span.first, seq__lte=span.last).order_by("number"):
        yield _line("statement", statement=body_of(row))
    head, tokens = span.previous, set[str]()
    async for row in _rows(chain, span, progress):
        head = row.hash
        tokens.update(TOKEN.findall(row.record))
        yield _line("entry", **link_of(chain, row))
    mapping = hashlib.sha256()
    async for line in _pseudonyms(chain, sorted(tokens)):
        mapping.update(line.rstrip(b"\n"))
        yield line
    yield _line("end", statement=_statement(chain, span, head, mapping.hexdigest()))


async def _pseudonyms(chain: Chain, tokens: list[str]) -> AsyncIterator[bytes]:
    for at in range(0, len(tokens), 500):
        for row in await Pseudonym.filter(chain=chain.name, token__in=tokens[at : at + 500]).order_by("token"):
            yield _line("pseudonym", token=row.token, type=row.kind, value=row.value)


def _statement(chain: Chain, span: Span, head: str, mapping: str) -> dict[str, Any]:
    said = {
        "kind": "export", "chain": chain.name, "first": span.first, "previous": span.previous, "seq": span.last,
        "hash": head, "count": span.count, "mapping": mapping, "time": chain.ctx.clock.now().isoformat(),
    }  # fmt: skip
    return signed(said, chain.keys.signing)


def _line(kind: str, **values: Any) -> bytes:
    return canonical({"kind": kind, **values}) + b"\n"


# -- CSV ---------------------------------------------------------------------------------------------


async def _csv(chain: Chain, span: Span, progress: Progress) -> AsyncIterator[bytes]:
    yield row_of(COLUMNS)
    lot: list[Any] = []
    async for row in _rows(chain, span, progress):
        lot.append(row)
        if len(lot) == 200:
            yield await _cells(chain, lot)
            lot = []
    yield await _cells(chain, lot)


async def _cells(chain: Chain, rows: list[Any]) -> bytes:
    names = await revealed(chain, (row.record for row in rows))
    return b"".join(row_of(_values(row, uncovered(json.loads(row.record), names))) for row in rows)


def _values(row: Any, record: dict[str, Any]) -> list[str]:
    told = {**record, "seq": row.seq, "hash": row.hash, "data": json.dumps(record["data"], ensure_ascii=False, sort_keys=True)}
    return [str(told[name]) for name in COLUMNS]


def row_of(cells: Any) -> bytes:
    """One line, every cell quoted, and none that a spreadsheet would run."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(defused(cell) for cell in cells)
    return text.getvalue().encode()


def defused(cell: str) -> str:
    """With an apostrophe before what would be a formula (OWASP)."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


# -- whose it is -------------------------------------------------------------------------------------


def handle_of(chain: Chain, job_id: object, actor: str) -> str:
    """What whoever asked calls the export by: nobody else can make it from the job's id."""
    proof = hmac.digest(chain.key[1], f"export {job_id} {actor}".encode(), "sha256").hex()[:32]
    return f"{job_id}.{proof}"


async def prepare(chain: Chain, since: datetime | None, until: datetime | None) -> Span:
    """Sign a checkpoint, which the export then carries, and say which entries are meant."""
    await checkpoint(chain)
    return await span_of(chain, since, until)
