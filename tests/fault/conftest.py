"""Installations with the ledger, on the database of this run; and what their processes said when a test fails."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from omni_testbed.faults import Figures
from omni_testbed.home import Home
from omni_testbed.houses import Houses
from omni_testbed.redis import OwnRedis

from omni_sdk.testing import postgres

TAIL = 4000
FIGURES = pytest.StashKey[list[tuple[str, Figures]]]()


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    made = Houses(tmp_path_factory.mktemp("faults"))
    yield made
    made.close()


@pytest.fixture
def home(houses: Houses, tmp_path: Path) -> Home:
    """On the database of this run."""
    return houses.new("postgres" if postgres.wanted() else "sqlite", tmp_path / "home")


@pytest.fixture
def sqlite(houses: Houses, tmp_path: Path) -> Home:
    """For what happens only there."""
    if postgres.wanted():
        pytest.skip("it is about SQLite: leave out OMNI_TEST_DATABASE")
    return houses.new("sqlite", tmp_path / "home")


@pytest.fixture
def on_postgres(houses: Houses, tmp_path: Path) -> Home:
    """Likewise."""
    if not postgres.wanted():
        pytest.skip("it is about PostgreSQL: OMNI_TEST_DATABASE=postgres")
    return houses.new("postgres", tmp_path / "home")


@pytest.fixture
def redis(home: Home, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    """A Redis that can be stopped for good; the home is on it."""
    made = OwnRedis(tmp_path_factory.mktemp("r") / "s")
    home.variables["OMNI_REDIS__URL"] = made.url
    yield made
    made.stop()


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Iterator[list[Figures]]:
    """What is put in here stands below the results."""
    told: list[Figures] = []
    yield told
    request.config.stash.setdefault(FIGURES, []).extend((request.node.name, each) for each in told)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        made: dict[str, Any] = getattr(item, "funcargs", {})
        for home in (each for each in made.values() if isinstance(each, Home)):
            for path in sorted(home.folder.glob("*.log")):
                report.sections.append((path.name, path.read_text("utf-8", errors="replace")[-TAIL:]))
    return report


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for name, each in config.stash.get(FIGURES, []):
        terminalreporter.write_line(
            f"{name}: {each.jobs} jobs, {each.lost} lost, {each.again} begun again, {each.dues} due times; "
            f"settled {each.seconds:.1f} s after the last request"
        )
