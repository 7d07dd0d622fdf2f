"""The services that a context offers, and the people and places that it names: all protocols but `Script` and `NextRun`."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, JsonValue

from .contributions import Call, Counter, EventType, Gauge, Histogram, Permission, Route, Template
from .drivers import BlobStat

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


class Tenant(Protocol):
    """A customer of the installation."""

    @property
    def id(self) -> UUID:
        """Never changes."""

    @property
    def slug(self) -> str:
        """As in links: lower-case, unique."""

    @property
    def name(self) -> str:
        """As people write it."""

    @property
    def zone(self) -> ZoneInfo:
        """In which days begin and schedules fire."""

    @property
    def locale(self) -> str:
        """A BCP 47 tag: `en`, `de-CH`."""

    @property
    def currency(self) -> str:
        """An ISO 4217 code."""


class Account(Protocol):
    """A person, across tenants."""

    @property
    def id(self) -> UUID:
        """Never changes."""

    @property
    def email(self) -> str:
        """Where mail reaches the person."""

    @property
    def phone(self) -> str | None:
        """In E.164 form: `+41791234567`."""

    @property
    def name(self) -> str:
        """As the person writes it."""


class Actor(Protocol):
    """Who acts: a person, a key, the installation, or anybody."""

    @property
    def kind(self) -> Literal["account", "key", "system", "anonymous"]:
        """What it is."""

    @property
    def id(self) -> str:
        """Of an anonymous one: the network address.

        `f"{actor.kind}:{actor.id}"` names it in events, and for `Directory.actor`.
        """

    @property
    def account(self) -> Account | None:
        """The person, if it is one."""

    def may(self, permission: Permission | str) -> bool:
        """Whether it holds the permission here: one of the plugin's own, or a full name."""


class Member(Protocol):
    """A person in a tenant."""

    @property
    def account(self) -> Account:
        """The person."""

    @property
    def roles(self) -> Sequence[str]:
        """`owner`, `admin`, `member`, `viewer`, or a tenant's own."""


class Clock(Protocol):
    """The time; tests set it."""

    def now(self) -> datetime:
        """Now, aware, in UTC."""

    def today(self) -> datetime:
        """When the day began: in the tenant's time zone if there is a tenant, else in UTC; aware."""

    async def sleep(self, seconds: float) -> None:
        """Wait; at once in tests, where it moves the clock."""


class Log(Protocol):
    """Structured log lines: `ctx.log.info("greeted", name=name)`; secrets in `fields` are taken out."""

    def info(self, event: str, **fields: object) -> None:
        """Worth knowing."""

    def warning(self, event: str, **fields: object) -> None:
        """Worth a look."""

    def error(self, event: str, **fields: object) -> None:
        """Wrong."""


class Sample(Protocol):
    """One number of a family of metrics."""

    @property
    def name(self) -> str:
        """The family's, for a histogram with `_bucket`, `_sum` or `_count`."""

    @property
    def labels(self) -> Mapping[str, str]:
        """What tells it from its siblings."""

    @property
    def value(self) -> float:
        """Over all processes."""


class Family(Protocol):
    """A metric with all its samples."""

    @property
    def name(self) -> str:
        """The full name: plugin and metric."""

    @property
    def kind(self) -> Literal["counter", "gauge", "histogram"]:
        """How to read it."""

    @property
    def help(self) -> str:
        """What it counts."""

    @property
    def samples(self) -> Sequence[Sample]:
        """One per combination of labels."""


class Metrics(Protocol):
    """The plugin's own metrics, as declared by `omni_metrics`."""

    def add(self, metric: Counter, value: float = 1, /, **labels: str) -> None:
        """Count."""

    def set(self, metric: Gauge, value: float, /, **labels: str) -> None:
        """It is now so much."""

    def observe(self, metric: Histogram, value: float, /, **labels: str) -> None:
        """It was so much this time."""

    async def collect(self) -> Sequence[Family]:
        """All metrics of the kernel and of every plugin, over all processes; scope `metrics`, level `platform`."""


class Script:
    """A Lua script that Redis runs at once, as a module constant: `TAKE = Script("…")`."""

    __slots__ = ("lua", "sha")

    def __init__(self, lua: str) -> None:
        self.lua = lua
        # Redis knows a loaded script by this digest (EVALSHA); it protects nothing.
        self.sha = hashlib.sha1(lua.encode(), usedforsecurity=False).hexdigest()

    def __repr__(self) -> str:
        """By its digest, as Redis' own messages name it."""
        return f"Script({self.sha})"


class Cache(Protocol):
    """Redis, keys prefixed with plugin and tenant; may be empty at any moment; raises `CacheDown` when away."""

    async def get(self, key: str) -> bytes | None:
        """What was set, if it is still there."""

    async def set(self, key: str, value: bytes, *, ttl: timedelta) -> None:
        """Keep it for so long."""

    async def delete(self, *keys: str) -> None:
        """Forget these."""

    async def run(self, script: Script, keys: Sequence[str], args: Sequence[str | int | float] = ()) -> Any:
        """What the script returns; `keys` are prefixed like all others."""

    def lock(self, key: str, *, ttl: timedelta) -> AbstractAsyncContextManager[None]:
        """One at a time, as long as Redis remembers: to save work, never to keep data right."""


class Memory(Protocol):
    """Objects kept in this process, per plugin and tenant, the least used dropped first: parsed models, key sets."""

    async def get(self, key: str, load: Callable[[], Awaitable[T]], *, ttl: timedelta | None = None) -> T:
        """The object, loaded once however many ask at the same time."""

    def drop(self, key: str) -> None:
        """Forget it, in this process."""


class Database(Protocol):
    """Rows are reached through the plugin's models; this is for what spans several of them."""

    def transaction(self) -> AbstractAsyncContextManager[None]:
        """All or nothing, jobs and durable events included; inside another one it joins that."""

    def lock(self, key: str) -> AbstractAsyncContextManager[None]:
        """Inside a transaction, until its end: one at a time with this key, over all processes."""


class JobState(Protocol):
    """A job, as it stands."""

    @property
    def id(self) -> UUID:
        """The job's."""

    @property
    def state(self) -> Literal["held", "queued", "running", "done", "failed", "dead", "cancelled"]:
        """`held` waits for its plugin to be enabled again; `failed` will be tried again, `dead` will not."""

    @property
    def progress(self) -> float:
        """0 to 1."""

    @property
    def note(self) -> str:
        """What the job said last about its progress."""

    @property
    def result(self) -> JsonValue:
        """What it returned, once done."""

    @property
    def error(self) -> str | None:
        """What went wrong last."""


@dataclass(frozen=True)
class NextRun:
    """One time at which a schedule fires."""

    at: datetime
    """Aware, in the schedule's zone."""
    moved: Literal["", "gap", "overlap"] = ""
    """`gap`: the clock skips the time it was meant for, and it runs right after. `overlap`: the time comes twice, and it
    runs the first time only.
    """


class Jobs(Protocol):
    """Durable jobs of this plugin."""

    async def enqueue(self, call: Call[Any], *, after: timedelta | None = None, priority: int = 0) -> JobState:
        """Run it, at least once, in the transaction at hand if there is one."""

    async def get(self, id: UUID) -> JobState:  # noqa: A002  (callers read it so)
        """How it stands; `NotFound` if there is none here."""

    async def cancel(self, id: UUID) -> None:  # noqa: A002  (the same)
        """Stop it, or never start it."""

    async def schedule(
        self, name: str, call: Call[Any], *, cron: str, zone: str | None = None, catch_up: Literal["none", "one"] = "one"
    ) -> None:
        """A schedule that people made, beside those that `omni_schedules` declares; the same name replaces it.

        `catch_up` is what happens with runs that were missed while no worker was up: `one` makes up for the last.
        """

    async def unschedule(self, name: str) -> None:
        """Remove a schedule that people made."""

    def next_runs(self, cron: str, zone: str, count: int = 10) -> Sequence[NextRun]:
        """When it would fire next; `Invalid` when `cron` or `zone` is bad."""


class Events(Protocol):
    """To say what happened."""

    async def emit(self, event: EventType[M], data: M) -> None:
        """Durable ones in the transaction at hand, if there is one; transient ones at once, best effort."""


class Blobs(Protocol):
    """Files of this plugin (in a tenant: of that tenant), by a name with slashes."""

    async def write(self, name: str, content: bytes | AsyncIterator[bytes], *, media_type: str) -> None:
        """All of it or nothing; replaces what was there.

        `Invalid` for a bad name or media type; `TooLarge` beyond the operator's `[blobs] largest_bytes`, `StorageFull`
        without room.
        """

    def read(self, name: str, *, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Its content, or the bytes from `start` to before `end`; `NotFound` if there is none."""

    async def stat(self, name: str) -> BlobStat:
        """Its size, media type, time and entity tag; `NotFound` if there is none."""

    def list(self, prefix: str = "") -> AsyncIterator[str]:
        """Names below a prefix of whole segments, in any order: `a` finds `a/b`, neither `a` nor `ab`."""

    async def delete(self, name: str) -> None:
        """Remove it, if it is there."""

    async def url(self, name: str, *, expires: timedelta, filename: str | None = None) -> str:
        """A link that anybody who has it can read for so long, while the plugin is enabled."""


class Mail(Protocol):
    """Mail from the plugin's templates, in the language of whoever gets it."""

    async def send(
        self,
        to: str,
        template: Template,
        *,
        attach: Mapping[str, bytes] | None = None,
        unsubscribe: str | None = None,
        **values: object,
    ) -> None:
        """One mail to one person; `unsubscribe` is a signed link, sent as RFC 8058 says."""


class Sms(Protocol):
    """Text messages."""

    async def send(self, to: str, text: str) -> None:
        """One message to one number, in E.164 form."""


class Directory(Protocol):
    """The people of the tenant."""

    def members(self, *, role: str | None = None) -> AsyncIterator[Member]:
        """All of them, or those who hold the role or one above it."""

    async def member(self, account_id: UUID) -> Member | None:
        """That one, if a member."""

    async def actor(self, actor: str) -> Actor | None:
        """Who `account:<id>` or `key:<id>` is now, with what it may in this tenant now: to do later what somebody asked for.

        The string is an event's `actor`, or `f"{actor.kind}:{actor.id}"`. None for a person who is gone, switched off or no
        member, for a key that is revoked, expired or another tenant's, and for whatever else the string names.
        """


class Urls(Protocol):
    """Links as people outside see them, under `public_url`."""

    def of(self, route: Route, **parameters: object) -> str:
        """To a route of this plugin: path parameters by name, all others in the query string."""

    def signed(self, route: Route, *, expires: timedelta, **parameters: object) -> str:
        """For a route with `auth=SignedLink()`; carries tenant and parameters."""

    def page(self, name: str) -> str:
        """To a page of this plugin in the dashboard."""

    def callback(self, provider: str) -> str:
        """Where an identity provider sends people back: `Flow.callback_url`, known before any flow."""


class Locale(Protocol):
    """Texts and numbers in the language at hand."""

    @property
    def language(self) -> str:
        """A BCP 47 tag."""

    def text(self, message: str, **values: object) -> str:
        """The message in that language, or as it is, with `{values}` filled in."""

    def money(self, amount: Decimal, currency: str) -> str:
        """An amount as people write it."""
