"""Plugins for the benchmark, written into a folder as an installer would leave them: a package and its dist-info."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SUBJECT, HUB = "bench-subject", "bench-hub"
PERMISSION = f"{SUBJECT}.greeting.write"

SUBJECT_SOURCE = '''
"""What is measured."""

from collections.abc import Sequence

from pydantic import BaseModel

from omni_sdk import Job, JobContext, Permission, Plugin, RequestContext, Route, hookimpl, job


class Settings(BaseModel):
    """Of a tenant."""

    greeting: str = "Hello"


class Greeting(BaseModel):
    """What is sent."""

    name: str
    count: int
    tags: list[str]


class Greeted(BaseModel):
    """What is answered."""

    greeting: str
    count: int
    tags: list[str]


WRITE = Permission("greeting.write", roles=("member",))


async def greet(ctx: RequestContext[Settings], body: Greeting) -> Greeted:
    """Greet somebody."""
    return Greeted(greeting=f"Hello, {body.name}", count=body.count, tags=body.tags)


async def show(ctx: RequestContext[Settings]) -> Greeted:
    """Show a greeting."""
    return Greeted(greeting="Hello, Ada", count=3, tags=["a", "b"])


@job("nothing")
async def nothing(ctx: JobContext[Settings], number: int) -> int:
    """Give it back."""
    return number


class Subject(Plugin):
    """The plugin."""

    @hookimpl
    def omni_jobs(self) -> Sequence[Job]:
        return [nothing]

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [WRITE]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [Route.post("/greetings", greet, auth=WRITE), Route.get("/greetings", show, auth=WRITE)]


plugin = Subject()
'''

HUB_SOURCE = '''
"""A hub whose extensions each know a phrase."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from omni_sdk import Plugin, hookimpl, hookspec


@dataclass(frozen=True)
class Phrase:
    """What an extension contributes."""

    say: Callable[[str], str]


class Hooks:
    """For extensions."""

    @hookspec
    def bench_hub_phrases(self) -> Sequence[Phrase]:
        """Phrases."""
        return ()


class Hub(Plugin):
    """The plugin."""

    @hookimpl
    def omni_hookspecs(self) -> type[object]:
        return Hooks


plugin = Hub()
'''

DUMMY_SOURCE = '''
"""One of many."""

from collections.abc import Sequence

from bench_hub.plugin import Phrase
from pydantic import BaseModel

from omni_sdk import Permission, Plugin, RequestContext, Route, hookimpl


class Settings(BaseModel):
    """Of a tenant."""

    title: str = "One of many"
    limit: int = 10


class Thing(BaseModel):
    """What is sent and answered."""

    name: str


WRITE = Permission("thing.write", roles=("member",))


async def make(ctx: RequestContext[Settings], body: Thing) -> Thing:
    """Make a thing."""
    return body


def say(name: str) -> str:
    return name


class Dummy(Plugin):
    """The plugin."""

    @hookimpl
    def omni_settings(self) -> type[Settings]:
        return Settings

    @hookimpl
    def omni_permissions(self) -> Sequence[Permission]:
        return [WRITE]

    @hookimpl
    def omni_routes(self) -> Sequence[Route]:
        return [Route.post("/things", make, auth=WRITE)]

    @hookimpl
    def bench_hub_phrases(self) -> Sequence[Phrase]:
        return [Phrase(say)]


plugin = Dummy()
'''


def write(site: Path, count: int) -> None:
    """The subject, the hub, and `count` extensions of the hub."""
    site.mkdir(parents=True)
    package(site, SUBJECT, SUBJECT_SOURCE)
    package(site, HUB, HUB_SOURCE)
    for name in dummies(count):
        package(site, name, DUMMY_SOURCE, requires=[HUB])


def dummies(count: int) -> list[str]:
    """Ids of so many extensions."""
    return [f"bench-dummy-{number:03}" for number in range(count)]


def package(site: Path, plugin_id: str, source: str, requires: Sequence[str] = ()) -> None:
    """One installed plugin."""
    name = plugin_id.replace("-", "_")
    folder, info = site / name, site / f"{name}-1.0.dist-info"
    folder.mkdir()
    info.mkdir()
    keys = {"id": plugin_id, "title": plugin_id, "summary": "For the benchmark.", "category": "test"}
    lines = [f'{key} = "{value}"' for key, value in keys.items()] + ["api = 1"]
    if requires:
        lines.append(f"requires = [{', '.join(repr(r) for r in requires)}]".replace("'", '"'))
    (folder / "__init__.py").write_text("", encoding="utf-8")
    (folder / "plugin.py").write_text(source, encoding="utf-8")
    (folder / "omni-plugin.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {plugin_id}\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[omni.plugins]\n{plugin_id} = {name}.plugin:plugin\n", encoding="utf-8")
