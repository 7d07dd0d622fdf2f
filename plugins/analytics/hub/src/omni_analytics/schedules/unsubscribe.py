"""`/unsubscribe/{tenant}`: the way out that stands in each mail (RFC 8058).

The link in a mail is signed for POST, which is what mail providers send on the reader's behalf, without cookies and
without asking. Opened in a browser it is a GET: that shows a page with a button and looks at nothing, so that programs
which follow the links of a mail unsubscribe nobody.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from omni_analytics.models import ReportSchedule, Unsubscribed
from omni_sdk import Context, Html, Limits, Public, RequestContext, Route, SignedLink

from .addresses import digest

GOOD_FOR = timedelta(days=365)
"""Mails lie in mailboxes for long."""
Digest = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem }}
button {{ font: inherit; padding: .5rem 1rem; cursor: pointer }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
{more}</body>
</html>
"""


async def ask(ctx: RequestContext) -> Html:
    """A page that asks; it changes nothing, and the link is looked at when the button is pressed."""
    say = ctx.locale.text
    button = f'<form method="post"><button>{escape(say("Unsubscribe"))}</button></form>\n'
    return _page(ctx, say("Unsubscribe?"), say("You will get no more mails of this report."), button)


async def leave(ctx: RequestContext, schedule: UUID, who: Digest, body: bytes) -> Html:
    """Send this address no more of the schedule; the link is the permission, whatever the body holds."""
    del body  # `List-Unsubscribe=One-Click` of mail providers, nothing of the page
    say = ctx.locale.text
    row = await ReportSchedule.get_or_none(id=schedule)
    if row is None:
        return _page(ctx, say("Unsubscribed"), say("This report is not sent to anybody any more."))
    async with ctx.db.transaction(), ctx.db.lock(f"unsubscribe:{row.id}"):
        await Unsubscribed.get_or_create(schedule_id=row.id, digest=who)
    told = say("You will get no more mails of “{name}” of {tenant}.", name=row.name, tenant=ctx.tenant.name)
    return _page(ctx, say("Unsubscribed"), told)


def link(ctx: Context[Any], schedule_id: UUID, recipient: str) -> str:
    """What a recipient unsubscribes by; it names nobody."""
    who = digest(schedule_id, recipient)
    return ctx.urls.signed(LEAVE, expires=GOOD_FOR, tenant=ctx.tenant.id, schedule=schedule_id, who=who)


def _page(ctx: Context[Any], title: str, text: str, more: str = "") -> Html:
    language = escape(ctx.locale.language, quote=True)
    return Html(PAGE.format(language=language, title=escape(title), text=escape(text), more=more))


ASK = Route.get("/unsubscribe/{tenant}", ask, auth=Public("the page asks whether to unsubscribe, and knows nothing of anybody"))
LEAVE = Route.post("/unsubscribe/{tenant}", leave, auth=SignedLink(), limits=Limits(body_bytes=10_000), idempotent=False)
ROUTES = (ASK, LEAVE)
