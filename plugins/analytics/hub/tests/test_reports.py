"""Reports by the API: made at once or by a job, kept, shown, and deleted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from omni_report_probe.plugin import plugin as probe

from omni_analytics import ReportType
from omni_analytics.models import Run
from omni_analytics.plugin import plugin as hub
from omni_sdk import Tenant
from omni_sdk.testing import Client, RunJobs, SetClock
from omni_sdk.testing.app import RunningOmni

BASE = "/api/v1/analytics"
TEA = {"name": "tea.brewed", "user_id": "ann"}
Happen = Any


@pytest.fixture
async def here(omni_app: RunningOmni, tenant: Tenant) -> Tenant:
    """A tenant that has the probe on."""
    await omni_app.enable(probe, tenant)
    return tenant


async def made(client: Client, tenant: Tenant, type_: str = "echo", **parameters: Any) -> dict[str, Any]:
    """A report that was made at once."""
    answer = await client(tenant).post(f"{BASE}/generate-report", json={"type": type_, "parameters": parameters})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_says_what_there_is(here: Tenant, client: Client) -> None:
    """Types with the schemas of their parameters, and formats."""
    types = {one["name"]: one for one in (await client(here).get(f"{BASE}/report-types")).json()}
    assert types.keys() == {"echo", "broken", "kinds"}
    assert types["echo"]["plugin"] == "report-probe"
    assert {"period", "start", "end", "compare", "group", "zone", "names", "mood"} == types["echo"]["parameters"][
        "properties"
    ].keys()
    formats = (await client(here).get(f"{BASE}/formats")).json()
    assert [(one["name"], one["plugin"]) for one in formats] == [("lines", "report-probe"), ("torn", "report-probe")]


async def test_made_at_once(here: Tenant, other_tenant: Tenant, omni_app: RunningOmni, client: Client, happen: Happen) -> None:
    """The report is the answer, and is kept; another tenant sees neither its events nor it."""
    await omni_app.enable(probe, other_tenant)
    await happen(here, TEA | {"message_id": "1"}, TEA | {"message_id": "2"}, {"name": "cup.broken", "user_id": "bob"})
    run = await made(client, here)
    report = run["report"]
    assert report["figures"][0] | {"value": 3} == report["figures"][0]
    assert report["tables"][0]["rows"] == [["cup.broken", 1], ["tea.brewed", 2]]
    assert report["definitions"][0]["formula"] == "count(*)"
    assert (report["notes"], report["empty"], report["period"]["partial"]) == (["A note."], False, True)
    assert (await client(here).get(f"{BASE}/runs/{run['id']}/report")).json() == report
    assert (await client(here).get(f"{BASE}/runs")).json()["items"][0]["id"] == run["id"]
    assert (await made(client, other_tenant))["report"]["tables"][0]["rows"] == []
    for path in (f"runs/{run['id']}", f"runs/{run['id']}/report"):
        assert (await client(other_tenant).get(f"{BASE}/{path}")).status_code == 404


async def test_every_kind_of_cell_is_kept(here: Tenant, client: Client) -> None:
    """Digits, zones and nothing at all come back as they were."""
    first, thirds, _ = (await made(client, here, "kinds"))["report"]["tables"]
    assert first["rows"][0] == [
        "=1+1", True, 2**53 + 1, 0.5, 0.25, "12345678901234.567891", 0.001, 10**12, "2026-03-29", "2026-03-29T01:30:00+00:00",
    ]  # fmt: skip
    assert first["rows"][1] == [None] * 10
    assert thirds["rows"] == [["3.333333"]], "amounts are kept to six places"


async def test_rows_are_cut_and_told(here: Tenant, client: Client, happen: Happen) -> None:
    """The page asks for the first rows; how many there are stands beside."""
    await happen(here, *({"name": f"event-{n:02}", "user_id": "ann"} for n in range(20)))
    run = await made(client, here)
    report = (await client(here).get(f"{BASE}/runs/{run['id']}/report", params={"rows": 3})).json()
    assert (len(report["tables"][0]["rows"]), report["tables"][0]["total"]) == (3, 20)
    refused = await client(here).get(f"{BASE}/runs/{run['id']}/report", params={"rows": 10_001})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"type": "echo", "parameters": {"colour": "red"}}, "#/parameters/colour"),
        ({"type": "echo", "parameters": {"mood": "odd"}}, "#/parameters/mood"),
        ({"type": "echo", "parameters": {"zone": "Mars/Base"}}, "#/parameters/zone"),
        ({"type": "echo", "parameters": {"period": "custom"}}, "#/parameters"),
        ({"type": "echo", "parameters": {"period": "custom", "start": "2026-02-30", "end": "2026-03-01"}}, "#/parameters/start"),
        ({"type": "echo", "parameters": {"period": "custom", "start": "2026-03-02", "end": "2026-03-01"}}, "#/parameters"),
        ({"parameters": {}}, "#/type"),
    ],
)
async def test_bad_parameters_are_named(here: Tenant, client: Client, body: dict[str, Any], pointer: str) -> None:
    """A clear 422 at the field, and no run."""
    refused = await client(here).post(f"{BASE}/generate-report", json=body)
    assert refused.status_code == 422, refused.text
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert (await client(here).get(f"{BASE}/runs")).json()["items"] == []


@pytest.mark.parametrize("body", [{"type": "nothing"}, {"type": "echo", "format": "nothing"}])
async def test_what_nobody_has_is_not_found(here: Tenant, client: Client, body: dict[str, Any]) -> None:
    """A type or a format that is not on here."""
    assert (await client(here).post(f"{BASE}/generate-report", json=body)).status_code == 404


async def test_a_report_that_fails(here: Tenant, client: Client) -> None:
    """Its plugin is named, and nothing is kept."""
    failed = await client(here).post(f"{BASE}/generate-report", json={"type": "broken"})
    assert failed.status_code == 500, failed.text
    assert failed.json()["plugin"] == "report-probe"
    assert (await client(here).get(f"{BASE}/runs")).json()["items"] == []


async def test_in_the_readers_language(here: Tenant, client: Client) -> None:
    """A report speaks the language that its reader's browser accepts; without one, the tenant's."""
    body = {"type": "echo"}
    for header, title in (({"Accept-Language": "de-CH,de;q=0.9"}, "Summe"), ({"Accept-Language": "en"}, "Total"), ({}, "Total")):
        made = await client(here).post(f"{BASE}/generate-report", json=body, headers=header)
        assert made.json()["report"]["figures"][0]["title"] == title


async def test_needs_a_permission(here: Tenant, client: Client) -> None:
    """Who may see reports may not run them."""
    reader = client(here, "analytics.report.read")
    assert (await reader.get(f"{BASE}/report-types")).status_code == 200
    assert (await reader.post(f"{BASE}/generate-report", json={"type": "echo"})).status_code == 403
    nobody = client(here, "analytics.event.write")
    assert (await nobody.get(f"{BASE}/runs")).status_code == 403


async def test_the_dashboard(here: Tenant, other_tenant: Tenant, client: Client, happen: Happen) -> None:
    """A card per type; what fails loses its own only; new events are seen; another tenant's is not there."""
    before = (await client(here).get(f"{BASE}/dashboard/{here.id}")).json()
    assert before["cards"][0]["figures"][0]["value"] == 0
    assert [one["plugin"] for one in before["failed"]] == ["report-probe"]
    await happen(here, TEA)
    after = (await client(here).get(f"{BASE}/dashboard/{here.slug}")).json()
    assert after["cards"][0]["figures"][0]["value"] == 1
    again = (await client(here).get(f"{BASE}/dashboard/{here.id}")).json()
    assert again["generated"] == after["generated"], "kept, as long as there are no new events"
    assert (await client(here).get(f"{BASE}/dashboard/{other_tenant.id}")).status_code == 404


async def test_a_type_that_is_switched_off(here: Tenant, omni_app: RunningOmni, client: Client) -> None:
    """Is gone from lists, cannot be run, and its old reports stay."""
    run = await made(client, here)
    await omni_app.disable(probe, here)
    assert (await client(here).get(f"{BASE}/report-types")).json() == []
    assert (await client(here).post(f"{BASE}/generate-report", json={"type": "echo"})).status_code == 404
    assert (await client(here).get(f"{BASE}/runs/{run['id']}/report")).status_code == 200


async def test_deleting(here: Tenant, client: Client, omni_app: RunningOmni, run_jobs: RunJobs) -> None:
    """A run goes with its report and its files."""
    run = await made(client, here)
    await client(here).post(f"{BASE}/runs/{run['id']}/downloads", json={"format": "lines"})
    await run_jobs()
    async with omni_app.inside(hub, here) as ctx:
        assert [name async for name in ctx.blobs.list(f"runs/{run['id']}")]
        assert (await client(here).delete(f"{BASE}/runs/{run['id']}")).status_code == 204
        assert not [name async for name in ctx.blobs.list(f"runs/{run['id']}")]
    assert (await client(here).get(f"{BASE}/runs/{run['id']}")).status_code == 404
    assert (await client(here).delete(f"{BASE}/runs/{run['id']}")).status_code == 404


async def test_contributions_need_good_names() -> None:
    """They stand in paths and file names."""
    from omni_analytics import Parameters

    with pytest.raises(ValueError, match="report type 'No Good'"):
        ReportType("No Good", "", "", Parameters, None)  # type: ignore[arg-type]


class TestByAJob:
    """Where a report is over many events, or a file is asked for."""

    @pytest.fixture
    def omni_config(self) -> dict[str, dict[str, object]]:
        """No report is small enough."""
        return {"analytics": {"at_once_events": 0}}

    async def test_is_made_by_a_job(self, here: Tenant, client: Client, happen: Happen, run_jobs: RunJobs) -> None:
        """202 with the place to look, then the report."""
        await happen(here, TEA)
        answer = await client(here).post(f"{BASE}/generate-report", json={"type": "echo"})
        assert answer.status_code == 202, answer.text
        run, where = answer.json(), answer.headers["location"]
        assert (run["state"], run["report"]) == ("queued", None)
        assert (await client(here).get(f"{BASE}/runs/{run['id']}/report")).status_code == 409
        await run_jobs()
        stands = (await client(here).get(where)).json()
        assert (stands["state"], stands["progress"], stands["empty"]) == ("done", 1.0, False)
        report = (await client(here).get(f"{BASE}/runs/{run['id']}/report")).json()
        assert report["tables"][0]["rows"] == [["tea.brewed", 1]]

    async def test_fails_in_the_end(
        self, here: Tenant, client: Client, happen: Happen, clock: SetClock, run_jobs: RunJobs
    ) -> None:
        """After its last attempt the run says why."""
        await happen(here, TEA)
        run = (await client(here).post(f"{BASE}/generate-report", json={"type": "broken"})).json()
        for _ in range(4):
            await run_jobs()
            clock.advance(timedelta(hours=1))
        stands = (await client(here).get(f"{BASE}/runs/{run['id']}")).json()
        assert stands["state"] == "failed"
        assert "report-probe" in stands["error"]
        refused = await client(here).get(f"{BASE}/runs/{run['id']}/report")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/analytics/report-not-finished")

    async def test_a_job_that_dies_is_told(self, here: Tenant, client: Client, happen: Happen, run_jobs: RunJobs) -> None:
        """Also when it could not say so itself."""
        await happen(here, TEA)
        run = (await client(here).post(f"{BASE}/generate-report", json={"type": "echo"})).json()
        jobs = (await client(here).get("/api/v1/jobs", params={"plugin": "analytics"})).json()["items"]
        (job,) = [one for one in jobs if one["name"] == "compute"]
        assert (await client(here).post(f"/api/v1/jobs/{job['id']}/cancel")).status_code in {200, 202, 204}
        await run_jobs()
        stands = (await client(here).get(f"{BASE}/runs/{run['id']}")).json()
        assert (stands["state"], stands["error"]) == ("failed", "its job is cancelled")

    async def test_the_first_events_decide(self, here: Tenant, client: Client, happen: Happen) -> None:
        """Events outside of the period make no report large."""
        await happen(here, TEA)
        answer = await client(here).post(
            f"{BASE}/generate-report",
            json={"type": "echo", "parameters": {"period": "custom", "start": "2025-01-01", "end": "2025-01-31"}},
        )
        assert (answer.status_code, answer.json()["report"]["empty"]) == (200, True)

    async def test_with_a_file(
        self, here: Tenant, omni_app: RunningOmni, client: Client, happen: Happen, run_jobs: RunJobs
    ) -> None:
        """Computed and rendered; the link opens without a key, and expires."""
        await happen(here, TEA)
        run = (await client(here).post(f"{BASE}/generate-report", json={"type": "echo", "format": "lines"})).json()
        assert [one["format"] for one in run["downloads"]] == ["lines"]
        await run_jobs()
        (file,) = (await client(here).get(f"{BASE}/runs/{run['id']}")).json()["downloads"]
        assert (file["state"], file["media_type"], file["error"]) == ("done", "text/plain", "")
        assert file["filename"].startswith("echo-")
        got = await omni_app.browser().get(file["url"])
        assert (got.status_code, got.content) == (200, b"('tea.brewed', 1)\n")
        assert file["filename"] in got.headers["content-disposition"]
        async with omni_app.inside(hub, here):
            assert (await Run.get(id=UUID(run["id"]))).events_version is not None


async def test_a_file_of_a_finished_report(here: Tenant, client: Client, happen: Happen, run_jobs: RunJobs) -> None:
    """Made once, however often it is asked for."""
    await happen(here, TEA)
    run = await made(client, here)
    first = await client(here).post(f"{BASE}/runs/{run['id']}/downloads", json={"format": "lines"})
    assert (first.status_code, first.json()["state"]) == (202, "queued")
    await run_jobs()
    again = await client(here).post(f"{BASE}/runs/{run['id']}/downloads", json={"format": "lines"})
    assert (again.status_code, again.json()["state"], again.json()["id"]) == (200, "done", first.json()["id"])
    assert (await client(here).post(f"{BASE}/runs/{run['id']}/downloads", json={"format": "no"})).status_code == 404


async def test_a_file_whose_job_died_is_made_again(here: Tenant, client: Client, happen: Happen, run_jobs: RunJobs) -> None:
    """It says that it failed, though its job could not, and the next who asks has it made."""
    await happen(here, TEA)
    mine, run = client(here), await made(client, here)
    place = f"{BASE}/runs/{run['id']}/downloads"
    file = (await mine.post(place, json={"format": "lines"})).json()
    jobs = (await mine.get("/api/v1/jobs", params={"plugin": "analytics"})).json()["items"]
    (job,) = [one for one in jobs if one["name"] == "render"]
    await mine.post(f"/api/v1/jobs/{job['id']}/cancel")
    stands = (await mine.get(f"{BASE}/downloads/{file['id']}")).json()
    assert (stands["state"], stands["error"]) == ("failed", "its job is cancelled")
    again = await mine.post(place, json={"format": "lines"})
    assert (again.status_code, again.json()["id"]) == (202, file["id"])
    await run_jobs()
    assert (await mine.get(f"{BASE}/downloads/{file['id']}")).json()["state"] == "done"


async def test_a_format_that_fails_leaves_no_half(
    here: Tenant, omni_app: RunningOmni, client: Client, clock: SetClock, run_jobs: RunJobs
) -> None:
    """The file says that it failed, there is no blob, and it may be asked for again."""
    run = await made(client, here)
    asked = await client(here).post(f"{BASE}/runs/{run['id']}/downloads", json={"format": "torn"})
    for _ in range(4):
        await run_jobs()
        clock.advance(timedelta(hours=1))
    file = (await client(here).get(f"{BASE}/downloads/{asked.json()['id']}")).json()
    assert (file["state"], file["url"]) == ("failed", None)
    assert "report-probe" in file["error"]
    async with omni_app.inside(hub, here) as ctx:
        assert f"runs/{run['id']}/torn.txt" not in [name async for name in ctx.blobs.list(f"runs/{run['id']}")]
    again = await client(here).post(f"{BASE}/runs/{run['id']}/downloads", json={"format": "torn"})
    assert (again.status_code, again.json()["state"]) == (202, "queued")
