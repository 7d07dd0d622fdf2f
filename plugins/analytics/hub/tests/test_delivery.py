"""Reports by the clock, to a real mail server: who gets what, what becomes of each mail, and how to get no more."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from omni_delivery_probe.desk import BASE, MONDAY, TRIES, WEEKLY, attached, body, history, made, opened, states
from omni_delivery_probe.plugin import plugin as probe
from omni_delivery_probe.server import Box, serving

from omni_analytics.plugin import plugin as hub
from omni_driver_mail import SmtpMail
from omni_sdk import Tenant
from omni_sdk.drivers import MAIL, MailDriver
from omni_sdk.testing import Client, Outbox, RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni


@pytest.fixture
async def here(omni_app: RunningOmni, tenant: Tenant, clock: SetClock) -> Tenant:
    """A tenant that has the hub and the probe on, on a Wednesday."""
    return await opened(omni_app, tenant, clock, hub, probe)


@pytest.fixture
async def box(omni_app: RunningOmni) -> AsyncIterator[Box]:
    """A mail server, and the real driver in front of it."""
    async with serving() as found:
        omni_app.kernel.drivers.put(MAIL, found.driver)
        yield found


async def test_each_gets_a_mail_of_their_own(here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box) -> None:
    """By the clock: figures, period and file; nobody sees who else gets it."""
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    await run_jobs()
    assert box.to == [["ann@example.com"], ["bob@example.com"]]
    for at, name in enumerate(("ann", "bob")):
        mail = box.message(at)
        assert mail["To"] == f"{name}@example.com"
        assert b"ann" not in box.wire(1)
        assert mail["Subject"] == "Weekly sales: March 16, 2026 \u2013 March 22, 2026"
        assert attached(mail) == {"sales-2026-03-16-to-2026-03-22.csv": b"2026-03-16\n2026-03-22\n"}
        for text in (body(mail, "plain"), body(mail, "html")):
            for said in ("First", "Europe/Zurich", "€12,345.50", "+23.5%", "€10,000.00", "1,234", "\u22125.1%", "3.4%", "5.4 GB"):
                assert said in text, said
            assert "over yet" not in text
    (sending,) = await history(mine, place)
    assert (sending["state"], sending["manual"], sending["attached"]) == ("sent", False, True)
    assert datetime.fromisoformat(sending["due"]) == datetime(2026, 3, 23, 6, tzinfo=UTC)
    assert states(sending) == {"ann@example.com": "sent", "bob@example.com": "sent"}
    run = (await mine.get(f"{BASE}/runs/{sending['run_id']}")).json()
    assert (run["schedule_id"], run["state"]) == (sending["schedule_id"], "done")


async def test_says_who_set_it_up(
    here: Tenant, omni_app: RunningOmni, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """By name; and that the period is not over yet, where it is not."""
    eva = await omni_app.person("eva@example.com", name="Eva Example", tenant=here)
    await made(await omni_app.signed_in(eva, tenant=here), parameters={"period": "this_month"}, recipients=["ann@example.com"])
    clock.set(MONDAY)
    await run_jobs()
    (mail,) = outbox.mails
    for text in (mail.text, body(mail.message, "html")):
        assert "Eva Example" in text
        assert "not over yet" in text


async def test_due_once_however_many_workers(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """Three that look at the same moment, and a worker that died before it wrote down that the job was done."""
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    scheduler = omni_app.kernel.jobs.scheduler
    await asyncio.gather(scheduler.fire(), scheduler.fire(), scheduler.fire())
    await run_jobs()
    (sending,) = await history(mine, place)
    assert len(outbox.mails) == 2
    await omni_app.everything("UPDATE omni_job SET state = 'queued' WHERE name = 'deliver'")
    await run_jobs()
    assert (await mine.get(f"/api/v1/jobs/{sending['job_id']}")).json()["attempt"] == 2
    assert len(outbox.mails) == 2
    assert await history(mine, place) == [sending]


async def test_an_address_that_fails_keeps_no_other(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box
) -> None:
    """What the server refuses for good is not tried again; the others have theirs, once."""
    mine = client(here)
    place = await made(mine, recipients=["gone@example.com", "ann@example.com"])
    box.answers["gone@example.com"] = ["550 no such user"]
    clock.set(MONDAY)
    await run_jobs()
    assert box.to == [["ann@example.com"]]
    (sending,) = await history(mine, place)
    assert (sending["state"], states(sending)) == ("partly", {"gone@example.com": "failed", "ann@example.com": "sent"})
    assert "550 no such user" in sending["deliveries"][0]["error"]
    assert "gone@example.com" in sending["reason"]
    assert sending["deliveries"][0]["tries"] == 1


async def test_greylisted_is_tried_again(here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box) -> None:
    """Only who has none yet gets one; the report is the same."""
    mine = client(here)
    place = await made(mine)
    seen: list[dict[str, Any]] = []
    box.answers["ann@example.com"] = ["450 later", "450 later"]
    clock.set(MONDAY)

    async def look() -> None:
        seen.extend(await history(mine, place))

    box.meanwhile = look
    await run_jobs()
    assert box.to == [["bob@example.com"], ["ann@example.com"]]
    assert (seen[0]["state"], states(seen[0])) == ("running", dict.fromkeys(WEEKLY["recipients"], "waiting"))
    (sending,) = await history(mine, place)
    assert (sending["state"], sending["reason"]) == ("sent", "")
    assert [one["tries"] for one in sending["deliveries"]] == [3, 1]
    assert len((await mine.get(f"{BASE}/runs")).json()["items"]) == 1


async def test_nobody_can_be_mailed(here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box) -> None:
    """After the last attempt it says so; run again as a dead letter, it goes on."""
    mine = client(here)
    place = await made(mine)
    box.answers |= {name: ["450 later"] * TRIES for name in WEEKLY["recipients"]}
    clock.set(MONDAY)
    await run_jobs()
    (sending,) = await history(mine, place)
    assert (sending["state"], set(states(sending).values())) == ("failed", {"failed"})
    assert [one["tries"] for one in sending["deliveries"]] == [TRIES, TRIES]
    assert (await mine.get(f"/api/v1/jobs/{sending['job_id']}")).json()["state"] == "dead"
    assert (await mine.post(f"/api/v1/jobs/{sending['job_id']}/retry")).status_code == 200
    await run_jobs()
    assert (await history(mine, place))[0]["state"] == "sent"
    assert len(box.mails) == 2


class Killed(BaseException):
    """What nobody catches."""


class Deadly(MailDriver):
    """Dies at the second mail, once."""

    Config = SmtpMail.Config

    def __init__(self, inner: MailDriver) -> None:
        self.inner, self.count = inner, 0

    async def send(self, message: EmailMessage) -> None:
        """Hand it over, but for the second one."""
        self.count += 1
        if self.count == 2:
            raise Killed
        await self.inner.send(message)


async def test_a_death_between_two_mails(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box
) -> None:
    """The job runs again: nobody gets it twice, and nobody is left out."""
    mine = client(here)
    place = await made(mine, recipients=["ann@example.com", "bob@example.com", "eva@example.com"])
    omni_app.kernel.drivers.put(MAIL, Deadly(box.driver))
    clock.set(MONDAY)
    await run_jobs()
    assert box.to == [["ann@example.com"], ["bob@example.com"], ["eva@example.com"]]
    (sending,) = await history(mine, place)
    assert (sending["state"], set(states(sending).values())) == ("sent", {"sent"})
    assert (await mine.get(f"/api/v1/jobs/{sending['job_id']}")).json()["attempt"] == 2


@pytest.mark.parametrize("how", ["removed", "viewer", "switched off"])
async def test_the_owner_is_asked_again(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox, how: str
) -> None:
    """Who may not any more sends nothing: it is refused, told in the history, and paused until somebody takes it over."""
    mine = client(here)
    eva = await omni_app.person("eva@example.com", tenant=here)
    place = await made(await omni_app.signed_in(eva, tenant=here))
    members = f"/api/v1/tenants/{here.id}/members/{eva.id}"
    if how == "removed":
        assert (await mine.delete(members)).status_code == 204
    elif how == "viewer":
        assert (await mine.patch(members, json={"roles": ["viewer"]})).status_code == 200
    else:
        eva.state = "disabled"
        await eva.save()
    for _ in range(2):
        clock.set(MONDAY)
        await run_jobs()
        clock.advance(timedelta(days=7))
        await run_jobs()
    (sending,) = await history(mine, place)
    assert (sending["state"], sending["deliveries"], sending["run_id"]) == ("refused", [], None)
    assert f"account:{eva.id}" in sending["reason"]
    assert not outbox.mails
    shown = (await mine.get(place)).json()
    assert (shown["paused"], shown["paused_because"]) == (True, sending["reason"])
    assert (await mine.post(f"{place}/resume")).status_code == 409
    assert (await mine.put(place, json=WEEKLY | {"take_over": True})).status_code == 200
    assert (await mine.post(f"{place}/resume")).json()["paused_because"] == ""
    clock.advance(timedelta(days=7))
    await run_jobs()
    assert len(outbox.mails) == 2


async def test_empty_is_skipped_where_asked(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """Told in the history; without being asked to skip it, it is sent and says that nothing happened."""
    mine = client(here)
    nothing = {"period": "last_week", "country": "XX"}
    skipping = await made(mine, parameters=nothing, skip_if_empty=True)
    sending_ = await made(mine, name="Other", parameters=nothing, recipients=["ann@example.com"])
    clock.set(MONDAY)
    await run_jobs()
    (skipped,), (sent,) = await history(mine, skipping), await history(mine, sending_)
    assert (skipped["state"], skipped["reason"]) == ("skipped", "nothing happened in the period")
    assert sent["state"] == "sent"
    (mail,) = outbox.mails
    assert "Nothing happened in this period." in mail.text


async def test_what_is_too_large_is_a_link(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """Which says until when it is good, and is good for so long."""
    await omni_app.enable(hub, here, meter_requests=False, attachment_kb=0)
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    await run_jobs()
    mail = outbox.mails[0]
    assert not attached(mail.message)
    for text in (mail.text, body(mail.message, "html")):
        assert "March 30, 2026" in text
    link = re.search(r"^http://testserver/\S*blob\S*$|^http://testserver/(?!\S*unsubscribe)\S+$", mail.text, re.MULTILINE)
    assert link
    assert f'href="{link[0]}"'.replace("&", "&amp;") in body(mail.message, "html")
    stranger = omni_app.browser()
    answer = await stranger.get(link[0])
    assert (answer.status_code, answer.content) == (200, b"2026-03-16\n2026-03-22\n")
    assert "sales-2026-03-16-to-2026-03-22.csv" in answer.headers["content-disposition"]
    clock.advance(timedelta(days=7, minutes=1))
    assert (await stranger.get(link[0])).status_code == 410
    assert (await history(mine, place))[0]["attached"] is False


async def test_send_now(here: Tenant, client: Client, run_jobs: RunJobs, outbox: Outbox) -> None:
    """Once, though the button was pressed twice; also while it is paused."""
    mine = client(here)
    place = await made(mine)
    await mine.post(f"{place}/pause")
    first, second = [await mine.post(f"{place}/send-now") for _ in range(2)]
    assert (first.status_code, first.json()["id"], first.json()["state"]) == (202, second.json()["id"], "queued")
    await run_jobs()
    shown = (await mine.get(first.headers["location"])).json()
    assert (shown["state"], shown["manual"], len(outbox.mails)) == ("sent", True, 2)
    await mine.post(f"{place}/send-now")
    await run_jobs()
    assert len(outbox.mails) == 4


async def test_dry_run_mails_nobody(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """It tells who would get what, with the report to look at."""
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    await run_jobs()
    link = str(outbox.mails[0].message["List-Unsubscribe"]).strip("<>")
    await omni_app.browser().post(link)
    started = await mine.post(f"{place}/dry-run")
    await run_jobs()
    assert len(outbox.mails) == 2
    shown = (await mine.get(started.headers["location"])).json()
    assert (shown["state"], shown["dry"]) == ("dry", True)
    assert states(shown) == {"ann@example.com": "unsubscribed", "bob@example.com": "dry"}
    assert shown["subject"] == "Weekly sales: March 16, 2026 \u2013 March 22, 2026"
    assert (shown["filename"], shown["size"], shown["attached"]) == ("sales-2026-03-16-to-2026-03-22.csv", 22, True)
    report = (await mine.get(f"{BASE}/runs/{shown['run_id']}/report")).json()
    assert report["figures"][0]["value"] == "12345.50"


async def test_a_day_whose_clocks_are_put_forward(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """02:30 does not come in Zurich: the report is sent at 03:00, once, and about the day before."""
    mine = client(here)
    await made(mine, cron="30 2 * * *", parameters={"period": "yesterday"}, recipients=["ann@example.com"])
    await mine.post(f"{BASE}/schedules/preview", json={"cron": "30 2 * * *"})
    clock.set(datetime(2026, 3, 28, 2, tzinfo=UTC))
    await run_jobs()
    seen = len(outbox.mails)
    clock.set(datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
    await run_jobs()
    assert len(outbox.mails) == seen
    for minute in (1, 31, 59):
        clock.set(datetime(2026, 3, 29, 1, minute, tzinfo=UTC))
        await run_jobs()
        assert len(outbox.mails) == seen + 1
    assert outbox.mails[-1].subject == "Weekly sales: March 28, 2026"


async def test_a_day_whose_clocks_are_put_back(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """02:30 comes twice in Zurich: the report is sent the first time only; that day has 25 hours."""
    mine = client(here)
    await made(mine, cron="30 2 * * *", parameters={"period": "yesterday"}, recipients=["ann@example.com"])
    clock.set(datetime(2026, 10, 25, 0, 0, tzinfo=UTC))
    await run_jobs()
    seen = len(outbox.mails)
    for hour in (0, 1):
        clock.set(datetime(2026, 10, 25, hour, 31, tzinfo=UTC))
        await run_jobs()
        assert len(outbox.mails) == seen + 1
    clock.set(datetime(2026, 10, 26, 1, 31, tzinfo=UTC))
    await run_jobs()
    assert outbox.mails[-1].subject == "Weekly sales: October 25, 2026"
    period = (await mine.get(f"{BASE}/runs")).json()["items"][0]["id"]
    shown = (await mine.get(f"{BASE}/runs/{period}/report")).json()["period"]
    lasted = datetime.fromisoformat(shown["end"]) - datetime.fromisoformat(shown["start"])
    assert (shown["zone"], lasted) == ("Europe/Zurich", timedelta(hours=25))


@pytest.mark.parametrize(("catch_up", "mails"), [("one", 1), ("none", 0)])
async def test_missed_times(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox, catch_up: str, mails: int
) -> None:
    """Nothing ran for three weeks: one report for all of them, or none."""
    await made(client(here), catch_up=catch_up, recipients=["ann@example.com"])
    clock.set(MONDAY + timedelta(days=17))
    await run_jobs()
    assert len(outbox.mails) == mails


async def test_late_is_about_the_days_that_were_due(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """Made up for two days later, it is still about the day that it was to be about, which is over by now."""
    mine = client(here)
    await made(mine, parameters={"period": "today"}, recipients=["ann@example.com"])
    clock.set(MONDAY + timedelta(days=2))
    await run_jobs()
    (mail,) = outbox.mails
    assert mail.subject == "Weekly sales: March 23, 2026"
    assert "over yet" not in mail.text


async def test_a_zone_of_the_reports_own(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """The schedule's zone says which days are meant, unless the parameters name one."""
    mine = client(here)
    await made(mine, cron="0 7 * * *", zone="Asia/Tokyo", parameters={"period": "yesterday"}, recipients=["ann@example.com"])
    both = {"period": "yesterday", "zone": "America/Los_Angeles"}
    await made(mine, name="West", cron="0 7 * * *", zone="Asia/Tokyo", parameters=both, recipients=["bob@example.com"])
    clock.set(datetime(2026, 3, 18, 22, 0, 1, tzinfo=UTC))
    await run_jobs()
    found = {mail.to: mail.subject for mail in outbox.mails}
    assert found == {"ann@example.com": "Weekly sales: March 18, 2026", "bob@example.com": "West: March 17, 2026"}


async def test_a_report_type_that_is_off(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """It fails at once and says why; switched on again, the next one is sent."""
    mine = client(here)
    place = await made(mine)
    await omni_app.disable(probe, here)
    clock.set(MONDAY)
    await run_jobs()
    (sending,) = await history(mine, place)
    assert sending["state"] == "failed"
    assert "'sales'" in sending["reason"]
    assert len((await mine.get(place)).json()["warnings"]) == 2
    await omni_app.enable(probe, here)
    clock.advance(timedelta(days=7))
    await run_jobs()
    assert (await history(mine, place))[0]["state"] == "sent"
    assert len(outbox.mails) == 2


async def test_paused_between_two_attempts(here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box) -> None:
    """Who has no mail yet gets none any more, and the history says so."""
    mine = client(here)
    place = await made(mine)
    box.answers["bob@example.com"] = ["450 later"]
    box.meanwhile = lambda: mine.post(f"{place}/pause")
    clock.set(MONDAY)
    await run_jobs()
    (sending,) = await history(mine, place)
    assert (sending["state"], sending["reason"]) == ("partly", "the schedule was paused before all were mailed")
    assert len(box.mails) == 1


@pytest.mark.parametrize("how", ["pause", "delete"])
async def test_stopped_in_the_middle(
    here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box, how: str
) -> None:
    """Who comes after that gets no mail."""
    mine = client(here)
    place = await made(mine, recipients=["gone@example.com", "ann@example.com"])
    box.answers["gone@example.com"] = ["550 no such user"]
    box.meanwhile = lambda: mine.post(f"{place}/pause") if how == "pause" else mine.delete(place)
    clock.set(MONDAY)
    await run_jobs()
    assert not box.mails
    if how == "pause":
        (sending,) = await history(mine, place)
        assert (sending["state"], set(states(sending).values())) == ("failed", {"failed"})
        assert sending["deliveries"][1]["error"] == "the schedule was paused"


async def test_a_cancelled_job_is_told(here: Tenant, client: Client, run_jobs: RunJobs, outbox: Outbox) -> None:
    """Though it never ran."""
    mine = client(here)
    place = await made(mine)
    started = (await mine.post(f"{place}/send-now")).json()
    await mine.post(f"/api/v1/jobs/{started['job_id']}/cancel")
    await run_jobs()
    (sending,) = await history(mine, place)
    assert (sending["state"], sending["reason"]) == ("failed", "its job is cancelled")
    assert not outbox.mails


async def test_in_german(
    omni_app: RunningOmni, here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """In the tenant's language, with its numbers and days."""
    assert (await omni_app.client(None).patch(f"/api/v1/tenants/{here.id}", json={"locale": "de-CH"})).status_code == 200
    await made(client(here), parameters={"period": "this_month"})
    clock.set(MONDAY)
    await run_jobs()
    mail = outbox.mails[0]
    assert mail.subject == "Weekly sales: 1. März 2026 \u2013 31. März 2026"
    for text in (mail.text, body(mail.message, "html")):
        for said in ("noch nicht zu Ende", "verglichen mit", "12\u2019345.50", "vorher", "Zahlen"):
            assert said in text, said
    page = await omni_app.browser().get(str(mail.message["List-Unsubscribe"]).strip("<>"))
    assert '<html lang="de-CH"' in page.text
    assert "Sie erhalten dann keine Mails dieses Berichts mehr." in page.text


async def test_names_are_text(here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox) -> None:
    """Neither markup of the mail or the page, nor lines of their own."""
    name = "<script>alert(1)</script> & {{ 7*7 }} {0}"
    await made(client(here), name=name)
    clock.set(MONDAY)
    await run_jobs()
    mail = outbox.mails[0]
    html = body(mail.message, "html")
    assert "<script" not in html
    assert "<b>median" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7*7 }} {0}" in html
    assert mail.subject.startswith(name)
    assert "\nseller" not in mail.text
    assert "Best seller: =tea & <cake>" in mail.text
