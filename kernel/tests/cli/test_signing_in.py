"""People at the command line of an Omni that really runs: from the first link to a second factor and back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from omni_ran import Omni, Ran, Say
from omni_served import LONGEST, eventually, healthy, serving

from omni_kernel.cli import errors

ANN, PASSWORD = "ann@example.com", "seven silent geese"
CHEAP = "argon2_time_cost = 1\nargon2_memory_kib = 8\nargon2_parallelism = 1\n"
CONFIGURATION = f"[auth]\n{CHEAP}\n[plugins.2fa-backup-codes]\n{CHEAP}"


@pytest.fixture
def url(home: Path, omni: Omni, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An Omni that runs, in which Ann has a password; where it does."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    (home / "omni.toml").write_text(CONFIGURATION)
    made = omni("init", "--email", ANN, "--json").json
    with serving(home, "--no-worker") as (_, url):
        eventually(lambda: healthy(url))
        body = {"token": made["administrator_link"].partition("#")[2], "password": PASSWORD}
        assert httpx.post(f"{url}/api/v1/auth/password/reset/confirm", json=body).is_success
        yield url


Login = Callable[..., Ran]


@pytest.fixture
def login(omni: Omni, url: str, say: Say) -> Login:
    """`login(PASSWORD, code)`: with these answers on standard input."""

    def run(*answers: str) -> Ran:
        say(*answers)
        return omni("login", "--url", url, "--email", ANN, "--json")

    return run


def bearer(home: Path, url: str) -> dict[str, str]:
    """The header of whoever signed in, from the file."""
    kept = json.loads((home / "config" / "omni" / "credentials.json").read_text())
    return {"Authorization": f"Bearer {kept['servers'][url]['token']}"}


def test_in_and_out(omni: Omni, url: str, login: Login) -> None:
    """A wrong password is refused in the words that say nothing; the right one opens a session, until it is ended."""
    wrong = login("some other geese")
    assert (wrong.code, wrong.out) == (errors.FAILED, "")
    assert "is wrong" in wrong.err
    assert login(PASSWORD).json["email"] == ANN
    me = omni("whoami", "--json").json
    assert (me["email"], me["platform"], me["session"]["methods"]) == (ANN, True, ["pwd"])
    (mine,) = omni("session", "list", "--json").json
    assert (mine["kind"], mine["current"]) == ("bearer", True)
    assert mine["device"].startswith("omni/")
    assert omni("logout").code == 0
    assert omni("session", "list", "--account", ANN, "--json").json == []


def test_sessions_end_within_a_second(omni: Omni, url: str, login: Login) -> None:
    """By the operator, one and all; the one who has lost it is told so. Signing in anew leaves one session only."""
    for _ in range(2):
        assert login(PASSWORD).code == 0
    (one,) = omni("session", "list", "--account", ANN, "--json").json
    assert omni("session", "revoke", one["id"], "--account", ANN, "--json").json == {"revoked": one["id"]}
    eventually(lambda: "has ended" in omni("whoami").err)
    assert login(PASSWORD).code == 0
    assert omni("account", "disable", ANN).code == errors.CONFLICT
    assert omni("account", "create", "bob@example.com", "--admin").code == 0
    assert omni("account", "disable", ANN).code == 0
    eventually(lambda: "has ended" in omni("whoami").err)
    assert login(PASSWORD).code == errors.FAILED


def test_a_second_factor(omni: Omni, home: Path, url: str, login: Login) -> None:
    """Enrolled over the API, asked for at the next login, taken away by the operator."""
    assert login(PASSWORD).code == 0
    with httpx.Client(base_url=f"{url}/api/v1/security/2fa", headers=bearer(home, url)) as api:
        begun = api.post("/setup", json={"method": "totp"}).json()
        app = pyotp.TOTP(begun["step"]["show"]["secret"])
        proof = {"flow_id": begun["flow_id"], "answers": {"code": app.now()}}
        assert api.post("/verify", json=proof).is_success
    assert login(PASSWORD, "000000").code == errors.FAILED
    # The code that proved the app was used up; clocks may be a step apart, so the next one is good already.
    assert login(PASSWORD, app.at(time.time() + 30)).code == 0
    assert omni("whoami", "--json").json["session"]["methods"] == ["pwd", "totp"]
    assert omni("account", "show", ANN, "--json").json["factors"] == ["totp"]
    assert omni("account", "reset-factors", ANN, "--yes", "--json").json["removed"] == ["totp"]
    assert login(PASSWORD).code == 0


def echoes(terminal: int) -> bool:
    """Does a terminal show what is typed?"""
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


def test_at_a_terminal(home: Path, url: str) -> None:
    """A real one: the password is not echoed, and the output is JSON and nothing else."""
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "omni_kernel.cli", "login", "--url", url, "--json"]
    with subprocess.Popen(
        command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, cwd=home
    ) as process:
        try:
            assert process.stderr
            told = b""
            while b"E-mail address:" not in told:
                told += (piece := os.read(process.stderr.fileno(), 1000))
                assert piece, told
            os.write(ours, f"{ANN}\n".encode())
            # Whatever is typed before is thrown away.
            eventually(lambda: not echoes(ours))
            os.write(ours, f"{PASSWORD}\n".encode())
            out, rest = process.communicate(timeout=LONGEST)
        finally:
            process.kill()
    os.close(theirs)
    assert process.returncode == 0, (told, rest)
    assert json.loads(out)["email"] == ANN
    assert PASSWORD.encode() not in os.read(ours, 1000) + told + rest
    os.close(ours)


def sent(api: httpx.Client, path: str, body: dict[str, Any], **headers: str) -> Any:
    """What a POST that must succeed answers."""
    answer = api.post(path, json=body, headers={name.replace("_", "-"): value for name, value in headers.items()})
    assert answer.is_success, (path, answer.text)
    return answer.json()


def test_the_guide(omni: Omni, url: str) -> None:
    """The calls of AUTH.md, in its order: a login, factors, another login with them, a fresh proof, and a key."""
    omni("tenant", "create", "first")
    omni("tenant", "add-member", "first", ANN, "--role", "owner")
    with httpx.Client(base_url=f"{url}/api/v1", timeout=LONGEST) as api:
        credentials = {"client": "bearer", "email": ANN, "password": PASSWORD}
        token = sent(api, "/auth/login", credentials)["step"]["token"]
        api.headers["Authorization"] = f"Bearer {token}"
        me = api.get("/auth/me", headers={"Omni-Tenant": "first"}).json()
        assert "omni.key.manage" in me["permissions"]

        begun = sent(api, "/security/2fa/setup", {"method": "totp"})
        app = pyotp.TOTP(begun["step"]["show"]["secret"])
        proof = {"flow_id": begun["flow_id"], "answers": {"code": app.now()}}
        assert sent(api, "/security/2fa/verify", proof)["step"]["type"] == "done"
        begun = sent(api, "/security/2fa/setup", {"method": "backup-codes"})
        codes = begun["step"]["show"]["codes"].split()
        proof = {"flow_id": begun["flow_id"], "answers": {"code": codes[0]}}
        assert sent(api, "/security/2fa/verify", proof)["step"]["type"] == "done"

        login = sent(api, "/auth/login", credentials)
        assert (login["step"]["type"], login["step"]["method"]) == ("form", "totp")
        assert {each["method"] for each in login["methods"]} == {"totp", "backup-codes"}
        path, binding = f"/auth/login/{login['flow_id']}/step", login["flow_token"]
        assert sent(api, path, {"method": "backup-codes"}, omni_flow=binding)["step"]["method"] == "backup-codes"
        validation = {"flow_id": login["flow_id"], "answers": {"code": codes[1]}}
        assert sent(api, "/security/2fa/validate", validation, omni_flow=binding)["step"]["type"] == "done"

        again = sent(api, "/auth/reauthenticate", {"password": PASSWORD})
        answers = {"answers": {"code": app.at(time.time() + 30)}}
        fresh = sent(api, f"/auth/login/{again['flow_id']}/step", answers, omni_flow=again["flow_token"])["step"]["token"]
        eventually(lambda: api.get("/auth/me").status_code == 401)
        api.headers.update({"Authorization": f"Bearer {fresh}", "Omni-Tenant": "first"})
        rules = {"factor_required": True, "grace_days": 14, "methods": ["totp", "backup-codes"]}
        assert api.put("/tenants/first/login-policy", json=rules).is_success
        key = sent(api, "/api-keys", {"name": "nightly import", "roles": ["member"], "expires_at": "2099-01-01T00:00:00Z"})
        successor = sent(api, f"/api-keys/{key['id']}/rotate", {"overlap_hours": 24})
        assert (successor["rotated_from"], successor["roles"]) == (key["id"], ["member"])
