"""What one tenant has of a plugin: shown, handed out, deleted for good; and nothing of anybody else's."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import httpx
import pytest

from omni_kernel.app import Kernel
from omni_kernel.plugins.models import TenantPlugin
from omni_sdk import Tenant
from omni_sdk._scope import Scope, entered
from omni_sdk.events import PLUGIN_PURGED, TENANT_EXPORTED
from omni_sdk.testing.app import RunningOmni
from omni_sdk.testing.doubles import Outbox

from .conftest import Install, Start

ID = "acme-shelf"
AT = f"/api/v1/plugins/{ID}"


@dataclass
class World:
    """Two tenants that have the plugin on, each with a shelf, two books, files and work to do."""

    omni: RunningOmni
    plugin: Any
    here: Tenant
    there: Tenant

    @property
    def kernel(self) -> Kernel:
        """That serves."""
        return self.omni.kernel

    def models(self) -> dict[str, Any]:
        """Of the plugin, by name."""
        return {model.__name__: model for model in self.kernel.registry.models()[ID]}

    async def fill(self, tenant: Tenant, **settings: object) -> None:
        """Something of each kind."""
        await self.omni.enable(self.plugin, tenant, **settings)
        with entered(Scope(tenant.id)):
            shelf = await self.models()["Shelf"].create(name="top")
            for title in ("Emma", "Ada"):
                await self.models()["Book"].create(shelf=shelf, title=title, pin="hidden-1234")
        module = __import__("acme_shelf.plugin", fromlist=["dust"])
        async with self.omni.inside(self.plugin, tenant) as ctx:
            await ctx.blobs.write("a/b.txt", b"text", media_type="text/plain")
            await ctx.jobs.enqueue(module.dust("top"))
        await self.kernel.jobs.scheduler.reconcile(tenant.id, ID)

    async def kept(self, tenant: Tenant) -> dict[str, Any]:
        """As the API says."""
        answer = await self.omni.client(tenant).get(f"{AT}/data")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def purge(self, tenant: Tenant, confirm: str = ID) -> httpx.Response:
        """Through the API."""
        return await self.omni.client(tenant).post(f"{AT}/purge", json={"confirm": confirm})


@pytest.fixture
async def world(
    shelf: str, install: Install, start: Start, outbox: Outbox, request: pytest.FixtureRequest
) -> AsyncIterator[World]:
    """With the policies of `omni.toml` that a test's parameter gives."""
    install("acme-on-top", requires=[shelf])
    async with start(template="shelf", **getattr(request, "param", {})) as kernel:
        omni = RunningOmni(kernel, outbox)
        made = World(omni, kernel.registry.plugins[ID].plugin, await omni.tenant("here"), await omni.tenant("there"))
        for tenant in (made.here, made.there):
            await made.fill(tenant)
        yield made
        await omni.close()


FULL = {"rows": {"Shelf": 1, "Book": 2}, "blobs": 1, "jobs": 1, "schedules": 1, "settings": True}
NONE = {"rows": {"Shelf": 0, "Book": 0}, "blobs": 0, "jobs": 0, "schedules": 0, "settings": False}


async def test_the_preview_counts_what_there_is(world: World) -> None:
    """Of this tenant; files included."""
    assert await world.kept(world.here) == {"plugin": ID, "state": "active", "own_export": True, "own_purge": True, **FULL}


async def test_purged(world: World, outbox: Outbox) -> None:
    """All of it goes, the plugin is asked first, an event tells of it; the neighbour's stays."""
    answer = await world.purge(world.here)
    assert answer.status_code == 200, answer.text
    assert answer.json()["rows"] == FULL["rows"]
    assert await world.kept(world.here) == {"plugin": ID, "state": "disabled", "own_export": False, "own_purge": False, **NONE}
    there = await world.kept(world.there)
    assert {key: there[key] for key in FULL} == FULL
    assert await TenantPlugin.filter(plugin_id=ID).count() == 1
    assert await world.kernel.blobs.names(f"{world.here.id}/{ID}") == []
    told = outbox.events(PLUGIN_PURGED)
    assert [(event.data.plugin, event.data.rows, event.data.blobs) for event in told] == [(ID, 3, 1)]


async def test_on_again_it_begins_anew(world: World) -> None:
    """Without consent, and with the settings that a new tenant has."""
    await world.kernel.lifecycle.configure(world_caller(world), world.here.id, ID, {"colour": "green"})
    await world.purge(world.here)
    client = world.omni.client(world.here)
    assert (await client.post(f"{AT}/enable", json={})).json()["type"] == "/problems/consent-required"
    scopes = (await client.get(AT)).json()["scopes"]
    assert (await client.post(f"{AT}/enable", json={"grant": scopes})).status_code == 200
    assert (await client.get(f"{AT}/settings")).json()["values"] == {"colour": "brown"}
    assert (await world.kept(world.here))["rows"] == NONE["rows"]


def world_caller(world: World) -> Any:
    """The operator."""
    from omni_kernel.jobs.caller import Caller

    return Caller.system("omni", world.here.id)


async def test_once_more_there_is_nothing(world: World) -> None:
    await world.purge(world.here)
    assert (await world.purge(world.here)).json()["rows"] == NONE["rows"]


async def test_a_plugin_that_cannot_purge_stops_nothing(world: World) -> None:
    await world.kernel.lifecycle.configure(world_caller(world), world.here.id, ID, {"colour": "red"})
    assert (await world.purge(world.here)).status_code == 200
    assert (await world.kept(world.here))["rows"] == NONE["rows"]


async def test_it_must_be_meant(world: World) -> None:
    """The id once more; else nothing is deleted."""
    refused = await world.purge(world.here, "acme")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "#/confirm")
    assert (await world.kept(world.here))["rows"] == FULL["rows"]


async def test_not_while_another_needs_it(world: World) -> None:
    """What is active here and requires it goes first."""
    on_top = world.kernel.registry.plugins["acme-on-top"].plugin
    await world.omni.enable(on_top, world.here)
    refused = await world.purge(world.here)
    assert (refused.status_code, refused.json()["needed_by"]) == (409, "acme-on-top")
    assert (await world.purge(world.there)).status_code == 200
    await world.omni.disable(on_top, world.here)
    assert (await world.purge(world.here)).status_code == 200


@pytest.mark.parametrize(("method", "path"), [("GET", "data"), ("GET", "export"), ("POST", "purge")])
async def test_only_for_those_who_manage_plugins(world: World, method: str, path: str) -> None:
    client = world.omni.client(world.here, "omni.plugin.read")
    refused = await client.request(method, f"{AT}/{path}", json={"confirm": ID} if method == "POST" else None)
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/forbidden")
    nowhere = await world.omni.client(world.here).request(
        method, f"/api/v1/plugins/acme-nothing/{path}", json={"confirm": "acme-nothing"} if method == "POST" else None
    )
    assert nowhere.status_code == 404


@pytest.mark.parametrize("world", [{"plugin_policy": {ID: {"locked": True}}}], indirect=True)
async def test_what_is_locked_only_the_platform_purges(world: World) -> None:
    assert (await world.purge(world.here)).status_code == 403
    client = world.omni.client(None)
    answer = await client.post(f"{AT}/purge", json={"confirm": ID}, headers={"Omni-Tenant": world.here.slug})
    assert answer.status_code == 200, answer.text


async def test_exported_by_the_plugin(world: World) -> None:
    """As it writes it, and only this tenant's."""
    answer = await world.omni.client(world.here).get(f"{AT}/export")
    assert answer.content == b"Ada;Emma;"
    assert f"{ID}-here.export" in answer.headers["content-disposition"]


async def test_exported_as_rows(world: World) -> None:
    """While it is off here: lines of JSON, without secrets."""
    await world.omni.disable(world.plugin, world.here)
    answer = await world.omni.client(world.here).get(f"{AT}/export")
    assert answer.headers["content-type"] == "application/jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["table"] for line in lines] == ["Shelf", "Book", "Book"]
    assert {line["row"]["title"] for line in lines if line["table"] == "Book"} == {"Emma", "Ada"}
    assert {line["row"]["tenant_id"] for line in lines} == {str(world.here.id)}
    assert "hidden" not in answer.text
    assert "pin" not in lines[1]["row"]


async def test_plugins_of_a_tenant_that_is_off_are_asked_to_purge_it(world: World) -> None:
    """It is switched off through all of its days of grace, and yet what a plugin keeps elsewhere must go."""
    await world.kernel.lifecycle.configure(world_caller(world), world.here.id, ID, {"colour": "red"})
    await world.kernel.tenants.retire(world_caller(world), world.here.id)
    world.plugin.asked.clear()
    await world.kernel.tenants.delete(world_caller(world), world.here.id)
    assert world.plugin.asked == [world.here.slug]
    assert await world.kernel.blobs.names(str(world.here.id)) == []


async def test_a_tenants_export_has_all_of_it(world: World, outbox: Outbox) -> None:
    """One zip: the kernel's rows, each plugin's, and files; nothing of the neighbour's, and no secret."""
    answer = await world.omni.client(world.here).get("/api/v1/tenants/here/export")
    assert answer.status_code == 200, answer.text
    assert (answer.headers["content-type"], "here.zip" in answer.headers["content-disposition"]) == ("application/zip", True)
    archive = ZipFile(BytesIO(answer.content))
    assert archive.testzip() is None
    text = {name: archive.read(name).decode() for name in archive.namelist()}
    rows = {name: [json.loads(line) for line in lines.splitlines()] for name, lines in text.items() if name.endswith(".jsonl")}
    assert [t["slug"] for t in rows["omni/Tenant.jsonl"]] == ["here"]
    assert [m["email"] for m in rows["omni/Membership.jsonl"]] == ["owner@here.example"]
    assert sorted(line["row"].get("title", "shelf") for line in rows[f"plugins/{ID}.jsonl"]) == ["Ada", "Emma", "shelf"]
    assert text[f"files/{ID}/a/b.txt"] == "text"
    assert ID in {row["plugin_id"] for row in rows["omni/TenantPlugin.jsonl"]}
    whole = "".join(text.values())
    assert str(world.there.id) not in whole
    assert "hidden-1234" not in whole
    assert not {"digest", "settings"} & {key for lines in rows.values() for row in lines for key in row}
    assert {"omni/Session.jsonl", "omni/IdempotencyRecord.jsonl"} & text.keys() == set()
    assert [event.data.slug for event in outbox.events(TENANT_EXPORTED)] == ["here"]


async def test_a_deleted_tenants_parents_go_after_their_children(world: World) -> None:
    """Though the books' key to their shelf restricts."""
    await world.kernel.tenants.delete(world_caller(world), world.here.id)
    with entered(Scope(world.here.id)):
        assert await world.models()["Book"].all().count() == 0
    assert (await world.kept(world.there))["rows"] == FULL["rows"]
