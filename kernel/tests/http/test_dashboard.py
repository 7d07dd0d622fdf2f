"""The dashboard at `/`: which of its files answers, in which coding, under which policy, and what is no page of it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from omni_kernel.http import dashboard
from omni_kernel.http.dashboard import Dashboard

PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
"""What a browser accepts that goes to an address."""
SCRIPT = b"console.log('omni')"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Built files, as `npm run build` leaves them."""
    made = tmp_path / "dist"
    (made / "assets").mkdir(parents=True)
    (made / "index.html").write_text(
        '<html><meta property="csp-nonce" nonce="__NONCE__"><script src="/assets/a-1.js"></script></html>'
    )
    (made / "omni.svg").write_text("<svg/>")
    (made / "assets" / "a-1.js").write_bytes(SCRIPT)
    (made / "assets" / "a-1.js.br").write_bytes(b"by brotli")
    (made / "assets" / "a-1.js.gz").write_bytes(b"by gzip")
    (made / "assets" / "a-1.css").write_text("html{}")
    (tmp_path / "secret.txt").write_text("not of the dashboard")
    return made


@pytest.fixture
async def world(serve: Any, folder: Path) -> Any:
    return await serve(server={"dashboard": str(folder)})


@pytest.fixture
async def anybody(world: Any) -> AsyncIterator[Any]:
    async with world.client(None) as made:
        yield made


@pytest.fixture
async def browser(world: Any) -> AsyncIterator[Any]:
    """Asks as one does who goes to an address."""
    async with world.client(None, accept=PAGE) as made:
        yield made


# -- pages


@pytest.mark.parametrize(
    "path", ["/", "/login", "/t/acme", "/t/acme/plugins/acme-greeter?tab=settings", "/platform/tenants", "/index.html"]
)
async def test_whatever_is_no_file_is_a_page(browser: Any, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<html>")


async def test_a_page_is_asked_for_anew_and_under_the_strict_policy(browser: Any) -> None:
    answer = await browser.get("/login")
    headers = answer.headers
    assert headers["cache-control"] == "no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "set-cookie" not in headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["font-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    # No address but this one's, except for forms to identity providers, and images that the page made itself.
    assert not re.search(r"https?://|\*", headers["content-security-policy"])


async def test_the_nonce_of_the_policy_is_the_page_s_and_never_the_same(browser: Any) -> None:
    seen = set()
    for _ in range(5):
        answer = await browser.get("/login")
        nonce = re.search(r"style-src 'self' 'nonce-([\w-]{20,})'", answer.headers["content-security-policy"])
        assert nonce is not None
        assert f'nonce="{nonce[1]}"' in answer.text
        assert "__NONCE__" not in answer.text
        seen.add(nonce[1])
    assert len(seen) == 5


# -- files


async def test_what_has_a_hash_in_its_name_is_kept_for_ever(anybody: Any) -> None:
    answer = await anybody.get("/assets/a-1.js", headers={"accept-encoding": "identity"})
    assert answer.content == SCRIPT
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] in ("text/javascript", "application/javascript")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["vary"] == "accept-encoding"


async def test_what_has_none_is_asked_for_anew(anybody: Any) -> None:
    answer = await anybody.get("/omni.svg")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text == "<svg/>"


@pytest.mark.parametrize(
    ("accepted", "coding", "size"),
    [
        ("gzip, deflate, br, zstd", "br", len(b"by brotli")),
        ("br;q=1.0, gzip;q=0.8", "br", len(b"by brotli")),
        ("gzip", "gzip", len(b"by gzip")),
        ("deflate", None, len(SCRIPT)),
        ("", None, len(SCRIPT)),
    ],
)
async def test_the_smallest_coding_that_is_accepted(anybody: Any, accepted: str, coding: str | None, size: int) -> None:
    # HEAD, since what stands here for compressed content cannot be unpacked.
    answer = await anybody.head("/assets/a-1.js", headers={"accept-encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert int(answer.headers["content-length"]) == size


async def test_a_file_that_is_kept_in_no_coding_is_sent_as_it_is(anybody: Any) -> None:
    answer = await anybody.get("/assets/a-1.css", headers={"accept-encoding": "br, gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.text == "html{}"


async def test_head_answers_as_get_does_without_a_body(browser: Any) -> None:
    for path in ("/login", "/omni.svg"):
        asked, got = await browser.head(path), await browser.get(path)
        assert asked.status_code == got.status_code == 200
        assert asked.content == b""
        assert asked.headers["content-length"] == got.headers["content-length"]
        assert asked.headers["content-type"] == got.headers["content-type"]


# -- what is no page


@pytest.mark.parametrize("path", ["/login", "/assets/gone-0.js", "/t/acme"])
async def test_programs_are_told_that_nothing_is_there(anybody: Any, path: str) -> None:
    """A script of a version gone by must not be answered by a page, nor a typing mistake of who calls the API."""
    answer = await anybody.get(path, headers={"accept": "*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/tenants/acme/nothing", "/docs/nothing"])
async def test_below_the_api_nothing_is_a_page(browser: Any, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 404
    assert "<html>" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_pages_are_only_read(browser: Any, method: str) -> None:
    answer = await browser.request(method, "/login")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/assets/%2e%2e%2f%2e%2e%2fsecret.txt", "//secret.txt"],
)
async def test_nothing_outside_of_its_folder(anybody: Any, path: str) -> None:
    answer = await anybody.get(path)
    assert "not of the dashboard" not in answer.text
    assert answer.status_code in (400, 404)


# -- where its files are


async def test_without_a_dashboard_there_is_no_page(serve: Any, tmp_path: Path) -> None:
    world = await serve(server={"dashboard": str(tmp_path / "nothing")})
    async with world.client(None, accept=PAGE) as browser:
        answer = await browser.get("/")
        assert answer.status_code == 404
        assert answer.json()["type"].startswith("/problems/")
        assert (await browser.get("/healthz")).status_code == 200


def test_none_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "entry_points", lambda group: ())
    assert Dashboard().answer("/", {b"accept": PAGE.encode()}) is None


def test_the_installed_one_is_found_by_its_entry_point(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "acme_dashboard"
    (package / "dist").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "dist" / "index.html").write_text("<p>Acme's own</p>")

    class Point:
        module = "acme_dashboard"

    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(dashboard, "entry_points", lambda group: (Point(),) if group == "omni.dashboard" else ())
    answer = Dashboard().answer("/", {b"accept": PAGE.encode()})
    assert answer is not None
    assert answer.body == b"<p>Acme's own</p>"


def test_the_package_is_there_before_anything_is_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As in a checkout in which `make dashboard` was not run: Omni serves without it."""
    (tmp_path / "bare_dashboard.py").touch()

    class Point:
        module = "bare_dashboard"

    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(dashboard, "entry_points", lambda group: (Point(),))
    assert Dashboard().answer("/", {b"accept": PAGE.encode()}) is None
