"""What processes do when things go wrong: no migrations, a bad configuration, signals, kills, Redis away."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from omni_testbed.home import Home, Server, command_of
from omni_testbed.redis import OwnRedis
from omni_testbed.town import PROBE, Town, in_force
from omni_testbed.waiting import Stopwatch, until


@contextmanager
def started(home: Home, *options: str) -> Iterator[Town]:
    """A running installation of the test's own."""
    with home.running("serve", "--json", *options) as server, home.running("worker") as worker:
        town = Town(home, server, worker)
        with town.platform:
            yield town


# -- starting


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_refuses_pending_migrations_with_one_clear_line(home: Home, workers: str) -> None:
    """It neither migrates by itself nor answers; the line says what to do."""
    done = home.run("serve", "--workers", workers)
    assert done.code == 4, done
    (line,) = done.err.strip().splitlines()
    assert line.startswith("omni: the database is not migrated")
    assert "omni migrate" in line
    assert not done.out


def test_the_worker_refuses_pending_migrations(home: Home) -> None:
    """The same for `omni worker`."""
    done = home.run("worker")
    assert (done.code, len(done.err.strip().splitlines())) == (4, 1), done


def test_every_mistake_in_the_configuration_is_told_at_once(home: Home) -> None:
    """Each with its path and the way out, and exit code 2, whatever the command."""
    (home.folder / "omni.toml").write_text(
        '[server]\nport = "many"\nworkres = 2\n\n[jobs]\nconcurrency = 0\n\n[drivers.pigeon]\nuse = "post"\n', "utf-8"
    )
    for command in (("config", "check"), ("serve",), ("init",)):
        done = home.run(*command)
        assert done.code == 2, (command, done)
        for path in ("server.port", "server.workres", "jobs.concurrency"):
            assert path in done.err, (command, path, done.err)
        assert "workers" in done.err  # what was meant
        assert "Traceback" not in done.err


def test_a_port_that_is_taken_is_told(ready: Home) -> None:
    """In one line, with exit code 4."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = ready.run("serve", "--port", str(taken.getsockname()[1]))
    assert (done.code, len(done.err.strip().splitlines())) == (4, 1), done
    assert "cannot listen" in done.err


# -- stopping


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_with_open_streams_ends_within_two_seconds(ready: Home, workers: str) -> None:
    """Each stream ends cleanly, and the exit code is 0; no child is left."""
    with ExitStack() as stack:
        server = stack.enter_context(ready.running("serve", "--workers", workers, "--json"))
        platform = stack.enter_context(server.client(ready.key))
        assert platform.post("/api/v1/tenants", json={"slug": "acme", "name": "Acme"}).status_code == 201
        streams = []
        for _ in range(4):
            client = stack.enter_context(server.client(ready.key, **{"Omni-Tenant": "acme"}))
            answer = stack.enter_context(client.stream("GET", "/api/v1/stream", timeout=30))
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines = answer.iter_raw()
            assert next(lines).startswith(b":")
            streams.append(lines)
        until(lambda: server.children("worker"), "the worker was started")
        family = server.children()
        with Stopwatch() as watch:
            assert server.terminate() == 0, server.output()
        assert watch.seconds < 2, watch.seconds
        for lines in streams:
            rest = b"".join(lines)  # what plugins told meanwhile, whole
            assert rest == b"" or rest.endswith(b"\n\n")
    assert [pid for pid in family if command_of(pid)] == []


# -- children that die


def test_a_killed_web_process_is_started_again(ready: Home) -> None:
    """The other one answers meanwhile."""
    with ready.running("serve", "--workers", "2", "--no-worker", "--json") as server:
        url = server.url()
        until(lambda: len(server.children("web-process")) == 2, "two web processes")
        first, second = server.children("web-process")
        # Both must serve before one of them is killed: until then connections wait in the shared socket.
        os.kill(first, signal.SIGKILL)
        until(lambda: httpx.get(f"{url}/healthz", timeout=2).status_code == 200, "it answers", ignore=(httpx.HTTPError,))
        born = until(lambda: set(server.children("web-process")) - {first, second}, "a new web process")
        assert second in server.children("web-process")
        os.kill(second, signal.SIGKILL)
        until(lambda: httpx.get(f"{url}/readyz", timeout=2).status_code == 200, "the new one answers", ignore=(httpx.HTTPError,))
        assert born <= set(server.children("web-process"))


def test_a_job_of_a_killed_worker_runs_again(ready: Home, tmp_path: Path) -> None:
    """Once its lease is over, in the worker that came in the place of the killed one."""
    gate, notes = tmp_path / "gate", tmp_path / "notes"
    with ready.running("serve", "--json") as server, ExitStack() as stack:
        town = Town(ready, server, server)
        stack.enter_context(town.platform)
        tenant = town.tenant()
        town.enable("acme-probe", tenant, notes=str(notes))
        client = stack.enter_context(town.client(tenant))
        job = client.post(f"{PROBE}/work", json={"gate": str(gate)}).json()["id"]
        until(lambda: notes.exists() and "began 1" in notes.read_text(), "the job runs")
        (worker,) = server.children("worker")
        assert f"{tenant.slug} {worker} began 1" in notes.read_text()
        os.kill(worker, signal.SIGKILL)
        until(lambda: not command_of(worker), "it is dead")
        assert client.get(f"/api/v1/jobs/{job}").json()["state"] == "running"
        gate.touch()
        ready.rows("UPDATE omni_job SET lease = 1 WHERE state = 'running'")  # as if 30 seconds had gone by
        until(lambda: client.get(f"/api/v1/jobs/{job}").json()["state"] == "done", "it ran again", seconds=40)
    began, again, ended = notes.read_text().splitlines()
    assert began.endswith("began 1")
    assert again.endswith("began 2")
    assert ended.endswith("ended 2")
    assert str(worker) not in again


def test_queued_jobs_are_held_while_their_plugin_is_off(ready: Home, notes: Path) -> None:
    """They wait through a disabling, whether a worker is there or not, and run after the plugin is enabled again."""
    with ready.running("serve", "--no-worker", "--json") as server, ExitStack() as stack:
        town = Town(ready, server, server)
        stack.enter_context(town.platform)
        tenant = town.tenant()
        town.enable("acme-probe", tenant, notes=str(notes))
        client = stack.enter_context(town.client(tenant))
        job = client.post(f"{PROBE}/work", json={"gate": ""}).json()["id"]

        def state() -> str:
            return str(client.get(f"/api/v1/jobs/{job}").json()["state"])

        assert state() == "queued"
        town.disable("acme-probe", tenant)
        assert state() == "held"
        worker = stack.enter_context(ready.running("worker"))
        # The worker is at work: another tenant's job, enqueued later, is done, and this one still waits.
        other = town.tenant()
        town.enable("acme-probe", other, notes=str(notes))
        with town.client(other) as others:
            others.post(f"{PROBE}/work", json={"gate": ""})
        until(lambda: f"{other.slug} {worker.pid} ended 1" in notes.read_text(), "the other tenant's job is done")
        assert state() == "held"
        assert tenant.slug not in notes.read_text()
        town.enable("acme-probe", tenant)
        until(lambda: state() == "done", "it runs")


# -- Redis away


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    """A Redis that can be stopped for good."""
    made = OwnRedis(tmp_path_factory.mktemp("r") / "s")
    yield made
    made.stop()


def works(town: Town, notes: Path) -> None:
    """Enabling is in force everywhere within a second, and the worker runs jobs, events and schedules."""
    known, tenant = town.tenant(), town.tenant()
    town.enable("acme-probe", known)
    with town.every_web_process(known) as lines:
        in_force(lines, tenant, 404)
        town.enable("acme-probe", tenant, notes=str(notes))
        in_force(lines, tenant, 200)
        # All at once, since a worker that is late is late for all of them.
        town.join(tenant, "Ann")
        town.due(tenant, "acme-probe")
        with town.client(tenant) as client:
            client.post(f"{PROBE}/work", json={"gate": ""})
        wanted = {f"{tenant.slug} {town.worker.pid} {what}" for what in ("added Ann", "beat", "ended 1")}
        until(lambda: wanted <= set(notes.read_text().splitlines()), "event, schedule and job run in the worker")
        town.disable("acme-probe", tenant)
        in_force(lines, tenant, 404)


def test_all_of_it_works_while_redis_is_stopped(ready: Home, redis: OwnRedis, notes: Path) -> None:
    """And when it is back, too."""
    ready.variables["OMNI_REDIS__URL"] = redis.url
    with started(ready, "--workers", "2", "--no-worker") as town:
        redis.stop()
        readiness = until(lambda: degraded(town.server), "it is told that Redis is away")
        assert readiness == 200
        works(town, notes)
        redis.start()
        until(lambda: not degraded(town.server), "Redis is back")
        works(town, notes)


def degraded(server: Server) -> int:
    """The status of `/readyz` if it says so."""
    answer = httpx.get(f"{server.url()}/readyz", timeout=10)
    return answer.status_code if answer.json()["status"] == "degraded" else 0


def test_all_of_it_works_while_redis_hangs(ready: Home, notes: Path) -> None:
    """The private server is stopped where it stands: it keeps its connections, and answers nobody."""
    with started(ready, "--workers", "2", "--no-worker") as town:
        town.server.url()
        pid = ready.redis_pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            works(town, notes)
        finally:
            os.kill(pid, signal.SIGCONT)


def test_the_private_redis_is_started_again(ready: Home, notes: Path) -> None:
    """Its owner sees to that; nothing is lost meanwhile."""
    with started(ready, "--workers", "2", "--no-worker") as town:
        town.server.url()
        pid = ready.redis_pid()
        os.kill(pid, signal.SIGKILL)
        works(town, notes)
        assert until(ready.redis_pid, "it runs again", ignore=(OSError, ValueError)) != pid
