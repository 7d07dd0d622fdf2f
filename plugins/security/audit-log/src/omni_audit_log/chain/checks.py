"""Looking a chain through where it stands, and taking out what is older than the policy keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

from omni_audit_log.events import BROKEN, RETAINED, VERIFIED, Retained, Verified
from omni_audit_log.models import Pseudonym
from omni_audit_log.service import searched
from omni_audit_log.verify import GENESIS, Report, Walk, digest_of, signature_holds

from .chains import Chain, Head, body_of, head_said, last_statement, link_of, publish, rows_after, say
from .pseudonyms import mac_of
from .records import instant

SHOWN = 20
"""Findings that the event has."""
TRIES = 3


async def check(chain: Chain) -> Report:
    """All that is wrong with the chain: its entries, its statements, its pseudonyms, and the head outside."""
    report = Report()
    for _ in range(TRIES):
        taken = await last_statement(chain, "retention")
        report = await _look_through(chain)
        if taken == await last_statement(chain, "retention"):
            break  # else entries went away while they were looked at
    return report


async def verify(chain: Chain) -> Report:
    """The same, told as an event."""
    report = await check(chain)
    told = Verified(
        ok=report.ok, entries=report.entries, first=report.first, last=report.last, problems=report.problems,
        findings=[str(finding) for finding in report.findings[:SHOWN]],
    )  # fmt: skip
    await chain.ctx.events.emit(VERIFIED if report.ok else BROKEN, told)
    if not report.ok:
        chain.ctx.log.error("an audit chain is broken", chain=chain.name, problems=report.problems, first=told.findings[0])
    return report


async def _look_through(chain: Chain) -> Report:
    report = Report(chain=chain.name)
    head = await head_said(chain)  # before the tables: it never says more than they do
    said = [body async for body in _statements(chain, report)]
    nothing: dict[str, Any] = {"seq": 0, "hash": GENESIS}
    base = next((body for body in reversed(said) if body["kind"] == "retention"), nothing)
    keys = chain.keys.of_chain(chain.name)
    walk = Walk(report, chain.name, seq=base["seq"], previous=base["hash"], keys=keys)
    for body in said:
        walk.expect(body["seq"], body["hash"], f"{body['kind']} {body['number']}")
    number = await chain.statements.all().count()
    for problem in _outside(chain, walk, head, number):
        report.found(problem)
    async for row in rows_after(chain, 0):
        _take(chain, walk, row)
    walk.finish()
    if head is None and (report.entries or number):
        report.found(f"nothing outside of the database says how far the chain reached: its {number} statements may be fewer")
    await _check_pseudonyms(chain, report, keys)
    return report


def _take(chain: Chain, walk: Walk, row: Any) -> None:
    try:
        link = link_of(chain, row)
    except (ValueError, RecursionError):
        link = {}  # no JSON: the walk says so
    walk.add(link)
    if link and not _columns_agree(row, link["record"]):
        walk.report.found("its columns say something else than its record", row.seq)


def _columns_agree(row: Any, record: Any) -> bool:
    try:
        said = {"type": record["type"], "id": record["id"], "time": record["time"], **searched(record)}
    except (KeyError, TypeError):
        return False
    here = {name: getattr(row, name) for name in said if name not in {"id", "time"}}
    return {**here, "id": str(row.event_id), "time": instant(row.time)} == said


async def _statements(chain: Chain, report: Report) -> AsyncIterator[dict[str, Any]]:
    """Those that hold, in order; the others are told."""
    prior, expected = GENESIS, 1
    for row in await chain.statements.all().order_by("number"):
        try:
            body = body_of(row)
            holds = signature_holds(body, chain.keys.public) and body["chain"] == chain.name
            agrees = (row.number, row.kind, row.seq) == (body["number"], body["kind"], body["seq"])
        except (ValueError, KeyError, TypeError, AttributeError):
            body, holds, agrees = {}, False, False
        if not (holds and agrees):
            report.found(f"statement {row.number} is not signed by Omni's key, or was changed")
        elif (body["number"], body["prior"]) != (expected, prior):
            report.found(f"statement {row.number} does not follow the one before it: some are missing")
        expected, prior = row.number + 1, digest_of(body)
        if holds and agrees:
            yield body


def _outside(chain: Chain, walk: Walk, head: dict[str, Any] | None, number: int) -> Iterator[str]:
    if head is None:
        return
    if not signature_holds(head, chain.keys.public) or head.get("chain") != chain.name:
        yield "the head outside of the database is not signed by Omni's key, or was changed"
        return
    walk.expect(head["seq"], head["hash"], "the head outside of the database")
    if head["number"] > number:
        yield f"there were {head['number']} statements, and there are {number}: some are missing"


async def _check_pseudonyms(chain: Chain, report: Report, keys: dict[str, bytes]) -> None:
    last = ""
    while rows := await Pseudonym.filter(chain=chain.name, token__gt=last).order_by("token").limit(1000):
        for row in rows:
            key = keys.get(row.key)
            if key is None or mac_of(key, row) != row.mac:
                report.found(f"the pseudonym {row.token} stands for something else than it did")
        last = rows[-1].token


# -- retention ---------------------------------------------------------------------------------------


async def tend(chain: Chain, days: int | None) -> Report:
    """Verify; then, if all is whole, take out what is older than so many days, and sign a checkpoint of the rest.

    What cannot be verified is not taken out: retention must not sign away what somebody changed.
    """
    report = await verify(chain)
    if days is not None and report.ok:
        await retain(chain, days)
    return report


async def retain(chain: Chain, days: int) -> None:
    """Take out the beginning of the chain that is older, and say so in a signed statement."""
    ctx, before = chain.ctx, chain.ctx.clock.now() - timedelta(days=days)
    async with ctx.db.transaction(), ctx.db.lock("chain"):
        kept = await chain.entries.filter(time__gte=before).order_by("seq").first()
        old = chain.entries.filter(seq__lt=kept.seq) if kept else chain.entries.all()
        last = await old.order_by("-seq").first()
        if last is None:
            return
        count = await old.count()
        statement = await say(chain, "retention", Head(last.seq, last.hash), count=count, before=before.isoformat())
        await chain.entries.filter(seq__lte=last.seq).delete()
        await Pseudonym.filter(chain=chain.name, last_seq__lte=last.seq).delete()
        await ctx.events.emit(RETAINED, Retained(seq=last.seq, entries=count, before=before))
    await publish(chain, statement)
