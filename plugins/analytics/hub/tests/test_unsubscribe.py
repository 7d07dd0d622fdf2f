"""How to get no more: one click of a mail program (RFC 8058), or a page that asks."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from omni_delivery_probe.desk import MONDAY, WEEKLY, body, history, made, opened, states
from omni_delivery_probe.plugin import plugin as probe
from omni_delivery_probe.server import Box, serving

from omni_analytics.plugin import plugin as hub
from omni_sdk import Tenant
from omni_sdk.drivers import MAIL
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


async def test_headers_for_one_click(here: Tenant, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box) -> None:
    """RFC 8058: both, on the wire as they are, with an address that names nobody and is another one for each."""
    await made(client(here))
    clock.set(MONDAY)
    await run_jobs()
    found = []
    for at in range(2):
        header = re.search(rb"^List-Unsubscribe: <(http://testserver/\S+)>\r\n", box.wire(at), re.MULTILINE)
        assert header, box.wire(at)[:2000]
        assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in box.wire(at)
        assert b"example" not in header[1]
        assert header[1].decode() in body(box.message(at), "plain")
        found.append(header[1])
    assert found[0] != found[1]


async def test_opening_the_link_changes_nothing(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """Scanners of mails follow links; the page asks, and its button is what counts."""
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    await run_jobs()
    link = str(outbox.mails[0].message["List-Unsubscribe"]).strip("<>")
    stranger = omni_app.browser()
    for _ in range(2):
        page = await stranger.get(link)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert '<form method="post">' in page.text
    assert (await stranger.head(link)).status_code == 200
    shown = (await mine.get(place)).json()
    assert not any(person["unsubscribed"] for person in shown["recipients"])
    done = await stranger.post(link)
    assert (done.status_code, done.is_redirect) == (200, False)
    assert "“Weekly sales” of First" in done.text


@pytest.mark.parametrize("form", ["urlencoded", "multipart"])
async def test_one_click(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox, form: str
) -> None:
    """As mail providers send it, twice; whoever wants no more gets no more, and the others do."""
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    await run_jobs()
    link = str(outbox.mails[0].message["List-Unsubscribe"]).strip("<>")
    sent: Any = (
        {"data": {"List-Unsubscribe": "One-Click"}}
        if form == "urlencoded"
        else {"files": {"List-Unsubscribe": (None, "One-Click")}}
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(omni_app.http)) as provider:
        for _ in range(2):
            assert (await provider.post(link, **sent)).status_code == 200
    shown = (await mine.get(place)).json()
    assert [person["unsubscribed"] for person in shown["recipients"]] == [True, False]
    clock.advance(timedelta(days=7))
    await run_jobs()
    assert [mail.to for mail in outbox.mails] == ["ann@example.com", "bob@example.com", "bob@example.com"]
    assert states((await history(mine, place))[0]) == {"ann@example.com": "unsubscribed", "bob@example.com": "sent"}
    again = WEEKLY | {"recipients": ["Ann@Example.com"]}
    assert (await mine.put(place, json=again)).json()["recipients"] == [{"address": "Ann@Example.com", "unsubscribed": True}]
    clock.advance(timedelta(days=7))
    await run_jobs()
    assert len(outbox.mails) == 3
    assert (await history(mine, place))[0]["reason"] == "everybody has unsubscribed"


async def test_a_changed_link_does_nothing(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, outbox: Outbox
) -> None:
    """The signature counts, not what stands beside it."""
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    await run_jobs()
    ann, bob = [httpx.URL(str(mail.message["List-Unsubscribe"]).strip("<>")) for mail in outbox.mails]
    stranger = omni_app.browser()
    assert (await stranger.post(ann.copy_remove_param("token"))).status_code == 401
    assert (await stranger.post(ann.copy_set_param("token", ann.params["token"][:-8] + "AAAAAAAA"))).status_code == 403
    assert (await stranger.post(bob.copy_set_param("who", ann.params["who"]))).status_code == 200
    shown = (await mine.get(place)).json()
    assert [person["unsubscribed"] for person in shown["recipients"]] == [False, True]
    assert (await mine.delete(place)).status_code == 204
    assert "not sent to anybody any more" in (await stranger.post(ann)).text


async def test_unsubscribing_between_two_mails(
    here: Tenant, omni_app: RunningOmni, client: Client, run_jobs: RunJobs, clock: SetClock, box: Box
) -> None:
    """Counts for a mail that waits to be tried again."""
    mine = client(here)
    place = await made(mine)
    clock.set(MONDAY)
    await run_jobs()
    link = str(box.message(1)["List-Unsubscribe"]).strip("<>")
    box.answers["bob@example.com"] = ["450 later"]
    box.meanwhile = lambda: omni_app.browser().post(link)
    clock.advance(timedelta(days=7))
    await run_jobs()
    assert len(box.mails) == 3
    assert states((await history(mine, place))[0]) == {"ann@example.com": "sent", "bob@example.com": "unsubscribed"}
