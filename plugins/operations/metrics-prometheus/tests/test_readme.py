"""The README's table is what a scrape gives.

Write it anew with UPDATE_README=1 pytest plugins/operations/metrics-prometheus/tests/test_readme.py
"""

import os
from pathlib import Path

import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics

from omni_sdk import Metric
from omni_sdk.testing.app import RunningOmni

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "test_readme.py -->\n", "<!-- end -->"
OPENMETRICS = {"accept": "application/openmetrics-text"}
ID = "metrics-prometheus"


def table_of(omni: RunningOmni) -> list[str]:
    """A line for each metric that the kernel and this plugin declare."""
    rows = []
    for plugin_id, metric in omni.kernel.registry.all(Metric):
        name = f"omni_{metric.name}" if plugin_id == "omni" else f"omni_{plugin_id.replace('-', '_')}_{metric.name}"
        labels = ", ".join(f"`{label}`" for label in metric.labels) or "none"
        rows.append(f"| `{name}` | {type(metric).__name__.lower()} | {labels} | {metric.help} |")
    return ["| metric | kind | labels | what |", "| --- | --- | --- | --- |", *sorted(rows)]


@pytest.mark.parametrize("omni_config", [{ID: {"networks": ["127.0.0.0/8"], "top_tenants": 3}}])
async def test_the_table_is_what_a_scrape_gives(omni_app: RunningOmni, scraper: httpx.AsyncClient) -> None:
    """What is declared stands in the table, and what is scraped is what stands there: names, kinds, labels and help."""
    tenant = await omni_app.tenant("acme")
    person = await omni_app.person(tenant=tenant)
    await omni_app.client(tenant).get("/api/v1/jobs")
    await omni_app.browser().post("/api/v1/auth/password/reset", json={"email": person.email})  # a job of the kernel's
    await omni_app.run_jobs()
    await scraper.get("/metrics")  # it reads the cache, which is counted
    text, table = README.read_text("utf-8"), table_of(omni_app)
    head, _, rest = text.partition(BEGIN)
    if os.environ.get("UPDATE_README"):
        README.write_text(f"{head}{BEGIN}\n" + "\n".join(table) + f"\n\n{END}{rest.partition(END)[2]}", "utf-8")
        return
    assert rest.partition(END)[0].strip().splitlines() == table, __doc__
    found = {
        f.name + "_total" * (f.type == "counter"): (f.type, {k for s in f.samples for k in s.labels} - {"le"}, f.documentation)
        for f in parse_openmetrics((await scraper.get("/metrics", headers=OPENMETRICS)).text)  # type: ignore[no-untyped-call]  # the library's
    }
    cells = [row.removeprefix("| ").removesuffix(" |").split(" | ") for row in table[2:]]
    told = {name.strip("`"): (kind, labels, what) for name, kind, labels, what in cells}
    assert found.keys() == told.keys()
    for name, (kind, labels, what) in found.items():
        named = {label.strip("`") for label in told[name][1].split(", ")} - {"none"}
        assert (kind, what) == (told[name][0], told[name][2]), name
        assert not labels or labels == named, name
