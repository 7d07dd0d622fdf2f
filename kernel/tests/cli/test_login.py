"""`omni login`, `logout`, `whoami` and one's own sessions: what is asked, what is sent, what is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from omni_ran import Omni, Ran, Say
from omni_stub import Stub, stubbed

from omni_kernel.cli import errors

TOKEN = "omnis_secret"
DONE = {
    "flow_id": "f1",
    "step": {
        "type": "done",
        "account": {"id": "a1", "email": "ann@example.com", "name": "Ann"},
        "next": "/",
        "warnings": ["factor-due"],
        "token": TOKEN,
    },
    "methods": [],
}
FAILED = {"type": "/problems/login-failed", "status": 401, "detail": "The e-mail address, the password or the code is wrong."}
CODE = {"type": "object", "properties": {"code": {"type": "string", "title": "Code"}}, "required": ["code"]}


def form(schema: dict[str, Any], method: str | None = "totp", methods: dict[str, str] | None = None, **more: Any) -> Any:
    """A step that asks."""
    step = {"type": "form", "method": method, "text": "", "schema": schema, **more}
    offered = [{"method": name, "title": title} for name, title in (methods or {}).items()]
    return {"flow_id": "f1", "flow_token": "t1", "step": step, "methods": offered}


@pytest.fixture
def stub() -> Iterator[Stub]:
    """A server that answers as told."""
    with stubbed() as made:
        yield made


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of credentials, in a folder of the test's own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "omni" / "credentials.json"


@pytest.fixture
def signed_in(omni: Omni, stub: Stub, say: Say) -> Omni:
    """Somebody is; the stub has forgotten how."""
    say("ann@example.com", "secret")
    stub.answers = [(200, DONE)]
    assert omni("login", "--url", stub.url).code == 0
    stub.asked.clear()
    return omni


def test_with_a_password_alone(omni: Omni, stub: Stub, say: Say, kept: Path) -> None:
    """The token is kept for its person alone, and printed nowhere."""
    say("ann@example.com", "secret")
    stub.answers = [(200, DONE)]
    ran = omni("login", "--url", f"{stub.url}/", "--json")
    assert ran.code == 0
    assert ran.json == {"url": stub.url, "id": "a1", "email": "ann@example.com", "name": "Ann", "warnings": ["factor-due"]}
    assert [(each.method, each.path) for each in stub.asked] == [("POST", "/api/v1/auth/login")]
    assert stub.bodies() == [{"client": "bearer", "email": "ann@example.com", "password": "secret"}]
    assert stub.asked[0].headers["user-agent"].startswith("omni/")
    assert json.loads(kept.read_text())["servers"] == {stub.url: {"email": "ann@example.com", "token": TOKEN}}
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o077 == 0
    assert TOKEN not in ran.out + ran.err


def test_a_second_factor(omni: Omni, stub: Stub, say: Say) -> None:
    """The form comes from its schema; the flow's own token goes along, and nowhere else."""
    say("ann@example.com", "secret", "012345")
    stub.answers = [(200, form(CODE, text="Open your app")), (200, DONE)]
    ran = omni("login", "--url", stub.url)
    assert ran.code == 0, ran
    assert "Open your app" in ran.err
    assert stub.asked[1].path == "/api/v1/auth/login/f1/step"
    assert stub.asked[1].headers["omni-flow"] == "t1"
    assert stub.asked[1].body == {"answers": {"code": "012345"}}


def test_any_form(omni: Omni, stub: Stub, say: Say) -> None:
    """Every kind of field, read as its schema says; what is optional and empty stays out."""
    schema = {
        "$defs": {"Colour": {"enum": ["red", "blue"], "type": "string", "title": "Colour"}},
        "properties": {
            "pin": {"type": "string", "format": "password", "title": "Pin", "description": "four digits"},
            "count": {"type": "integer"},
            "sure": {"type": "boolean"},
            "colour": {"$ref": "#/$defs/Colour"},
            "note": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Note"},
            "size": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "bad": {"type": "integer"},
        },
        "required": ["pin", "count", "sure", "colour", "bad"],
    }
    say("ann@example.com", "secret", "0042", "7", "yes", "red", "", "3", "seven")
    stub.answers = [(200, form(schema)), (200, DONE)]
    assert omni("login", "--url", stub.url).code == 0
    answers = {"pin": "0042", "count": 7, "sure": True, "colour": "red", "size": 3, "bad": "seven"}
    assert stub.asked[1].body == {"answers": answers}


def test_what_is_shown_once(omni: Omni, stub: Stub, say: Say) -> None:
    """A QR code and texts to copy go where the questions go, and cannot steer the terminal."""
    say("ann@example.com", "secret", "012345")
    step = form(CODE, qr_text="otpauth://totp/x?secret=ABC", qr="<svg/>", show={"secret": "ABC\x1b[2J"})
    stub.answers = [(200, step), (200, DONE)]
    ran = omni("login", "--url", stub.url, "--json")
    assert ran.json["email"] == "ann@example.com"
    assert "otpauth://totp/x?secret=ABC" in ran.err
    assert "secret: ABC[2J" in ran.err
    assert "▀" in ran.err


BOTH = {"totp": "Authenticator app", "backup-codes": "Backup code"}


def test_another_method_by_name(omni: Omni, stub: Stub, say: Say) -> None:
    """`--method`, for scripts."""
    say("ann@example.com", "secret", "abcd")
    stub.answers = [(200, form(CODE, methods=BOTH)), (200, form(CODE, "backup-codes", BOTH)), (200, DONE)]
    assert omni("login", "--url", stub.url, "--method", "backup-codes").code == 0
    assert stub.bodies()[1:] == [{"method": "backup-codes"}, {"answers": {"code": "abcd"}}]


@pytest.mark.parametrize(
    ("typed", "sent"), [("2", [{"method": "backup-codes"}]), ("backup-codes", [{"method": "backup-codes"}]), ("1", []), ("", [])]
)
def test_a_choice_at_a_terminal(omni: Omni, stub: Stub, say: Say, typed: str, sent: list[Any]) -> None:
    """By number or name; the one at hand is not asked for anew, since that would send another code."""
    say("ann@example.com", "secret", typed, "abcd", terminal=True)
    switched = [(200, form(CODE, "backup-codes", BOTH))] if sent else []
    stub.answers = [(200, form(CODE, methods=BOTH)), *switched, (200, DONE)]
    ran = omni("login", "--url", stub.url)
    assert ran.code == 0, ran
    assert "2  Backup code (backup-codes)" in ran.err
    assert stub.bodies()[1:] == [*sent, {"answers": {"code": "abcd"}}]


def test_no_such_choice(omni: Omni, stub: Stub, say: Say) -> None:
    """It ends, and names what there is."""
    say("ann@example.com", "secret", "3", terminal=True)
    stub.answers = [(200, form(CODE, methods=BOTH))]
    ran = omni("login", "--url", stub.url)
    assert (ran.code, "'3' is none of totp, backup-codes" in ran.err) == (errors.USAGE, True)


def test_a_method_must_be_chosen_first(omni: Omni, stub: Stub, say: Say) -> None:
    """When a factor must be enrolled, Omni has not chosen one."""
    say("ann@example.com", "secret", "", "abcd", terminal=True)
    stub.answers = [(200, form(CODE, None, BOTH)), (200, form(CODE, "totp", BOTH)), (200, DONE)]
    assert omni("login", "--url", stub.url).code == 0
    assert stub.bodies()[1:] == [{"method": "totp"}, {"answers": {"code": "abcd"}}]


def test_wrong_answers_at_a_terminal(omni: Omni, stub: Stub, say: Say) -> None:
    """Asked again: password and code; the third refusal ends it."""
    say("ann@example.com", "wrong", "ann@example.com", "secret", "1", "2", terminal=True)
    invalid = {"type": "about:blank", "status": 422, "detail": "answers.code: six digits"}
    stub.answers = [(401, FAILED), (200, form(CODE)), (422, invalid), (200, DONE)]
    ran = omni("login", "--url", stub.url)
    assert ran.code == 0, ran
    assert "the code is wrong" in ran.err
    assert "answers.code: six digits" in ran.err
    say(*["ann@example.com", "wrong"] * 3, terminal=True)
    stub.answers = [(401, FAILED)] * 3
    ran = omni("login", "--url", stub.url)
    assert (ran.code, stub.answers) == (errors.FAILED, [])


def test_a_wrong_answer_of_a_script_ends_it(omni: Omni, stub: Stub, say: Say, kept: Path) -> None:
    """Nobody is there to give another."""
    say("ann@example.com", "wrong", "ann@example.com", "secret")
    stub.answers = [(401, FAILED)]
    ran = omni("login", "--url", stub.url)
    assert (ran.code, ran.out) == (errors.FAILED, "")
    assert ran.err == "omni: The e-mail address, the password or the code is wrong.\n"
    assert not kept.exists()


def test_a_login_that_is_over(omni: Omni, stub: Stub, say: Say) -> None:
    """No answer helps any more, so none is asked for."""
    say("ann@example.com", "secret", "1", "2", terminal=True)
    stub.answers = [(200, form(CODE)), (410, {"type": "/problems/login-expired", "detail": "begin again"})]
    ran = omni("login", "--url", stub.url)
    assert (ran.code, ran.err.endswith("omni: begin again\n")) == (errors.CONFLICT, True)


def test_a_redirect_is_for_browsers(omni: Omni, stub: Stub, say: Say) -> None:
    """The command line says what to do instead."""
    say("ann@example.com", "secret")
    stub.answers = [(200, {"flow_id": "f1", "step": {"type": "redirect", "url": "https://idp.example"}, "methods": []})]
    ran = omni("login", "--url", stub.url)
    assert (ran.code, "use an API key" in ran.err) == (errors.FAILED, True)


def test_without_an_answer(omni: Omni, stub: Stub, say: Say) -> None:
    """Neither a terminal nor a line."""
    say("ann@example.com")
    ran = omni("login", "--url", stub.url)
    assert (ran.code, "no answer to 'Password'" in ran.err) == (errors.USAGE, True)
    assert not stub.asked


def test_nothing_is_typed_at_a_terminal(omni: Omni, stub: Stub, say: Say) -> None:
    """End of input: nothing was done."""
    say(terminal=True)
    ran = omni("login", "--url", stub.url)
    assert (ran.code, ran.err.endswith("omni: nothing was done\n")) == (errors.FAILED, True)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://omni.example.com", "use https"),
        ("ftp://omni.example.com", "no address of an Omni"),
        ("omni.example.com", "no address of an Omni"),
        ("https://ann:secret@omni.example.com", "no address of an Omni"),
        ("https://omni.example.com/?x=1", "no address of an Omni"),
        ("http://localhost:x", "no address"),
    ],
)
def test_addresses_that_are_refused(omni: Omni, url: str, told: str) -> None:
    """No password goes to them."""
    ran = omni("login", "--url", url)
    assert (ran.code, told in ran.err) == (errors.USAGE, True), ran


def test_without_url_the_configured_one(omni: Omni, stub: Stub, say: Say, home: Path) -> None:
    """`public_url`; after that, where one signed in last. Signing in again ends the session before."""
    (home / "omni.toml").write_text(f'public_url = "{stub.url}"')
    say("secret")
    stub.answers = [(200, DONE)]
    assert omni("login", "--email", "ann@example.com").code == 0
    (home / "omni.toml").write_text("")
    say("secret")
    stub.answers = [(200, DONE), (204, None)]
    assert omni("login", "--email", "ann@example.com").code == 0
    assert (stub.asked[-1].path, stub.asked[-1].headers["authorization"]) == ("/api/v1/auth/logout", f"Bearer {TOKEN}")


def test_nothing_listens_there(omni: Omni, stub: Stub, say: Say) -> None:
    """One clear line."""
    say("ann@example.com", "secret")
    ran = omni("login", "--url", "http://127.0.0.1:1")
    assert (ran.code, "http://127.0.0.1:1 does not answer" in ran.err) == (errors.FAILED, True)


@pytest.mark.parametrize("answer", [(502, b"<html>"), (500, [1])])
def test_something_else_answers(omni: Omni, stub: Stub, say: Say, answer: tuple[int, Any]) -> None:
    """It is no Omni."""
    say("ann@example.com", "secret")
    stub.answers = [answer]
    ran = omni("login", "--url", stub.url)
    assert (ran.code, "is it the address of an Omni?" in ran.err) == (errors.FAILED, True)


def test_something_else_answers_well(omni: Omni, stub: Stub, say: Say) -> None:
    """A page, not JSON."""
    say("ann@example.com", "secret")
    stub.answers = [(200, b"<html>")]
    assert omni("login", "--url", stub.url).code == errors.USAGE


# -- once signed in

ME = {
    "id": "a1", "email": "ann@example.com", "name": "Ann", "platform": False, "permissions": [],
    "tenants": [{"id": "t1", "slug": "first", "name": "First Ltd", "roles": ["admin", "support"]}],
    "session": {"id": "s1", "methods": ["pwd", "totp"], "expires_at": "2030-01-01T00:00:00Z"},
}  # fmt: skip


def test_whoami(signed_in: Omni, stub: Stub) -> None:
    """The token goes as a header; people see lines, machines everything."""
    stub.answers = [(200, ME), (200, ME)]
    shown = signed_in("whoami")
    assert "first (admin, support)" in shown.out
    assert "pwd, totp" in shown.out
    assert signed_in("whoami", "--json").json == {"url": stub.url, **ME}
    assert stub.asked[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_nobody_is_signed_in(omni: Omni) -> None:
    """And how to become somebody."""
    for command in (("whoami",), ("logout",), ("session", "list"), ("session", "revoke", "--all")):
        ran = omni(*command)
        assert (ran.code, ran.err) == (errors.NOT_FOUND, "omni: nobody is signed in: omni login\n")
    ran = omni("whoami", "--url", "https://omni.example.com")
    assert ran.err == "omni: nobody is signed in at https://omni.example.com: omni login --url https://omni.example.com\n"


def test_logout(signed_in: Omni, stub: Stub, kept: Path) -> None:
    """The session ends there; the token is forgotten here."""
    stub.answers = [(204, None)]
    assert signed_in("logout", "--json").json["signed_in"] is False
    assert [(each.method, each.path) for each in stub.asked] == [("POST", "/api/v1/auth/logout")]
    assert TOKEN not in kept.read_text()
    assert signed_in("whoami").code == errors.NOT_FOUND


@pytest.mark.parametrize(("status", "code"), [(401, 0), (503, errors.FAILED)])
def test_logout_when_it_does_not_work(signed_in: Omni, stub: Stub, kept: Path, status: int, code: int) -> None:
    """An ended session is no error; any other is told. The token is forgotten all the same."""
    stub.answers = [(status, {"type": "about:blank", "title": "No"})]
    assert signed_in("logout").code == code
    assert TOKEN not in kept.read_text()


def test_two_omnis(signed_in: Omni, stub: Stub, say: Say) -> None:
    """A token for each; the last login counts, and after it the other."""
    first = stub.url
    with stubbed() as other:
        say("bob@example.com", "secret")
        step = {**DONE["step"], "account": {"id": "b1", "email": "bob@example.com", "name": ""}, "token": "omnis_other"}  # type: ignore[dict-item]  # it is a mapping
        other.answers = [(200, {**DONE, "step": step}), (200, ME), (204, None)]
        assert signed_in("login", "--url", other.url).code == 0
        assert signed_in("whoami", "--json").json["url"] == other.url
        stub.answers = [(200, ME), (200, ME)]
        assert signed_in("whoami", "--url", first, "--json").json["url"] == first
        assert signed_in("logout").code == 0
    assert signed_in("whoami", "--json").json["url"] == first
    assert {each.headers["authorization"] for each in stub.asked} == {f"Bearer {TOKEN}"}


def ended(status: int, **members: str) -> Callable[[Omni, Stub], Ran]:
    """Ask when the answer is this."""

    def ask(omni: Omni, stub: Stub) -> Ran:
        stub.answers = [(status, {"type": "about:blank", **members})]
        return omni("whoami")

    return ask


def test_refusals_say_the_way_out(signed_in: Omni, stub: Stub) -> None:
    """An ended session, one that is too old for this, and others by their own words."""
    assert f"your login at {stub.url} has ended: omni login" in ended(401, detail="x")(signed_in, stub).err
    assert "too long ago" in ended(403, type="/problems/reauthentication-required")(signed_in, stub).err
    assert ended(404, detail="no such thing")(signed_in, stub) == Ran(errors.NOT_FOUND, "", "omni: no such thing\n")
    assert ended(429, title="Slow down")(signed_in, stub).err == "omni: Slow down\n"


def session(number: int) -> dict[str, Any]:
    """One of the list."""
    times = dict.fromkeys(("created_at", "authenticated_at", "seen_at", "expires_at"), "2030-01-01T00:00:00Z")
    return {
        "id": f"s{number}", "kind": "browser", "device": "Fire\x1bfox", "ip": "127.0.0.1", "methods": ["pwd"],
        "tenant_id": None, "current": number == 1, **times,
    }  # fmt: skip


def test_own_sessions(signed_in: Omni, stub: Stub) -> None:
    """All pages of them."""
    stub.answers = [(200, {"items": [session(1)], "next": "c2"}), (200, {"items": [session(2)], "next": None})]
    assert [each["id"] for each in signed_in("session", "list", "--json").json] == ["s1", "s2"]
    assert stub.asked[1].path == "/api/v1/sessions?limit=100&cursor=c2"
    stub.answers = [(200, {"items": [session(1)], "next": None})]
    assert "Firefox" in signed_in("session", "list").out


def test_own_sessions_end(signed_in: Omni, stub: Stub) -> None:
    """One, or all others."""
    one = "019a0000-0000-7000-8000-000000000000"
    stub.answers = [(204, None), (204, None)]
    assert signed_in("session", "revoke", one, "--json").json == {"revoked": one}
    assert signed_in("session", "revoke", "--all", "--json").json == {"revoked": "all others"}
    assert [(each.method, each.path) for each in stub.asked] == [
        ("DELETE", f"/api/v1/sessions/{one}"), ("DELETE", "/api/v1/sessions")
    ]  # fmt: skip
    assert signed_in("session", "revoke").code == errors.USAGE
    assert signed_in("session", "revoke", one, "--all").code == errors.USAGE
    assert "omni session list" in signed_in("session", "revoke", "nope").err


# -- the file


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"servers": {"x": 1}}', '{"servers": {"x": {}}}', "\xff"])
def test_a_file_that_is_not_ours(omni: Omni, kept: Path, content: str) -> None:
    """Named, and left as it is."""
    kept.parent.mkdir(parents=True)
    kept.write_text(content, "latin-1")
    kept.chmod(0o600)
    ran = omni("whoami")
    assert (ran.code, str(kept) in ran.err, kept.read_text("latin-1")) == (errors.USAGE, True, content)


def test_a_file_that_others_can_read(signed_in: Omni, kept: Path) -> None:
    """It is not used."""
    kept.chmod(0o644)
    assert f"chmod 600 {kept}" in signed_in("whoami").err


def test_where_it_stands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As the XDG Base Directory Specification says: relative folders are ignored."""
    from omni_kernel.cli import credentials

    monkeypatch.setenv("HOME", str(tmp_path))
    for value in ("", "relative"):
        monkeypatch.setenv("XDG_CONFIG_HOME", value)
        assert credentials.path() == tmp_path / ".config" / "omni" / "credentials.json"
