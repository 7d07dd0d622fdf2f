"""Files over HTTP: signed links, ranges, validators, and what browsers may do with them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from omni_file_routes import CONTENT, ROOT, linked, routes

from omni_kernel.clock import Clock
from omni_kernel.http.files import RangeNotSatisfiable, requested, saved_as
from omni_kernel.jobs.caller import Caller
from omni_sdk.drivers import BLOBS, BlobStat


@pytest.fixture
async def world(serve: Any) -> Any:
    return await serve(*routes(), clock=Clock())


@pytest.fixture
async def client(world: Any) -> AsyncIterator[Any]:
    async with world.client() as made:
        made.base_url = f"http://testserver{ROOT}"
        yield made


@pytest.fixture
async def anybody(world: Any) -> AsyncIterator[Any]:
    async with world.client(None) as made:
        yield made


# -- headers under which nothing acts as this site


@pytest.mark.parametrize("way", ["a route", "a link"])
async def test_the_headers_of_a_file(client: Any, anybody: Any, way: str) -> None:
    """Whatever is in it: it is saved, sandboxed, never sniffed, nor embedded by other sites."""
    url = await linked(client, "evil.html", b"<script>alert(1)</script>", media_type="text/html")
    answer = await (anybody.get(url) if way == "a link" else client.get("/files/evil.html", params={"inline": True}))
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''evil.html"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-type"] == "text/html"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("media_type", "shown"),
    [
        ("image/png", True), ("IMAGE/PNG", True), ("application/pdf", True), ("text/plain; charset=utf-8", True),
        ("text/html", False), ("image/svg+xml", False), ("application/xhtml+xml", False), ("text/xml", False),
        ("application/javascript", False), ("image/png+xml", False), ("text/html; x=image/png", False),
    ],
)  # fmt: skip
async def test_only_what_is_passive_is_shown(client: Any, media_type: str, shown: bool) -> None:
    """By the type that it was kept with; a name proves nothing."""
    await client.put("/files/picture.png", content=b"x", params={"media_type": media_type})
    answer = await client.get("/files/picture.png", params={"inline": True})
    assert answer.headers["content-disposition"].partition(";")[0] == ("inline" if shown else "attachment")
    assert answer.headers["content-type"] == media_type


@settings(deadline=None)
@given(filename=st.text())
def test_any_name_for_a_download(filename: str) -> None:
    """One header, of ASCII, that gives the name back, less what leads elsewhere or turns text around."""
    (value,) = saved_as(filename).values()
    found = re.fullmatch(r"attachment; filename\*=UTF-8''([A-Za-z0-9._~%-]*)", value)
    assert found
    name = unquote(found[1], errors="strict")
    assert len(name) == len(filename)
    assert not set(name) & set("/\\\r\n\0\u202e")
    assert all(a == b for a, b in zip(name, filename, strict=True) if b.isprintable() and b not in "/\\")


# -- validators and ranges


async def test_a_whole_file(client: Any, anybody: Any) -> None:
    """Its length, tag and time are told; HEAD tells the same without it."""
    url = await linked(client)
    whole, head = await anybody.get(url), await anybody.head(url)
    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert whole.headers["content-length"] == str(len(CONTENT))
    assert whole.headers["accept-ranges"] == "bytes"
    assert re.fullmatch(r'"[\x21\x23-\x7e]+"', whole.headers["etag"])
    assert whole.headers["last-modified"].endswith(" GMT")
    assert (head.status_code, head.content) == (200, b"")
    own = {"omni-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in own} == {k: v for k, v in whole.headers.items() if k not in own}


async def test_an_empty_file(client: Any, anybody: Any) -> None:
    url = await linked(client, content=b"")
    answer = await anybody.get(url)
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "0")
    assert (await anybody.get(url, headers={"Range": "bytes=0-"})).status_code == 416


SIZE = len(CONTENT)


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0), ("bytes=1-5", 1, 5), ("bytes=5-", 5, SIZE - 1), ("bytes=-3", SIZE - 3, SIZE - 1),
        (f"bytes=-{SIZE * 2}", 0, SIZE - 1), (f"bytes=9-{10**17}", 9, SIZE - 1), ("Bytes=2-3", 2, 3),
        (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1), (" bytes=0-1 ", 0, 1),
    ],
)  # fmt: skip
async def test_a_range(client: Any, anybody: Any, asked: str, first: int, last: int) -> None:
    answer = await anybody.get(await linked(client), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (206, CONTENT[first : last + 1])
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer.headers["content-length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE}-{SIZE + 5}", "bytes=-0", "bytes=99999999-"])
async def test_a_range_beyond_the_end(client: Any, anybody: Any, asked: str) -> None:
    answer = await anybody.get(await linked(client), headers={"Range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{SIZE}")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "asked",
    ["bytes=", "bytes=-", "bytes=5-3", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "0-1", "bytes=0-1;", "bytes=" + "9" * 99 + "-"],
)
async def test_what_is_no_range_is_ignored(client: Any, anybody: Any, asked: str) -> None:
    """As RFC 9110 (14.2) says; several ranges, too, get the whole."""
    answer = await anybody.get(await linked(client), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, CONTENT)


@settings(deadline=None)
@given(size=st.integers(0, 30), text=st.from_regex(r"bytes=[0-9]{0,2}-[0-9]{0,2}", fullmatch=True))
def test_any_range_is_a_part_of_the_file(size: int, text: str) -> None:
    stat = BlobStat("a", "text/plain", size, Clock().now(), "tag")
    try:
        span = requested({"range": text}, stat)
    except RangeNotSatisfiable:
        return
    assert span is None or 0 <= span[0] < span[1] <= size


async def test_what_the_caller_has_already(client: Any, anybody: Any) -> None:
    """304 without a body, for GET by If-None-Match; the tag changes with the content."""
    url = await linked(client)
    tag = (await anybody.get(url)).headers["etag"]
    for said in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        answer = await anybody.get(url, headers={"If-None-Match": said, "Range": "bytes=0-1"})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
        assert "content-length" not in answer.headers
    assert (await anybody.get(url, headers={"If-None-Match": '"other"'})).content == CONTENT
    await client.put("/files/a.bin", content=CONTENT)
    assert (await anybody.get(url, headers={"If-None-Match": tag})).status_code == 200


async def test_a_range_of_a_version(client: Any, anybody: Any) -> None:
    """If-Range: the part while it is that version, else the whole of the new one."""
    url = await linked(client)
    whole = await anybody.get(url)
    for condition in (whole.headers["etag"], whole.headers["last-modified"]):
        answer = await anybody.get(url, headers={"Range": "bytes=0-1", "If-Range": condition})
        assert (answer.status_code, answer.content) == (206, CONTENT[:2])
    for condition in ('"other"', f"W/{whole.headers['etag']}", "Tue, 01 Jan 2019 00:00:00 GMT", "nonsense"):
        answer = await anybody.get(url, headers={"Range": "bytes=0-1", "If-Range": condition})
        assert (answer.status_code, answer.content) == (200, CONTENT)


async def test_a_file_that_is_replaced_between_two_looks(client: Any, anybody: Any, world: Any) -> None:
    """The range was of another version: the new one comes whole."""
    url, driver = await linked(client), world.kernel.drivers.get(BLOBS)
    stat = driver.stat

    async def replaced(name: str) -> BlobStat:
        found: BlobStat = await stat(name)
        driver.stat = stat
        await world.kernel.blobs.write(name, b"new", "text/plain")
        return found

    driver.stat = replaced
    answer = await anybody.get(url, headers={"Range": "bytes=5-9"})
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"new", "3")


# -- signed links


async def test_a_bad_link_tells_nothing(client: Any, anybody: Any, world: Any) -> None:
    """Changed, for something else, of another route, of a file that is gone: all the same 404."""
    url = await linked(client)
    token = url.rpartition("/")[2]
    deleted = await linked(client, "deleted")
    await world.kernel.blobs.delete(f"{world.on.id}/probe/deleted")
    make, life = world.kernel.links.make, timedelta(minutes=5)
    elsewhere = make(None, "something", {"name": "x", "filename": None}, life)
    never_there = make(world.on.id, "blob", {"name": f"{world.on.id}/probe/none", "filename": None}, life)
    of_nobody = make(uuid4(), "blob", {"name": f"{world.on.id}/probe/a.bin", "filename": None}, life)
    bad = ["x", token[:-2] + "xx", token[:-9], token + "A", "ü", elsewhere, deleted.rpartition("/")[2], never_there, of_nobody]
    told = []
    for each in bad:
        answer = await anybody.get(f"/api/v1/blobs/{each}")
        told.append((answer.status_code, {k: v for k, v in answer.json().items() if k != "request_id"}))
    assert told == [told[0]] * len(bad)
    assert told[0][0] == 404


async def test_a_link_ends(client: Any, anybody: Any, world: Any) -> None:
    """410 to the second; with HEAD, ranges and validators as well."""
    url = await linked(client, minutes=5)
    tag = (await anybody.get(url)).headers["etag"]
    world.kernel.clock.advance(timedelta(minutes=5))
    for headers in ({}, {"Range": "bytes=0-0"}, {"If-None-Match": tag}):
        answer = await anybody.get(url, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/link-expired")
    assert (await anybody.head(url)).status_code == 410


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
async def test_a_link_reads_only(client: Any, anybody: Any, method: str) -> None:
    url = await linked(client)
    assert (await anybody.request(method, url, content=b"x")).status_code == 405
    assert (await anybody.get(url)).content == CONTENT


async def test_a_link_follows_the_gate(client: Any, anybody: Any, world: Any) -> None:
    """It leads nowhere while the plugin is off, and again when it is back; to nothing once the tenant is gone."""
    url, caller = await linked(client), Caller.system("omni", world.on.id)
    await world.kernel.lifecycle.disable(caller, world.on.id, "probe")
    assert (await anybody.get(url)).status_code == 404
    loaded = world.kernel.registry.plugins["probe"]
    await world.kernel.lifecycle.enable(caller, world.on.id, "probe", grant=loaded.manifest.scopes)
    assert (await anybody.get(url)).status_code == 200
    await world.kernel.blobs.delete_all(str(world.on.id))
    assert (await anybody.get(url)).status_code == 404


async def test_a_link_names_the_download(client: Any, anybody: Any) -> None:
    """As its maker said; the caller cannot change it."""
    url = await linked(client, filename="../Bericht \u202efdp.exe Größe.pdf")
    for asked in (url, f"{url}?filename=evil.exe"):
        said = (await anybody.get(asked)).headers["content-disposition"]
        assert said == "attachment; filename*=UTF-8''.._Bericht%20_fdp.exe%20Gr%C3%B6%C3%9Fe.pdf"


async def test_a_token_is_not_logged(client: Any, anybody: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """A request that fails is logged with its path; this one would still be good."""
    url = await linked(client)
    assert (await anybody.get(url, headers={"Range": "bytes=99999999-"})).status_code == 416
    assert url.rpartition("/")[2][:40] not in "".join(capsys.readouterr())
