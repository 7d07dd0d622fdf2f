"""A real Prometheus scrapes a running installation, and is asked what it has seen."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from omni_testbed.home import Home
from omni_testbed.town import PROBE, Town
from omni_testbed.waiting import until

PROMETHEUS = shutil.which("prometheus")
PROMTOOL = shutil.which("promtool")
TOKEN = "scrape-me-0123456789"
CONFIGURATION = """\
global:
  scrape_interval: 500ms
  scrape_timeout: 500ms
scrape_configs:
  - job_name: omni
    authorization:
      credentials: {token}
    static_configs:
      - targets: ["{target}"]
"""
GROWING = ("_total", "_count", "_bucket", "_sum")
GONE_SECONDS = 40.0
"""Gauges of a process that died are told for 15 seconds, and some machines are slow."""

pytestmark = pytest.mark.skipif(
    not PROMETHEUS or not PROMTOOL,
    reason="prometheus and promtool are not on PATH: apt install --no-install-recommends prometheus",
)


class Prometheus:
    """Its API."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=10)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def ready(self) -> bool:
        """Does it answer?"""
        return self._client.get("/-/ready").status_code == 200

    def ask(self, query: str) -> dict[tuple[tuple[str, str], ...], float]:
        """The present value of each series."""
        answer = self._client.get("/api/v1/query", params={"query": query}).json()
        assert answer["status"] == "success", answer
        return {tuple(sorted(r["metric"].items())): float(r["value"][1]) for r in answer["data"]["result"]}

    def number(self, query: str) -> float | None:
        """The value of the only series; None when there is none."""
        found = list(self.ask(query).values())
        assert len(found) <= 1, (query, found)
        return found[0] if found else None

    def names(self) -> list[str]:
        """Of all metrics that were seen."""
        return [str(name) for name in self._client.get("/api/v1/label/__name__/values").json()["data"]]

    def targets(self) -> list[tuple[str, str]]:
        """Health and last error of each target."""
        active = self._client.get("/api/v1/targets").json()["data"]["activeTargets"]
        return [(t["health"], t["lastError"]) for t in active]


@contextmanager
def prometheus(folder: Path, target: str) -> Iterator[Prometheus]:
    """One that scrapes the target twice a second."""
    folder.mkdir()
    (folder / "prometheus.yml").write_text(CONFIGURATION.format(token=TOKEN, target=target), "utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [
        str(PROMETHEUS), f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
        f"--web.listen-address={address}", "--log.level=warn",
    ]  # fmt: skip
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT) as process:
        made = Prometheus(f"http://{address}")
        try:
            until(made.ready, "Prometheus is ready", ignore=(httpx.HTTPError,))
            yield made
        finally:
            made.close()
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture
def metered(ready: Home) -> Iterator[Town]:
    """An installation of its own: two web processes and a worker, with a token for scrapers."""
    with (ready.folder / "omni.toml").open("a") as file:
        file.write(f'\n[plugins.metrics-prometheus]\ntoken = "{TOKEN}"\ntop_tenants = 1\n')
    with (
        ready.running("serve", "--workers", "2", "--no-worker", "--json") as server,
        ready.running("worker") as worker,
    ):
        town = Town(ready, server, worker)
        with town.platform:
            yield town


def test_prometheus_sees_all_processes_and_no_counter_falls(metered: Town, tmp_path: Path) -> None:
    """Requests of both web processes, jobs of the worker, gauges of the living; a kill takes nothing away."""
    tenant, url = metered.tenant(), httpx.URL(metered.server.url())
    metered.enable("acme-probe", tenant)
    with prometheus(tmp_path / "prometheus", f"{url.host}:{url.port}") as seen, ExitStack() as stack:
        lines = stack.enter_context(metered.every_web_process(tenant))
        assert len(lines) == 2
        for count, line in enumerate(lines.values(), 3):
            for _ in range(count):
                assert line.get(f"{PROBE}/processes").status_code == 200
        line = next(iter(lines.values()))
        for _ in range(2):
            assert line.post(f"{PROBE}/work", json={}).status_code == 202

        requests = f'omni_http_requests_total{{plugin="acme-probe",route="GET {PROBE}/processes",status="200"}}'
        until(lambda: seen.number(requests) == 7, f"both processes' requests: {seen.targets()}")
        done = 'sum(omni_job_attempts_total{plugin="acme-probe",kind="job",outcome="done"})'
        until(lambda: seen.number(done) == 2, "the worker's jobs")
        assert seen.targets() == [("up", "")]
        timed = f'omni_http_request_seconds_count{{plugin="acme-probe",route="GET {PROBE}/processes"}}'
        assert seen.number(timed) == 7
        assert (seen.number(f"histogram_quantile(0.99, {timed.replace('_count', '_bucket')})") or 0) > 0
        assert seen.number("omni_metrics_complete") == 1
        assert seen.number('omni_plugin_info{plugin="acme-probe",standing="loaded"}') == 1
        assert seen.number("omni_outbox_lag_seconds") is not None
        assert seen.ask("omni_event_lag_seconds{plugin='acme-probe'}")
        assert set(seen.ask("count by (tenant) (omni_metrics_prometheus_tenant_requests_total)")) == {
            (("tenant", tenant.slug),), (("tenant", "other"),),
        }  # fmt: skip
        living = {int(dict(labels)["process"].rpartition(":")[2]): dict(labels)["role"] for labels in seen.ask("omni_build_info")}
        assert living == {**dict.fromkeys(lines, "web"), metered.worker.pid: "worker"}

        dead, other = lines
        os.kill(dead, signal.SIGKILL)
        until(lambda: len(metered.server.children("web-process")) == 2 and dead not in metered.server.children(), "a new one")
        assert lines[other].get(f"{PROBE}/processes").status_code == 200
        until(lambda: seen.number(requests) == 8, "the count goes on where it was")
        until(
            lambda: not seen.ask(f'omni_process_resident_memory_bytes{{process=~".*:{dead}"}}'),
            "gauges of the dead process are gone", seconds=GONE_SECONDS,
        )  # fmt: skip
        assert seen.number(requests) == 8
        growing = [name for name in seen.names() if name.startswith("omni_") and name.endswith(GROWING)]
        assert len(growing) > 8
        for name in growing:
            assert not any(seen.ask(f"resets({name}[10m])").values()), name
        assert [health for health, _ in seen.targets()] == ["up"]


def test_promtool_finds_nothing_to_complain_of(metered: Town) -> None:
    """What a running installation tells; and nobody is told without the token."""
    url, said = f"{metered.server.url()}/metrics", {"Authorization": f"Bearer {TOKEN}"}
    assert httpx.get(url).status_code == 401
    metered.tenant()
    text = until(
        lambda: answer.text if "omni_job_seconds_count" in (answer := httpx.get(url, headers=said)).text else None, "a job ran"
    )
    done = subprocess.run([str(PROMTOOL), "check", "metrics"], input=text, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
