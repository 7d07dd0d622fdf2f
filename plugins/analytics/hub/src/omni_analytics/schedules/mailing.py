"""One mail for each recipient, and what became of each, written down right after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from omni_analytics.contract.cells import zone_of
from omni_analytics.contract.report import Report
from omni_analytics.models import Delivery, Download, ReportSchedule, Sending, Unsubscribed
from omni_analytics.settings import Config, Settings
from omni_sdk import Context, JobContext, Template
from omni_sdk.drivers import DeliveryFailed
from omni_sdk.errors import Discard, Retry

from . import letter, unsubscribe
from .addresses import digest

REPORT = Template("report")


FIRST, LAST = timedelta(minutes=1), timedelta(hours=1)
"""Between attempts: servers that turn strangers away at first (greylisting) take the mail within half an hour."""


@dataclass(frozen=True)
class Parcel:
    """What every recipient gets: the mail's values, and the file that goes with it, if it is small enough."""

    values: dict[str, Any]
    attach: dict[str, bytes] = field(default_factory=dict)


async def listed(sending: Sending, row: ReportSchedule) -> list[Delivery]:
    """A delivery for each recipient of the time it was begun, made when first asked for."""
    if not await Delivery.filter(sending_id=sending.id).exists():
        gone = {one.digest for one in await Unsubscribed.filter(schedule_id=row.id)}
        for to in row.recipients:
            state = "unsubscribed" if digest(row.id, to) in gone else "waiting"
            await Delivery.create(sending_id=sending.id, recipient=to, state=state)
    return await Delivery.filter(sending_id=sending.id).order_by("id")


def fits(ctx: Context[Settings], file: Download) -> bool:
    """Whether a file goes with the mail; else the mail has a link to it."""
    return file.size <= ctx.settings.attachment_kb * 1000 and ctx.settings.attachment_kb > 0


async def packed(ctx: Context[Settings], row: ReportSchedule, report: Report, file: Download, owner: str) -> Parcel:
    """The mail of a report, the same for all but for the link to unsubscribe by."""
    writer = letter.Writer(ctx, zone_of(report))
    values = letter.values(ctx, report, row.name, owner)
    values |= {"filename": file.filename, "size": writer.bytes(file.size), "link": "", "until": ""}
    if fits(ctx, file):
        content = b"".join([chunk async for chunk in ctx.blobs.read(file.blob)])
        return Parcel(values, {file.filename: content})
    expires = timedelta(days=ctx.config(Config).mailed_link_days)
    link = await ctx.blobs.url(file.blob, expires=expires, filename=file.filename)
    return Parcel(values | {"link": link, "until": writer.moment(ctx.clock.now() + expires)})


async def mailed(ctx: JobContext[Settings], row: ReportSchedule, sending: Sending, parcel: Parcel) -> str:
    """Mail those who wait; the state that the sending ends with. `Retry` where trying again may help."""
    waiting, again = await Delivery.filter(sending_id=sending.id, state="waiting").order_by("id"), False
    for at, one in enumerate(waiting):
        ctx.progress(at / len(waiting), f"{at} of {len(waiting)} mails")
        if await _paused(row, sending):
            await Delivery.filter(sending_id=sending.id, state="waiting").update(state="failed", error="the schedule was paused")
            return await _outcome(sending)
        if await Unsubscribed.filter(schedule_id=row.id, digest=digest(row.id, one.recipient)).exists():
            one.state = "unsubscribed"
            await one.save()
        else:
            again |= await _mail(ctx, row, one, parcel)
    state = await _outcome(sending)
    if again:  # not an error of the plugin's own, which would rest after a few of them
        raise Retry(min(LAST, FIRST * 2 ** (ctx.attempt - 1)), reason=sending.reason)
    return state


async def _paused(row: ReportSchedule, sending: Sending) -> bool:
    """Whether somebody paused it meanwhile, which does not stop what was started by hand; `Discard` if it is gone."""
    found = await ReportSchedule.get_or_none(id=row.id)
    if found is None:
        raise Discard("the schedule was deleted")
    return found.paused and not sending.manual


async def _mail(ctx: JobContext[Settings], row: ReportSchedule, one: Delivery, parcel: Parcel) -> bool:
    """Whether trying again may help."""
    link = unsubscribe.link(ctx, row.id, one.recipient)
    one.tries += 1
    try:
        await ctx.mail.send(one.recipient, REPORT, attach=parcel.attach, unsubscribe=link, leave=link, **parcel.values)
    except Exception as error:  # noqa: BLE001  (an address that fails keeps no other from its mail)
        hopeless = isinstance(error, DeliveryFailed) and error.permanent
        one.error = (str(error) or type(error).__name__)[:1000]
        one.state = "failed" if hopeless else "waiting"
    else:
        one.state, one.error, one.sent_at = "sent", "", ctx.clock.now()
    await one.save()
    return one.state == "waiting"


async def _outcome(sending: Sending) -> str:
    rows = await Delivery.filter(sending_id=sending.id).order_by("id")
    missing = [row for row in rows if row.state in {"waiting", "failed"}]
    sent = any(row.state == "sent" for row in rows)
    if not missing:
        return "sent" if sent else "skipped"
    sending.reason = f"{len(missing)} of {len(rows)} were not mailed; {missing[0].recipient}: {missing[0].error}"[:1000]
    return "partly" if sent else "failed"
