"""One test per hook of a tenant's plugin: what it contributes has its effect, in a real kernel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.policy import SMTP
from typing import Any

import httpx
import pytest
from omni_sampler import STAMP, Sample
from omni_sampler import parts as p
from omni_sampler.models import Note, Till
from omni_sampler.plugin import plugin as sampler
from omni_sampler_extra.plugin import plugin as extra

from omni_sdk import Context, Tenant
from omni_sdk.errors import ContributionFailed, NotFound
from omni_sdk.testing import Outbox
from omni_sdk.testing.app import SYSTEM, RunningOmni

BASE = "/api/v1/x/sampler"


async def problem_of(answer: Any) -> tuple[int, str]:
    """Status and type of a problem."""
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"]


async def test_omni_settings(omni: RunningOmni, here: Tenant) -> None:
    """Validated, in the context, and without their secrets in the API."""
    async with omni.inside(sampler, here) as ctx:
        assert (ctx.settings.word, ctx.settings.token.get_secret_value()) == ("ahoy", "s3cret")
    admin = omni.client(here)
    shown = await admin.get("/api/v1/plugins/sampler/settings")
    assert shown.json()["values"] == {"word": "ahoy", "token": "**********"}
    assert shown.json()["json_schema"]["properties"]["token"]["writeOnly"] is True
    refused = await admin.patch("/api/v1/plugins/sampler/settings", json={"word": 7})
    assert await problem_of(refused) == (422, "/problems/invalid")
    await admin.patch("/api/v1/plugins/sampler/settings", json={"word": "hi", "token": "**********"})
    async with omni.inside(sampler, here) as ctx:
        assert (ctx.settings.word, ctx.settings.token.get_secret_value()) == ("hi", "s3cret")


async def test_omni_permissions(omni: RunningOmni, here: Tenant) -> None:
    """A key holds what it was given; roles hold what they and those below them get."""
    reader = omni.client(here, "sampler.note.read")
    assert (await reader.get(f"{BASE}/notes")).status_code == 200
    refused = await reader.post(f"{BASE}/notes", json={"text": "x"})
    assert await problem_of(refused) == (403, "/problems/forbidden")
    roles = omni.kernel.registry.role_permissions
    assert "sampler.note.read" in roles("viewer")
    assert "sampler.note.write" not in roles("member")
    assert {"sampler.note.read", "sampler.note.write"} <= roles("owner")


async def test_omni_routes(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """They answer where the plugin is on, with problems that name what is wrong, and 404 elsewhere."""
    client = omni.client(here)
    made = await client.post(f"{BASE}/notes", json={"text": "one"})
    assert (made.status_code, made.json()) == (201, {"text": "one"})
    assert {n["text"] for n in (await client.get(f"{BASE}/notes")).json()["items"]} == {"one", "first"}
    wrong = await client.post(f"{BASE}/notes", json={"txt": "one"})
    assert {e["pointer"] for e in wrong.json()["errors"]} == {"#/text", "#/txt"}
    elsewhere = await omni.client(there).get(f"{BASE}/notes")
    assert await problem_of(elsewhere) == (404, "/problems/plugin-not-enabled")


async def test_omni_routes_that_are_public(nobody: httpx.AsyncClient, here: Tenant, there: Tenant) -> None:
    """Without a key; the tenant is named in the path, and must have the plugin."""
    said = await nobody.get(f"{BASE}/shops/{here.slug}/word")
    assert said.text == "ahoy from here, anonymous"
    assert (await nobody.get(f"{BASE}/shops/{there.slug}/word")).status_code == 404
    assert (await nobody.get(f"{BASE}/shops/nobody/word")).status_code == 404


async def test_omni_routes_by_signed_link(omni: RunningOmni, nobody: httpx.AsyncClient, here: Tenant) -> None:
    """The link carries tenant and parameters; changed, expired or bare it opens nothing."""
    async with omni.inside(sampler, here) as ctx:
        await Note.create(text="old one")
        link = ctx.urls.signed(p.FORGET, expires=timedelta(days=1), text="old one", reason="age")
    assert (await nobody.get(link)).text == "here forgets old one: age"
    assert (await nobody.get(link.replace("old%20one", "first"))).text == "here forgets old one: age"
    assert (await nobody.get(link[:-4] + "AAAA")).status_code == 403
    assert (await nobody.get(f"{BASE}/forget/first?reason=x")).status_code == 401
    omni.kernel.clock.advance(timedelta(days=2))
    assert (await nobody.get(link)).status_code == 410
    async with omni.inside(sampler, here):
        assert [note.text for note in await Note.all()] == ["first"]


async def test_omni_middleware(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """Slot by slot from the outside in, whatever the order of the list; only where the plugin is on."""
    client = omni.client(here)
    answer = await client.post(f"{BASE}/notes", json={"text": "x"})
    assert answer.headers["x-route"] == f"POST {BASE}/notes"
    assert p.TRACE == ["identified here", "authorised", "handler", "route", "answered 201"]
    p.TRACE.clear()
    await omni.client(here, "sampler.note.read").post(f"{BASE}/notes", json={"text": "x"})
    assert p.TRACE == ["identified here"], "the permission is asked behind `identified`, before `authorised`"
    p.TRACE.clear()
    await omni.client(there).get("/api/v1/plugins")
    assert p.TRACE == []


async def test_omni_models(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """Migrated tables, whose rows belong to one tenant."""
    async with omni.inside(sampler, here):
        assert await Note.all().count() == 1
    await omni.enable(sampler, there)
    async with omni.inside(sampler, there):
        assert [note.text for note in await Note.all()] == ["first"]
        await Note.create(text="theirs")
    async with omni.inside(sampler, here):
        assert not await Note.exists(text="theirs")


async def test_omni_jobs(omni: RunningOmni, here: Tenant) -> None:
    """Enqueued by object, run with arguments validated back, the result kept."""
    async with omni.inside(sampler, here) as ctx:
        job = await ctx.jobs.enqueue(p.tally(factor=3))
        assert job.state == "queued"
        assert await omni.run_jobs(p.tally) == 1
        done = await ctx.jobs.get(job.id)
    assert (done.state, done.result) == ("done", 3)
    assert p.TRACE == ["tally here 3"]


async def test_omni_schedules(omni: RunningOmni, here: Tenant) -> None:
    """Fired by the clock, for the tenant that has the plugin on; gone when it is off."""
    omni.kernel.clock.set(datetime(2031, 5, 5, 12, 30, tzinfo=UTC))
    await omni.run_jobs()
    p.TRACE.clear()
    omni.kernel.clock.set(datetime(2031, 5, 5, 13, 0, 1, tzinfo=UTC))
    await omni.run_jobs()
    assert p.TRACE == ["tally here 10"]
    await omni.disable(sampler, here)
    p.TRACE.clear()
    omni.kernel.clock.advance(timedelta(hours=2))
    await omni.run_jobs()
    assert p.TRACE == []


async def test_omni_event_types(omni: RunningOmni, here: Tenant, outbox: Outbox) -> None:
    """Emitted by object, named on the wire by the plugin, in the transaction at hand."""
    await omni.client(here).post(f"{BASE}/notes", json={"text": "one"})
    (event,) = outbox.events(p.NOTED)
    assert (event.type, event.data.text, event.tenant_id) == ("sampler.noted", "one", here.id)
    assert event.actor is not None
    assert event.request_id is not None
    async with omni.inside(sampler, here) as ctx:
        with pytest.raises(RuntimeError, match="undo"):
            await emit_and_fail(ctx)
        assert len(outbox.events(p.NOTED)) == 1
        with pytest.raises(TypeError, match="NoteOut"):
            await ctx.events.emit(p.NOTED, p.NewMember(name="x"))  # type: ignore[misc]  # the mistake


async def emit_and_fail(ctx: Context) -> None:
    """Say that something happened, in a transaction that does not."""
    async with ctx.db.transaction():
        await ctx.events.emit(p.NOTED, p.NoteOut(text="undone"))
        raise RuntimeError("undo")


async def test_omni_event_handlers(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """By name with the fields that they read, in batches by object, and transient ones in the process at hand."""
    for tenant in (here, there):
        await omni.emit("tenant.member.added", tenant, name="Ann")
    async with omni.inside(sampler, here) as ctx:
        for text in "abc":
            await ctx.events.emit(p.NOTED, p.NoteOut(text=text))
        await ctx.events.emit(p.PINGED, p.NoteOut(text="now"))
    await omni.run_jobs()
    await omni.kernel.events.settle()
    assert sorted(p.TRACE) == ["batch here ['a', 'b']", "batch here ['c']", "member here Ann", "ping here now"]


async def test_omni_authenticators(omni: RunningOmni, here: Tenant) -> None:
    """A Principal of theirs is the actor, with the permissions it names and no other."""
    async with omni.inside(sampler, here):
        till = await Till.create(key="k1")
    client = omni.client(here)
    rung = await client.get(f"{BASE}/ring", headers={"x-till": "k1"})
    assert rung.text == f"here till:{till.id} write=True read=False"
    wrong = await client.get(f"{BASE}/ring", headers={"x-till": "k2"})
    assert await problem_of(wrong) == (401, "/problems/unauthenticated")
    assert (await client.get(f"{BASE}/ring")).status_code == 401, "an API key is no till"
    scheme = (await client.get("/api/v1/openapi.json")).json()["components"]["securitySchemes"]
    assert any(found.get("name", "").lower() == "x-till" for found in scheme.values())


async def test_omni_pages(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """Listed as data over the plugin's routes, for who may see them."""
    (page,) = (await omni.client(here).get("/api/v1/pages")).json()["items"]
    assert (page["plugin"], page["name"], page["title"]) == ("sampler", "notes", "Notes")
    assert page["blocks"][0]["source"] == {"method": "GET", "path": f"{BASE}/notes"}
    assert (await omni.client(there).get("/api/v1/pages")).json()["items"] == []
    assert (await omni.client(here, "sampler.note.write").get("/api/v1/pages")).json()["items"] == []


async def test_omni_metrics(omni: RunningOmni, here: Tenant) -> None:
    """Counters, gauges and histograms, under the plugin's name."""
    client = omni.client(here)
    for text in ("abc", "abcdefgh"):
        await client.post(f"{BASE}/notes", json={"text": text})
    found = {f.name: f for f in await omni.kernel.metrics.collect()}
    (counted,) = found["omni_sampler_noted_total"].samples
    assert (counted.labels, counted.value) == ({"by": "key"}, 2)
    assert found["omni_sampler_last_length"].samples[0].value == 8
    buckets = [(s.labels["le"], s.value) for s in found["omni_sampler_lengths"].samples if s.name.endswith("_bucket")]
    assert buckets == [("5", 1), ("50", 2), ("+Inf", 2)]
    async with omni.inside(sampler, here) as ctx:
        with pytest.raises(ValueError, match="noted_total"):
            ctx.metrics.add(p.NOTED_TOTAL, colour="red")


async def test_omni_templates(omni: RunningOmni, here: Tenant, outbox: Outbox) -> None:
    """A mail in the tenant's language, with its values escaped in HTML; `en` where the language has none."""
    async with omni.inside(sampler, here) as ctx:
        await ctx.mail.send("ann@example.com", p.HELLO, name="<Ann>", word="hi", attach={"a.txt": b"1"})
    (mail,) = outbox.mails
    assert (mail.to, mail.subject) == ("ann@example.com", "Hello <Ann>")
    assert mail.text.strip() == "Hello <Ann>, the word is hi."
    assert "&lt;Ann&gt;" in mail.message.as_string()
    assert [part.get_filename() for part in mail.message.iter_attachments()] == ["a.txt"]
    await omni.kernel.tenants.update(SYSTEM, here.id, {"locale": "de-CH"})
    link = f"https://example.com/unsubscribe?token={'t' * 300}"
    async with omni.inside(sampler, here) as ctx:
        await ctx.mail.send("ann@example.com", p.HELLO, name="Ann", word="hoi", unsubscribe=link)
    assert outbox.mails[1].text.strip() == "Hallo Ann, das Wort ist hoi."
    sent = outbox.mails[1].message.as_bytes(policy=SMTP)
    assert f"\r\nList-Unsubscribe: <{link}>\r\n".encode() in sent, "as it is, however long: RFC 8058 programs decode nothing"
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent


async def test_omni_hookspecs(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """The hub sees what is active here, calls it in its own context, and one failure names its plugin."""
    client = omni.client(here)
    assert (await client.get(f"{BASE}/samples")).json() == {}
    await omni.enable(extra, here, flavour="lemon")
    assert (await client.get(f"{BASE}/samples")).json() == {"sampler-extra/sweet": "lemon for here"}
    async with omni.inside(sampler, here) as ctx:
        owner, sample = ctx.contribution(Sample, "sweet")
        assert (owner, sample.name) == ("sampler-extra", "sweet")
        with pytest.raises(ContributionFailed, match="sampler-extra"):
            async with ctx.child(owner):
                raise ValueError("sour")
        with pytest.raises(NotFound):
            ctx.contribution(Sample, "bitter")
    async with omni.inside(sampler, await with_sampler(omni, there)) as ctx:
        assert ctx.contributions(Sample) == ()


async def with_sampler(omni: RunningOmni, tenant: Tenant) -> Tenant:
    """The tenant, with the hub on and the extension off."""
    await omni.enable(sampler, tenant)
    return tenant


async def test_omni_driver_kinds(omni: RunningOmni, here: Tenant) -> None:
    """The operator's driver of the hub's kind, made with its part of omni.toml."""
    assert (await omni.client(here).get(f"{BASE}/stamped?text=paid")).text == "paid (red)"
    async with omni.inside(sampler, here) as ctx:
        assert ctx.driver(STAMP) is ctx.driver(STAMP)


async def test_omni_lifecycle(omni: RunningOmni, here: Tenant, there: Tenant) -> None:
    """Called in the tenant: after enabling, before disabling; its rows stay."""
    await omni.disable(sampler, here)
    await omni.enable(sampler, there)
    assert p.TRACE == ["disabled here", "enabled there"]
    await omni.enable(sampler, here)
    async with omni.inside(sampler, here):
        assert await Note.filter(text="first").count() == 2
