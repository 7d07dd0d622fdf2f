"""The tour of the README, from writing a plugin to switching it on and off, by the real commands and processes."""

from __future__ import annotations

import email
import json
from concurrent.futures import ThreadPoolExecutor
from email import policy
from pathlib import Path

import httpx
from omni_testbed.home import Home
from omni_testbed.town import PROBE, Town, Workshop, in_force
from omni_testbed.waiting import until

GREETER = "/api/v1/x/acme-greeter/greetings"
PHRASES = "/api/v1/x/acme-phrasebook/phrases"


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Status and type of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["type"]


NOT_ENABLED = (404, "/problems/plugin-not-enabled")


# -- 2: a plugin outside of this repository


def test_plugin_new_writes_and_install_installs(workshop: Workshop) -> None:
    """Each command ends well, and says what it did."""
    for name, done in workshop.done.items():
        assert done.code == 0, (name, done)
    told = workshop.done["install greeter"].json()
    assert told["distribution"] == "acme-greeter"
    (plugin,) = told["plugins"]
    assert plugin["id"] == "acme-greeter"
    assert plugin["scopes"]["events"] == ["tenant.member.added"]
    assert [name for name in told["migrations"] if "acme_greeter" in name], told


def test_what_was_written_conforms_and_passes_its_own_tests(workshop: Workshop) -> None:
    """`omni plugin check --tests` over a plugin, a hub and an extension, as they were written."""
    names = ("acme-greeter", "acme-phrasebook", "acme-pirate")
    with ThreadPoolExecutor(2) as pool:
        checked = list(pool.map(lambda name: workshop.home.run("plugin", "check", name, "--tests"), names))
    for name, done in zip(names, checked, strict=True):
        assert done.code == 0, f"{name}\n{done.out}\n{done.err}"


# -- 3: on for one tenant, in force everywhere


def test_enabled_by_the_command_for_one_tenant_only(town: Town) -> None:
    """The second tenant gets a 404 that says why, and neither needs a restart."""
    first, second = town.tenant(), town.tenant()
    with town.client(first) as here, town.client(second) as there:
        assert problem(here.post(f"{GREETER}/Ann")) == NOT_ENABLED
        told = town.home.ask("plugin", "enable", "acme-greeter", "--tenant", first.slug, "--grant", "--set", "salutation=Ahoy")
        assert told["state"] == "active"
        until(lambda: here.post(f"{GREETER}/Ann").status_code == 201, "the plugin is in force", seconds=1)
        assert here.post(f"{GREETER}/Bob").json()["text"] == "Ahoy, Bob!"
        assert problem(there.post(f"{GREETER}/Ann")) == NOT_ENABLED
        assert problem(there.get(GREETER)) == NOT_ENABLED


def test_in_force_within_a_second_in_every_web_process(town: Town, notes: Path) -> None:
    """Enabled through one process, seen by all of them; and the same for disabling."""
    known, tenant = town.tenant(), town.tenant()
    town.enable("acme-probe", known, notes=str(notes))
    with town.every_web_process(known) as lines:
        assert len(lines) == 2
        in_force(lines, tenant, 404)
        town.enable("acme-probe", tenant, notes=str(notes))
        in_force(lines, tenant, 200)
        town.disable("acme-probe", tenant)
        in_force(lines, tenant, 404)


def test_in_force_within_a_second_in_the_worker(town: Town, notes: Path, tmp_path: Path) -> None:
    """A job that runs when its plugin is disabled is stopped there, and held; enabled again it runs to its end."""
    tenant, gate = town.tenant(), tmp_path / "gate"
    town.enable("acme-probe", tenant, notes=str(notes))
    with town.client(tenant) as client:
        job = client.post(f"{PROBE}/work", json={"gate": str(gate)}).json()["id"]
        until(lambda: "began 1" in notes.read_text(), "the job runs")
        assert str(town.worker.pid) in notes.read_text()
        town.disable("acme-probe", tenant)
        until(lambda: client.get(f"/api/v1/jobs/{job}").json()["state"] == "held", "the worker stopped it", seconds=1.5)
        gate.touch()
        town.enable("acme-probe", tenant, notes=str(notes))
        until(lambda: client.get(f"/api/v1/jobs/{job}").json()["state"] == "done", "it runs to its end")
    assert notes.read_text().count("ended") == 1


# -- 4: schedule, event handler, holding, and all of it again


def test_its_schedule_runs_for_the_one_tenant_only(town: Town) -> None:
    """The digest reaches the admins of the tenant that has the plugin on; the other has no schedule at all."""
    first, second = town.tenant(), town.tenant()
    for tenant in (first, second):
        town.join(tenant, f"Admin-{tenant.slug}", "admin")
    town.enable("acme-greeter", first)
    with town.client(first) as client:
        assert client.post(f"{GREETER}/Ann").status_code == 201
    town.due(first, "acme-greeter")
    mails = until(lambda: [m for m in mails_of(town) if first.slug in str(m["To"])], "the digest arrives")
    assert "Hello, Ann!" in text_of(mails[0])
    assert not [m for m in mails_of(town) if second.slug in str(m["To"])]
    assert not town.home.rows("SELECT id FROM omni_schedule WHERE tenant_id = ? AND plugin_id = 'acme-greeter'", second.id)


def text_of(mail: email.message.EmailMessage) -> str:
    """Its plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def mails_of(town: Town) -> list[email.message.EmailMessage]:
    """What the file driver kept."""
    files = sorted(town.home.data.rglob("*.eml"))
    return [email.message_from_bytes(f.read_bytes(), policy=policy.default) for f in files]


def test_its_event_handler_runs_for_the_one_tenant_only(town: Town, notes: Path) -> None:
    """A new member is greeted where the plugin is on, and only there; the handler ran in the worker."""
    first, second = town.tenant(), town.tenant()
    for plugin in ("acme-greeter", "acme-probe"):
        town.enable(plugin, first, **({"notes": str(notes)} if plugin == "acme-probe" else {}))
    town.join(second, "Zoe")
    town.join(first, "Ann")
    with town.client(first) as client:
        until(lambda: client.get(GREETER).json()["items"], "the new member is greeted")
        assert [g["name"] for g in client.get(GREETER).json()["items"]] == ["Ann"]
    line = until(lambda: notes.read_text().strip(), "the handler left its note")
    assert line == f"{first.slug} {town.worker.pid} added Ann"
    assert not town.home.rows("SELECT id FROM p_acme_greeter__greeting WHERE tenant_id = ?", second.id)


def shown(client: httpx.Client) -> dict[str, object]:
    """All places where a plugin shows for a tenant, by place."""
    document = client.get("/api/v1/openapi.json").json()
    return {
        "paths": sorted(path for path in document["paths"] if "acme-probe" in path),
        "pages": [p["name"] for p in client.get("/api/v1/pages").json()["items"] if p["plugin"] == "acme-probe"],
        "schedules": [s["name"] for s in client.get("/api/v1/schedules").json()["items"] if s["plugin"] == "acme-probe"],
        "status": client.get(f"{PROBE}/process").status_code,
    }


NOTHING = {"paths": [], "pages": [], "schedules": [], "status": 404}
EVERYTHING = {
    "paths": [f"{PROBE}/process", f"{PROBE}/processes", f"{PROBE}/work"],
    "pages": ["processes"],
    "schedules": ["beat"],
    "status": 200,
}


def test_disabling_removes_it_and_enabling_brings_it_back(town: Town, notes: Path) -> None:
    """Routes, OpenAPI, pages and schedules; and the settings are as they were."""
    tenant = town.tenant()
    with town.client(tenant) as client:
        assert shown(client) == NOTHING
        town.enable("acme-probe", tenant, notes=str(notes))
        until(lambda: shown(client) == EVERYTHING, "all of it shows")
        town.disable("acme-probe", tenant)
        until(lambda: shown(client) == NOTHING, "nothing of it shows")
        town.enable("acme-probe", tenant)
        until(lambda: shown(client) == EVERYTHING, "all of it shows again")
        assert client.get("/api/v1/plugins/acme-probe/settings").json()["values"]["notes"] == str(notes)


def test_data_stay_while_it_is_off(town: Town) -> None:
    """Rows made before are there after."""
    tenant = town.tenant()
    town.enable("acme-greeter", tenant)
    with town.client(tenant) as client:
        assert client.post(f"{GREETER}/Ann").status_code == 201
        before = client.get(GREETER).json()
        town.disable("acme-greeter", tenant)
        until(lambda: client.get(GREETER).status_code == 404, "it is off", seconds=1)
        town.enable("acme-greeter", tenant)
        until(lambda: client.get(GREETER).status_code == 200, "it is on", seconds=1)
        assert client.get(GREETER).json() == before


# -- 5: a hub, and a plugin that extends it


def test_a_hub_calls_what_is_active_for_the_tenant(town: Town) -> None:
    """The extension's phrase is there for the tenant that has it on; disabling the hub suspends the extension."""
    first, second = town.tenant(), town.tenant()
    with town.client(first) as here, town.client(second) as there:
        assert problem(here.post("/api/v1/plugins/acme-pirate/enable", json={})) == (409, "/problems/requirement-off")
        for tenant in (first, second):
            town.enable("acme-phrasebook", tenant)
        town.enable("acme-pirate", first)
        until(lambda: [p["name"] for p in here.get(PHRASES).json()] == ["pirate"], "the phrase is there", seconds=1)
        assert here.post(f"{PHRASES}/pirate", json={"to": "Ann"}).json() == {"text": "Pirate: Ann", "plugin": "acme-pirate"}
        assert there.get(PHRASES).json() == []
        assert there.post(f"{PHRASES}/pirate", json={"to": "Ann"}).status_code == 404
        assert here.post("/api/v1/plugins/acme-phrasebook/disable").json()["suspended"] == ["acme-pirate"]
        until(lambda: here.get("/api/v1/plugins/acme-pirate").json()["state"] == "suspended", "it is suspended", seconds=1)
        town.enable("acme-phrasebook", first)
        until(lambda: len(here.get(PHRASES).json()) == 1, "the extension is back", seconds=1)


# -- 6: people


PASSWORD = "a very long tour"


def set_password(town: Town, email: str) -> None:
    """By the link that the operator hands over, once; as the page behind it does."""
    link = town.home.ask("account", "link", email)["link"]
    path, _, token = link.partition("#")
    with town.server.client() as browser:
        assert browser.get(httpx.URL(path).path, headers={"accept": "text/html"}).headers["content-type"].startswith("text/html")
        body = {"token": token, "password": PASSWORD}
        assert browser.post("/api/v1/auth/password/reset/confirm", json=body).is_success
        assert browser.post("/api/v1/auth/password/reset/confirm", json=body).status_code in {404, 410, 422}


def sign_in(town: Town, email: str) -> None:
    """`omni login`, with the answers on standard input."""
    town.home.variables["XDG_CONFIG_HOME"] = str(town.home.folder / "config")
    done = town.home.run("login", "--url", town.server.url(), "--email", email, "--json", typed=f"{PASSWORD}\n")
    assert done.code == 0, done
    assert done.json()["email"] == email


def test_a_person_signs_in(town: Town) -> None:
    """At the command line and by API, with a role of the tenant's own; what it does not allow is refused."""
    first, second = town.tenant(), town.tenant()
    town.enable("acme-greeter", first)
    town.join(first, f"Ann-{first.slug}")
    email = f"ann-{first.slug}@example.com"
    set_password(town, email)
    town.home.omni("role", "create", "reader", "--tenant", first.slug, "--permission", "acme-greeter.greeting.read")
    town.home.omni("role", "assign", email, "--tenant", first.slug, "--role", "reader")
    sign_in(town, email)
    assert town.home.ask("whoami")["tenants"][0]["roles"] == ["reader"]
    assert [each["kind"] for each in town.home.ask("session", "list")] == ["bearer"]
    with town.server.client() as api:
        body = {"client": "bearer", "email": email, "password": PASSWORD}
        token = api.post("/api/v1/auth/login", json=body).json()["step"]["token"]
        here = {"Authorization": f"Bearer {token}", "Omni-Tenant": first.slug}
        assert api.get(GREETER, headers=here).status_code == 200
        assert api.post(f"{GREETER}/Ann", headers=here).status_code == 403
        assert api.get(GREETER, headers=here | {"Omni-Tenant": second.slug}).status_code == 404
        assert town.home.ask("session", "revoke", "--all", "--account", email)["revoked"] == 2
        until(lambda: api.get(GREETER, headers=here).status_code == 401, "the session has ended", seconds=1)
    assert town.home.run("whoami").code == 1


def test_the_administrator_signs_in(town: Town) -> None:
    """By the account that `omni init` made, which had no password."""
    set_password(town, "admin@localhost")
    sign_in(town, "admin@localhost")
    assert town.home.ask("whoami")["platform"] is True
    assert town.home.ask("logout")["signed_in"] is False
    assert town.home.run("whoami").code == 3


# -- 1 and 7: from nothing, and again after a restart


def test_a_second_start_keeps_everything(home: Home) -> None:
    """`omni init` and `omni serve`, as `make run` does, twice: tenants, keys, enablement, rows, schedules."""
    key = home.init()
    assert key.startswith("omni_")
    assert "/auth/set-password#" in home.first["administrator_link"]
    tenant = home.ask("tenant", "create", "acme", "--name", "Acme Ltd")
    tenant_key = home.ask("api-key", "create", "--tenant", "acme", "--role", "owner")["key"]
    home.ask("plugin", "enable", "acme-greeter", "--tenant", "acme", "--grant", "--set", "translator_key=sesame")
    first = served_once(home, tenant_key, greet=True)
    again = home.ask("init")
    assert (again["administrator_key"], again["administrator_link"]) == (None, None)
    assert served_once(home, tenant_key, greet=False) == first
    assert first["tenants"] == [(tenant["id"], "acme")]
    assert "sesame" not in json.dumps(first)


def served_once(home: Home, key: str, *, greet: bool) -> dict[str, object]:
    """Start it all under one command, look at everything, and stop it."""
    with home.running("serve", "--json") as server, server.client(key) as client, server.client(home.key) as platform:
        if greet:
            assert client.post(f"{GREETER}/Ann").status_code == 201
        until(lambda: client.get("/api/v1/schedules").json()["items"], "the worker keeps the schedules")
        seen = {
            "greetings": client.get(GREETER).json(),
            "settings": client.get("/api/v1/plugins/acme-greeter/settings").json(),
            "schedules": [(s["name"], s["cron"]) for s in client.get("/api/v1/schedules").json()["items"]],
            "tenants": [(t["id"], t["slug"]) for t in platform.get("/api/v1/tenants").json()["items"]],
            "keys": [k["id"] for k in client.get("/api/v1/api-keys").json()["items"]],
        }
        assert server.terminate() == 0, server.output()
    return seen
