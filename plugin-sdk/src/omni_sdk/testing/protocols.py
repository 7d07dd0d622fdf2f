"""What the fixtures give: types for annotations in tests."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

import httpx

from omni_sdk.context import Account, AccountContext, Context, Tenant
from omni_sdk.contributions import Job
from omni_sdk.hookspecs import Plugin


class OmniApp(Protocol):
    """A running Omni with the plugins that the test module imports."""

    async def enable(self, plugin: Plugin, tenant: Tenant, **settings: object) -> None:
        """Switch it on, granting all that it asks for, with these settings."""

    async def disable(self, plugin: Plugin, tenant: Tenant) -> None:
        """Switch it off."""

    async def emit(self, event: str, tenant: Tenant, **data: object) -> None:
        """Let something have happened; `run_jobs` then delivers it."""

    def inside(self, plugin: Plugin, tenant: Tenant) -> AbstractAsyncContextManager[Context[Any]]:
        """The plugin's own context, to call its functions and models with."""

    async def command(
        self,
        plugin: Plugin,
        run: Callable[..., Awaitable[None]],
        *args: Any,
        within: Tenant | None = None,
        **options: Any,
    ) -> Sequence[Any]:
        """Run a command's function as at a terminal, in a tenant if it takes one; what it printed.

        `demo` of the life cycle is called the same way, with its seed.
        """

    def for_account(self, plugin: Plugin, account: Account) -> AbstractAsyncContextManager[AccountContext]:
        """The same for a person, as a second factor's functions get it."""

    async def person(
        self,
        email: str = ...,
        *,
        name: str = ...,
        password: str | None = ...,
        verified: bool = ...,
        platform: bool = ...,
        tenant: Tenant | None = ...,
        roles: Sequence[str] = ...,
    ) -> Account:
        """An account, a member of the tenant if one is named."""

    def browser(self) -> httpx.AsyncClient:
        """A browser in which nobody is signed in: it keeps cookies, and says which page asks."""

    async def signed_in(
        self,
        account: Account,
        *,
        methods: Sequence[str] = ...,
        tenant: Tenant | None = ...,
        kind: Literal["browser", "bearer"] = ...,
    ) -> httpx.AsyncClient:
        """A browser, or a bearer of a token, in which the person signed in just now."""


class Client(Protocol):
    """`client(tenant)`: an httpx client with a key of that tenant."""

    def __call__(self, tenant: Tenant, *permissions: str) -> httpx.AsyncClient:
        """The key holds all permissions of the plugins under test, or just those given by full name."""


class RunJobs(Protocol):
    """`await run_jobs()`."""

    async def __call__(self, *only: Job[..., Any]) -> int:
        """Deliver events and run what is due, retries included; how many ran."""


class SetClock(Protocol):
    """The time of this Omni."""

    def set(self, now: datetime) -> None:
        """Make it so."""

    def advance(self, by: timedelta) -> None:
        """Let so much have passed."""

    def now(self) -> datetime:
        """What it is, aware, in UTC."""


class Outside(Protocol):
    """The internet of a test: `outside("hooks.slack.com", handler)`; all else is refused."""

    def __call__(self, host: str, handler: Callable[[httpx.Request], httpx.Response]) -> None:
        """Answer requests to that host by the handler."""
