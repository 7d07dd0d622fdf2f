"""One environment for all end-to-end tests, with plugins that were written and installed by the real commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from omni_testbed import strangers
from omni_testbed.environment import Environment
from omni_testbed.home import Home
from omni_testbed.town import Town, Workshop

STRANGER = Path(__file__).parent / "stranger.py"


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Plugins written by `omni plugin new`, outside of this repository, and installed; and a stranger's."""
    base = tmp_path_factory.mktemp("e2e")
    environment = Environment(base / "environment")
    made = Workshop(Home(base / "workshop", environment))
    home, done = made.home, made.done
    strangers.write(environment.site, "acme-probe", STRANGER.read_text("utf-8"), scopes={"events": ["tenant.member.added"]})
    home.init()
    done["new greeter"] = home.run("plugin", "new", "acme-greeter")
    done["install greeter"] = home.run("plugin", "install", "acme-greeter", "--json")
    done["new hub"] = home.run("plugin", "new", "--kind", "hub", "acme-phrasebook")
    done["install hub"] = home.run("plugin", "install", "acme-phrasebook", "--json")
    done["new extension"] = home.run("plugin", "new", "--kind", "extension", "--of", "acme-phrasebook", "acme-pirate")
    done["install extension"] = home.run("plugin", "install", "acme-pirate", "--json")
    return made


@pytest.fixture(scope="session")
def environment(workshop: Workshop) -> Environment:
    """Where the plugins are installed."""
    failed = {name: done for name, done in workshop.done.items() if done.code}
    assert not failed, failed
    return workshop.home.environment


@pytest.fixture
def home(tmp_path: Path, environment: Environment) -> Home:
    """A fresh data folder, on which nothing was run yet."""
    return Home(tmp_path / "home", environment)


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory, environment: Environment) -> Home:
    """A data folder on which `omni init` was run, to be copied."""
    home = Home(tmp_path_factory.mktemp("initialised"), environment)
    home.init()
    return home


@pytest.fixture
def ready(home: Home, initialised: Home) -> Home:
    """A fresh data folder as `omni init` leaves it."""
    home.copy(initialised)
    return home


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory, initialised: Home) -> Iterator[Town]:
    """A running installation, shared by tests that each make tenants of their own."""
    home = Home(tmp_path_factory.mktemp("town"), initialised.environment)
    home.copy(initialised)
    with (
        home.running("serve", "--workers", "2", "--no-worker", "--json") as server,
        home.running("worker") as worker,
    ):
        town = Town(home, server, worker)
        with town.platform:
            yield town


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A file for the notes of acme-probe."""
    path = tmp_path / "notes"
    path.touch()
    return path
