"""Cookies: their attributes, and which writes with them come from Omni's own pages."""

from __future__ import annotations

from typing import Any

import pytest

from omni_kernel.auth.cookies import Cookies, CrossSite
from omni_kernel.auth.models import Session
from omni_kernel.settings import Settings
from omni_sdk.models import new_id
from omni_sdk.testing.app import Bench, RunningOmni


def cookies_at(bench: Bench, url: str, origins: list[str] | None = None) -> Cookies:
    """Of an installation at that address."""
    settings: Settings = bench.settings({"public_url": url, "server": {"origins": origins or []}})
    return Cookies(settings)


def test_attributes_under_https(omni_bench: Bench) -> None:
    cookies, flow_id = cookies_at(omni_bench, "https://omni.example"), new_id()
    for made in (
        cookies.session_set("t"),
        cookies.session_clear(),
        cookies.flow_set(flow_id, "t"),
        cookies.flow_clear(flow_id),
        cookies.device_set("t", 30),
    ):
        name, *attributes = made.split("; ")
        assert name.startswith("__Host-omni-")
        assert {"Path=/", "HttpOnly", "SameSite=Lax", "Secure"} < set(attributes)
        assert "Domain" not in made
    assert "Max-Age=86400" in cookies.session_set("t")
    assert "Max-Age=2592000" in cookies.device_set("t", 30)


def test_attributes_under_http(omni_bench: Bench) -> None:
    made = cookies_at(omni_bench, "http://127.0.0.1:8000").session_set("t")
    assert made.startswith("omni-session=t; ")
    assert "Secure" not in made


def test_the_session_among_others(omni_bench: Bench) -> None:
    cookies = cookies_at(omni_bench, "http://omni.example")
    assert cookies.session_of({b"cookie": b"a=1; omni-session=abc; xomni-session=no"}) == "abc"
    assert cookies.session_of({b"cookie": b"a=1"}) is None
    assert cookies.session_of({}) is None


OWN, FOREIGN, TRUSTED = "https://omni.example", "https://evil.example", "https://app.example"


@pytest.mark.parametrize(
    ("method", "fields", "allowed"),
    [
        ("GET", {}, True),
        ("HEAD", {"origin": FOREIGN}, True),
        ("POST", {}, False),
        ("POST", {"origin": OWN}, True),
        ("POST", {"origin": TRUSTED, "sec-fetch-site": "cross-site"}, True),
        ("POST", {"origin": FOREIGN}, False),
        ("POST", {"origin": "null"}, False),
        ("POST", {"origin": OWN + ".evil.example"}, False),
        ("DELETE", {"sec-fetch-site": "same-origin"}, True),
        ("DELETE", {"sec-fetch-site": "none"}, True),
        ("DELETE", {"sec-fetch-site": "same-site"}, False),
        ("PUT", {"sec-fetch-site": "cross-site"}, False),
        ("PATCH", {"origin": FOREIGN, "sec-fetch-site": "cross-site"}, False),
    ],
)
def test_writes_from_other_sites(omni_bench: Bench, method: str, fields: dict[str, str], allowed: bool) -> None:
    cookies = cookies_at(omni_bench, OWN, [TRUSTED])
    raw = {k.encode(): v.encode() for k, v in fields.items()}
    if allowed:
        cookies.refuse_cross_site(method, raw)
    else:
        with pytest.raises(CrossSite):
            cookies.refuse_cross_site(method, raw)


def test_clients_that_are_no_browsers(omni_bench: Bench) -> None:
    """Where no cookie came, saying nothing is fine; saying another site is not."""
    cookies = cookies_at(omni_bench, OWN)
    cookies.refuse_cross_site("POST", {}, strict=False)
    with pytest.raises(CrossSite):
        cookies.refuse_cross_site("POST", {b"origin": FOREIGN.encode()}, strict=False)
    with pytest.raises(CrossSite):
        cookies.refuse_cross_site("POST", {b"sec-fetch-site": b"cross-site"}, strict=False)


async def test_a_foreign_page_changes_nothing(omni_app: RunningOmni) -> None:
    """The browser sends the cookie along, and the write is refused; a bearer token needs no such care."""
    account = await omni_app.person()
    browser, bearer = await omni_app.signed_in(account), await omni_app.signed_in(account, kind="bearer")
    refused: Any = await browser.delete("/api/v1/sessions", headers={"Origin": FOREIGN})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/cross-site-request")
    assert await Session.all().count() == 2
    del browser.headers["Origin"]
    assert (await browser.delete("/api/v1/sessions")).status_code == 403
    assert (await browser.delete("/api/v1/sessions", headers={"Sec-Fetch-Site": "same-origin"})).status_code == 204
    del bearer.headers["Origin"]
    assert (await bearer.delete("/api/v1/sessions")).status_code in (204, 401)
