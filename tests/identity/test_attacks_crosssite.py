"""What a page of another site can make a browser do: write with its cookie, sign in as somebody else, be sent elsewhere."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import omni_login_idp
import pytest
from attacks import (
    API,
    EVIL,
    LOGIN,
    ME,
    PASSWORD,
    REAUTHENTICATE,
    browser,
    links,
    login,
    operations,
    session_of,
    signed_in,
    type_of,
    with_app,
    without_cookies,
)

from omni_2fa_totp.plugin import plugin as totp
from omni_kernel.auth.models import Account, Identity, Session
from omni_sdk import Tenant
from omni_sdk.testing.app import RunningOmni
from omni_sdk.testing.doubles import Outbox

PLUGINS = (totp, idp := omni_login_idp.plugin)
FOREIGN: dict[str, dict[str, str]] = {
    "another site": {"origin": EVIL},
    "another site, by fetch metadata": {"sec-fetch-site": "cross-site", "origin": EVIL},
    "a sibling domain": {"sec-fetch-site": "same-site", "origin": "http://evil.testserver"},
    "a sandboxed frame": {"origin": "null"},
    "the right host by another scheme": {"origin": "https://testserver"},
    "the right host at another port": {"origin": "http://testserver:8080"},
    "a host that begins as ours": {"origin": "http://testserver.evil.example"},
    "a host that ends as ours": {"origin": "http://eviltestserver"},
    "metadata that are none": {"sec-fetch-site": "Same-Origin"},
}
SILENT = {"nothing is said": {}, "only a referer": {"referer": "http://testserver/"}}
PUBLIC = {
    "POST /api/v1/auth/callback/{provider}", "POST /api/v1/auth/email/change/confirm", "POST /api/v1/auth/email/verify/confirm",
    "POST /api/v1/auth/login", "POST /api/v1/auth/login/{flow_id}/step", "POST /api/v1/auth/password/reset",
    "POST /api/v1/auth/password/reset/confirm", "POST /api/v1/invitations/accept", "POST /api/v1/invitations/look",
    "POST /api/v1/security/2fa/validate",
}  # fmt: skip
"""Writes that no cookie is needed for: what each does with one is shown below."""


@pytest.fixture
async def ann(omni_app: RunningOmni, tenant: Tenant) -> Account:
    return await omni_app.person(platform=True, tenant=tenant, roles=("owner",))


def as_from(http: httpx.AsyncClient, headers: dict[str, str]) -> httpx.AsyncClient:
    """The same browser, showing another page."""
    http.headers.pop("origin", None)
    http.headers.pop("sec-fetch-site", None)
    http.headers.update(headers)
    return http


# -- writes


@pytest.mark.parametrize("whence", [*FOREIGN, *SILENT])
async def test_no_write_with_a_cookie_from_elsewhere(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, other_tenant: Tenant, whence: str
) -> None:
    """All of them, by a platform administrator who proved himself just now: nothing else would refuse."""
    hers = as_from(await signed_in(omni_app, ann), (FOREIGN | SILENT)[whence])
    writes = [each for each in await operations(hers) if each.method != "GET"]
    assert {str(each) for each in writes if each.public} == PUBLIC
    names, wrong = {"tenant_id": tenant.slug, "account_id": str(ann.id), "provider": "code"}, []
    for each in (each for each in writes if not each.public):
        answer = await hers.request(each.method, each.url(names), json=each.body)
        if (answer.status_code, type_of(answer)) != (403, "cross-site-request"):
            wrong.append(f"{each}: {answer.status_code}")
    assert wrong == []
    assert (await hers.get(ME)).status_code == 200


@pytest.mark.parametrize("name", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
async def test_a_read_is_no_write_in_disguise(omni_app: RunningOmni, ann: Account, name: str) -> None:
    hers = as_from(await signed_in(omni_app, ann), FOREIGN["another site"])
    for url in (f"{API}/sessions", ME):
        assert (await hers.get(url, headers={name: "DELETE"})).status_code == 200
    assert await Account.exists(id=ann.id)
    assert await Session.all().count() == 1


async def test_other_sites_read_nothing(omni_app: RunningOmni, ann: Account) -> None:
    """No answer lets them: neither to a read nor to a preflight."""
    hers = as_from(await signed_in(omni_app, ann), FOREIGN["another site"])
    asked = {"access-control-request-method": "DELETE", "access-control-request-headers": "content-type"}
    for answer in (await hers.get(ME), await hers.options(ME, headers=asked), await hers.options(LOGIN, headers=asked)):
        assert not [name for name in answer.headers if name.startswith("access-control-allow")]


# -- signing somebody in


@pytest.mark.parametrize("whence", list(FOREIGN))
async def test_no_page_signs_its_visitor_in(omni_app: RunningOmni, ann: Account, whence: str) -> None:
    """As the attacker, whose searches and cards she would then leave with him."""
    his, theirs = await omni_app.person("mallory@example.com"), FOREIGN[whence]
    app, hers = await with_app(omni_app, his), browser(omni_app)
    begun = (await hers.post(LOGIN, json={})).json()["flow_id"]
    as_from(hers, theirs)
    code = {"flow_id": begun, "answers": {"code": app.code()}}
    answers = [
        await login(hers, his.email),
        await hers.post(LOGIN, json={}),
        await hers.post(f"{LOGIN}/{begun}/step", json={"answers": {"email": his.email, "password": PASSWORD}}),
        await hers.post(f"{API}/security/2fa/validate", json=code),
    ]
    assert [(a.status_code, type_of(a)) for a in answers] == [(403, "cross-site-request")] * 4
    assert await Session.exists(account_id=his.id, kind="browser", ip="198.51.100.7") is False
    assert not [c for a in answers for c in a.headers.get_list("set-cookie")]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
async def test_a_form_is_no_json(omni_app: RunningOmni, ann: Account, kind: str) -> None:
    """What a page may send without being asked first is not read as JSON, were the origin unknown."""
    http = without_cookies(omni_app, **({"content-type": kind} if kind else {}))
    text = f'{{"email": "{ann.email}", "password": "{PASSWORD}", "x": "="}}'
    answer = await http.post(LOGIN, content=text)
    assert answer.status_code == 415
    assert session_of(answer) == ""


@pytest.mark.parametrize("way", ["code", "crosspost"])
async def test_an_attackers_answer_of_a_provider_is_not_taken(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, way: str
) -> None:
    """He signs in at the provider as himself, and has her browser bring the answer."""
    bob = await omni_app.person("bob@example.com", password=None, tenant=tenant)
    await Identity.create(account_id=bob.id, tenant_id=tenant.id, provider=way, connection="main", subject="bob")
    his, hers = browser(omni_app), browser(omni_app)
    await login(hers)
    begun = (await his.post(LOGIN, json={"tenant": tenant.slug, "provider": way, "connection": "main"})).json()["step"]
    url, handle = f"{API}/auth/callback/{way}", (begun["post"] or {}).get("RelayState") or begun["url"].partition("state=")[2]
    sent = {"state": handle, "RelayState": handle, "subject": "bob"}
    if way == "crosspost":
        posted = await as_from(hers, FOREIGN["another site"]).post(url, data=sent)
        answer = await hers.get(posted.headers["location"])
    else:
        answer = await hers.get(url, params=sent)
    assert (answer.status_code, type_of(answer)) == (401, "login-failed")
    assert (await hers.get(ME)).json()["email"] == ann.email
    assert not await Session.exists(account_id=bob.id)


async def test_no_page_accepts_an_invitation_for_her(
    omni_app: RunningOmni, ann: Account, other_tenant: Tenant, outbox: Outbox
) -> None:
    hers = await signed_in(omni_app, ann)
    headers = {"omni-tenant": other_tenant.slug}
    asked = await hers.post(f"{API}/invitations", json={"email": ann.email}, headers=headers)
    assert asked.status_code == 201, asked.text
    await omni_app.run_jobs()
    (_, _, token) = links(outbox)[-1]
    for headers in (FOREIGN | SILENT).values():
        answer = await as_from(hers, headers).post(f"{API}/invitations/accept", json={"token": token})
        assert (answer.status_code, type_of(answer)) == (403, "cross-site-request"), headers


# -- being sent elsewhere

ELSEWHERE = [
    EVIL, "//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r/evil.example", " //evil.example", "\t//evil.example", "/ /evil.example", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,x", "http:evil.example", "https:/evil.example", "evil.example", "//evil.example\\@x",
    "//\u3002evil.example", "\uff0f\uff0fevil.example", "?next=//evil.example", "@evil.example",
    ".evil.example", "", "/\r\nSet-Cookie: omni-session=x", "/\x7f/evil.example", "/x\\..\\..\\\\evil.example", "/" + "x" * 600,
]  # fmt: skip


@pytest.mark.parametrize("given", ELSEWHERE)
async def test_next_leads_nowhere_else(omni_app: RunningOmni, ann: Account, given: str) -> None:
    done = (await login(browser(omni_app), next=given)).json()["step"]
    assert (done["type"], done["next"]) == ("done", "/")


AS_THEY_ARE = [
    "/",
    "/a?b=//evil.example#c",
    "/@evil.example",
    "/.//evil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/ü/日本",
]


@pytest.mark.parametrize("given", [*ELSEWHERE, *AS_THEY_ARE])
async def test_nor_does_the_way_back_from_a_provider(omni_app: RunningOmni, ann: Account, tenant: Tenant, given: str) -> None:
    """`Location`, as a browser reads it, stays here."""
    await Identity.create(account_id=ann.id, tenant_id=tenant.id, provider="code", connection="main", subject="ann")
    http = browser(omni_app)
    body = {"tenant": tenant.slug, "provider": "code", "connection": "main", "next": given}
    state = (await http.post(LOGIN, json=body)).json()["step"]["url"].partition("state=")[2]
    back = await http.get(f"{API}/auth/callback/code", params={"state": state, "subject": "ann", "next": EVIL, "resume": ""})
    assert back.status_code == 303, back.text
    assert "\\" not in back.headers["location"]
    assert urlsplit(urljoin("http://testserver/auth/x", back.headers["location"])).netloc == "testserver"
    assert (back.headers["location"] == "/") == (given not in AS_THEY_ARE[1:])


async def test_links_lead_here_whatever_host_is_asked(
    omni_app: RunningOmni, ann: Account, tenant: Tenant, outbox: Outbox
) -> None:
    """`Host` and what proxies add are the attacker's to write: he would get the token of the mail."""
    lies = {
        "host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-original-host": "evil.example",
        "forwarded": "host=evil.example;proto=https",
    }  # fmt: skip
    http = browser(omni_app, **lies)
    assert (await http.post(f"{API}/auth/password/reset", json={"email": ann.email})).status_code == 202
    begun = await http.post(LOGIN, json={"tenant": tenant.slug, "provider": "code", "connection": "main"})
    await omni_app.run_jobs()
    assert [action for _, action, _ in links(outbox)] == ["set-password"]
    assert "evil.example" not in str(outbox.mails[0].message) + begun.text + str(begun.headers.multi_items())
    assert "http://testserver/auth/set-password#" in outbox.mails[0].text


async def test_a_fresh_proof_needs_the_page_too(omni_app: RunningOmni, ann: Account) -> None:
    hers: Any = as_from(await signed_in(omni_app, ann), FOREIGN["another site"])
    assert type_of(await hers.post(REAUTHENTICATE, json={"password": PASSWORD})) == "cross-site-request"
