"""A server as in production, which logs all that it can: no secret of what people do there is in its output or its files."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import httpx
import pyotp
import pytest
from attacks import API, CONFIRM, LOGIN, ME, REAUTHENTICATE, SETUP, bearer, session_of
from omni_testbed.environment import Environment
from omni_testbed.home import CONFIGURATION, Home
from omni_testbed.waiting import until

ORIGIN = "http://localhost:8000"
PASSWORD, GUESS, NEW = "a password of production", "a guess that is nearly it", "another password of production"
MORE = """
[drivers.mail]
use = "file"
folder = "mails"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    base = tmp_path_factory.mktemp("attacks")
    settings = CONFIGURATION.replace('level = "info"', 'level = "debug"') + MORE
    made = Home(base / "home", Environment(base / "environment"), f'public_url = "{ORIGIN}"\n' + settings)
    made.init()
    return made


@pytest.fixture
def http(home: Home) -> Iterator[httpx.Client]:
    with home.running("serve", "--workers", "1", "--json") as server, server.client(origin=ORIGIN) as client:
        yield client


def mailed(home: Home) -> str:
    """The token of the last link that was mailed, once there is one."""
    tokens = until(lambda: list(tokens_in(home)), "a link is mailed")
    return tokens[-1]


def tokens_in(home: Home) -> Iterator[str]:
    for path in sorted((home.folder / "mails").glob("*.eml")):
        body: Any = email.message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
        yield from re.findall(r"/auth/[a-z-]+#([\w-]+)", body.get_content())


def lived(home: Home, http: httpx.Client) -> dict[str, str]:
    """Set up by the link of `omni init`, sign in with mistakes, enrol, reset, make a key; the secrets of it."""
    secrets = {"password": PASSWORD, "guess": GUESS, "new": NEW, "administrator's key": home.key}
    secrets["link"] = home.first["administrator_link"].partition("#")[2]
    who = home.first["administrator_email"]
    done = http.post(f"{API}/auth/password/reset/confirm", json={"token": secrets["link"], "password": PASSWORD})
    assert done.status_code == 204, done.text
    for body in ({"email": who, "password": GUESS}, {"email": GUESS, "password": GUESS}, {"email": who, "password": [GUESS]}):
        http.post(LOGIN, json=body)
    http.post(LOGIN, content=f'{{"password": "{GUESS}"')
    http.get(f"{LOGIN}?email={who}&password=a%20guess%20that%20is%20nearly%20it")
    secrets["session"] = session_of(http.post(LOGIN, json={"email": who, "password": PASSWORD}))
    begun = http.post(SETUP, json={"method": "totp"}).json()
    secrets["totp"] = begun["step"]["show"]["secret"]
    secrets["code"] = pyotp.TOTP(secrets["totp"]).now()
    assert http.post(CONFIRM, json={"flow_id": begun["flow_id"], "answers": {"code": secrets["code"]}}).status_code == 200
    flow = http.post(REAUTHENTICATE, json={"password": PASSWORD}).json()["flow_id"]
    http.post(f"{LOGIN}/{flow}/step", json={"answers": {"code": secrets["code"]}})
    made = http.post(f"{API}/api-keys", json={"name": "k", "platform": True})
    secrets["key"] = made.json()["key"]
    for wrong in (f"{ME}?token={secrets['session']}", f"{ME}/{secrets['key']}", f"{API}/x/{secrets['session']}"):
        http.get(wrong, headers=bearer(secrets["key"]))
    begun = http.post(LOGIN, json={"email": who, "password": PASSWORD, "client": "bearer"}).json()
    secrets["flow token"] = begun["flow_token"]
    assert http.post(f"{API}/auth/password/reset", json={"email": who}).status_code == 202
    secrets["reset"] = mailed(home)
    done = http.post(f"{API}/auth/password/reset/confirm", json={"token": secrets["reset"], "password": NEW})
    assert done.status_code == 204, done.text
    return secrets


def test_nothing_that_was_typed_is_in_the_output(home: Home, http: httpx.Client) -> None:
    secrets = lived(home, http)
    assert len(secrets) > 10
    assert all(secrets.values())
    http.close()
    logs = [p for p in home.folder.rglob("*") if p.is_file() and p.suffix not in (".eml", ".toml")]
    texts = {str(p.relative_to(home.folder)): p.read_bytes().decode("latin-1") for p in logs}
    output = next(text for name, text in texts.items() if name.startswith("serve-"))
    assert output.count('"event":"request"') > 15
    wrong = [
        f"{place}: {name}"
        for place, text in texts.items()
        for name, secret in secrets.items()
        if (secret in text if len(secret) > 8 else re.search(rf"(?<![\w.:+-]){secret}(?![\w:-])", text) and place.endswith("log"))
    ]
    assert wrong == []
    assert not list(Path(home.data).glob("*core*"))
