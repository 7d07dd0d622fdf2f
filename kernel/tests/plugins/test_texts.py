"""Texts of plugins in the reader's language: by the request's header, the account, the tenant; never a failure."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from omni_kernel.app import Kernel
from omni_kernel.plugins.texts import Words, ranges
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni
from omni_sdk.testing.doubles import Outbox

from .conftest import Install, Start

SOURCE = """
from pydantic import BaseModel, Field
from omni_sdk import *

READ = Permission("thing.read", roles=("viewer",), title="See things")

class Thing(BaseModel):
    title: str = Field("", title="Heading", description="What it is called.", examples=["Heading"])

class Settings(BaseModel):
    title: str = Field("Heading", title="Heading")

async def things(ctx: RequestContext) -> Items[Thing]:
    "Things."
    return Items(items=[Thing(title=ctx.locale.text("Hello {name}", name="Ann"))])

LIST = Route.get("/things", things, auth=READ)

class Stranger(Plugin):
    @hookimpl
    def omni_settings(self): return Settings
    @hookimpl
    def omni_permissions(self): return [READ]
    @hookimpl
    def omni_routes(self): return [LIST]
    @hookimpl
    def omni_pages(self): return [Page("things", "Things", [Table(LIST, columns=["title"], empty="No things yet.")])]

plugin = Stranger()
"""
GERMAN = {
    "acme-one": "Eins",
    "One.": "Eines.",
    "See things": "Dinge ansehen",
    "Heading": "Überschrift",
    "Things": "Dinge",
    "No things yet.": "Noch keine Dinge.",
    "Hello {name}": "Hallo {name}",
}


@pytest.fixture
async def kernel(install: Install, start: Start, tmp_path: Path) -> AsyncIterator[Kernel]:
    """With one plugin that speaks German, and one whose German is broken."""
    for plugin_id, text in (("acme-one", json.dumps(GERMAN)), ("acme-two", "[1]")):
        package = install(plugin_id, SOURCE if plugin_id == "acme-one" else SOURCE.replace("thing", "other"))
        folder = tmp_path / "site" / package / "locales"
        folder.mkdir()
        (folder / "de.json").write_text(text, encoding="utf-8")
    async with start() as made:
        yield made


@pytest.fixture
async def omni(kernel: Kernel, outbox: Outbox) -> AsyncIterator[RunningOmni]:
    """Over it."""
    made = RunningOmni(kernel, outbox)
    yield made
    await made.close()


@pytest.fixture
async def tenant(omni: RunningOmni) -> Tenant:
    """That has both on."""
    made = await omni.tenant("here")
    for plugin_id in ("acme-one", "acme-two"):
        await omni.enable(omni.kernel.registry.plugins[plugin_id].plugin, made)
    return made


DE = {"Accept-Language": "fr, de-CH;q=0.8, en;q=0.5"}


async def test_the_catalogue_of_plugins(omni: RunningOmni, tenant: Tenant) -> None:
    """Title, summary and settings; one whose file is broken stays as it is."""
    client = omni.client(tenant)
    found = (await client.get("/api/v1/plugins/acme-one", headers=DE)).json()
    assert (found["title"], found["summary"]) == ("Eins", "Eines.")
    field = found["settings_schema"]["properties"]["title"]
    assert (field["title"], field["default"]) == ("Überschrift", "Heading")
    settings = (await client.get("/api/v1/plugins/acme-one/settings", headers=DE)).json()
    assert settings["json_schema"]["properties"]["title"]["title"] == "Überschrift"
    assert (await client.get("/api/v1/plugins/acme-one")).json()["title"] == "acme-one"
    assert (await client.get("/api/v1/plugins/acme-two", headers=DE)).json()["summary"] == "One."


async def test_pages_permissions_and_the_document(omni: RunningOmni, tenant: Tenant) -> None:
    client = omni.client(tenant)
    page = next(p for p in (await client.get("/api/v1/pages", headers=DE)).json()["items"] if p["plugin"] == "acme-one")
    assert (page["title"], page["blocks"][0]["empty"]) == ("Dinge", "Noch keine Dinge.")
    permissions = (await client.get("/api/v1/permissions", headers=DE)).json()["items"]
    titles = {p["name"]: p["title"] for p in permissions}
    assert titles["acme-one.thing.read"] == "Dinge ansehen"
    assert titles["omni.plugin.read"] != "See the plugins"
    schemas = (await client.get("/api/v1/openapi.json", headers=DE)).json()["components"]["schemas"]
    heading = next(s["properties"]["title"] for s in schemas.values() if "What it is called." in str(s))
    assert (heading["title"], heading["examples"]) == ("Überschrift", ["Heading"])
    assert "Überschrift" not in (await client.get("/api/v1/openapi.json")).text


async def test_the_tenants_language_counts_where_nobody_says(omni: RunningOmni, tenant: Tenant) -> None:
    """And is what the plugin's own texts are in."""
    await omni.client(None).patch(f"/api/v1/tenants/{tenant.id}", json={"locale": "de"})
    client = omni.client(tenant)
    client.headers.pop("accept-language", None)
    assert (await client.get("/api/v1/plugins/acme-one")).json()["title"] == "Eins"
    assert (await client.get("/api/v1/plugins/acme-one", headers={"Accept-Language": "en"})).json()["title"] == "acme-one"
    assert (await client.get("/api/v1/x/acme-one/things")).json()["items"] == [{"title": "Hallo Ann"}]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("de", ["de"]),
        ("da, en-GB;q=0.8, EN;q=0.7", ["da", "en-GB", "en"]),
        ("en;q=0.2, de;q=0.9, *;q=0.1", ["de", "en"]),
        ("de;q=0, ../../etc/passwd, x;q=7, , fr;q=1.000", ["fr"]),
        ("", []),
    ],
)
def test_what_a_request_accepts(header: str, found: list[str]) -> None:
    assert ranges(header) == found


def test_without_translations_nothing_is_copied() -> None:
    data = {"title": "x"}
    assert Words({}).within(data) is data
