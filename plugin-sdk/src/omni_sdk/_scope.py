"""Whose rows are in reach: what the kernel sets around every call, and what the models read when they build SQL."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from tortoise.backends.base.client import BaseDBAsyncClient

    from omni_sdk._audited import Recorder


class NoTenant(RuntimeError):  # the name says what is missing
    """Rows of a tenant were asked for where no tenant is in scope."""


class NoAccount(RuntimeError):  # as above
    """Rows of an account were asked for where no account is in scope."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Who a piece of code acts for; the default acts for nobody and reaches no scoped row."""

    tenant_id: UUID | None = None
    account_id: UUID | None = None
    plugin_id: str | None = None
    platform: bool = False
    """Kernel code that may read across tenants, and only through an explicit `Model.unscoped()`."""


CURRENT: Final[ContextVar[Scope]] = ContextVar("omni_scope", default=Scope())  # noqa: B039  # frozen


def tenant_id() -> UUID:
    """The tenant in scope; raises `NoTenant` when there is none."""
    found = CURRENT.get().tenant_id
    if found is None:
        msg = "no tenant is in scope: reach a tenant's rows from code that was handed a tenant's Context"
        raise NoTenant(msg)
    return found


def account_id() -> UUID:
    """The account in scope; raises `NoAccount` when there is none."""
    found = CURRENT.get().account_id
    if found is None:
        msg = "no account is in scope: reach an account's rows from code that was handed an AccountContext"
        raise NoAccount(msg)
    return found


@contextmanager
def entered(scope: Scope) -> Iterator[None]:
    """Act for `scope` until the block ends, in this task and those started in it."""
    token = CURRENT.set(scope)
    try:
        yield
    finally:
        CURRENT.reset(token)


class Cipher(Protocol):
    """Encrypts text under a key ring; what was bound to one place does not open in another."""

    def encrypt(self, text: str, bound_to: str) -> str:
        """Give the text as an opaque token; `bound_to` names the place it is kept in."""
        ...

    def decrypt(self, token: str, bound_to: str) -> str:
        """Give the text back; raises `ValueError` for a token of another place, key ring or shape."""
        ...


class _Installed:
    """What the kernel hands to the models of this process; an object, so that importers see a later change."""

    cipher: Cipher | None = None
    now: Callable[[], datetime] | None = None
    everybodys: Callable[[], BaseDBAsyncClient] | None = None
    recorder: Recorder | None = None


def set_cipher(cipher: Cipher | None) -> None:
    """Install the cipher that `SecretField` uses; the kernel does it when it opens its key ring."""
    _Installed.cipher = cipher


def cipher() -> Cipher:
    """Give the installed cipher; raises `RuntimeError` before a kernel was opened."""
    if _Installed.cipher is None:
        msg = "no key ring is installed: open a kernel (or call set_cipher) before reading or writing secrets"
        raise RuntimeError(msg)
    return _Installed.cipher


def set_now(now: Callable[[], datetime] | None) -> None:
    """Install the clock that stamps `created_at`; the kernel does it, so that tests can move the time."""
    _Installed.now = now


def now() -> datetime:
    """Give the time of the installed clock, or of the machine: aware, UTC."""
    return _Installed.now() if _Installed.now is not None else datetime.now(UTC)


def set_everybodys(connection: Callable[[], BaseDBAsyncClient] | None) -> None:
    """Install the connection that `Model.unscoped()` reads by; the kernel does it when it opens its database."""
    _Installed.everybodys = connection


def everybodys() -> BaseDBAsyncClient | None:
    """Give that connection; None, before a kernel was opened, stands for the model's own."""
    return _Installed.everybodys() if _Installed.everybodys is not None else None


def set_recorder(recorder: Recorder | None) -> None:
    """Install who is told of what is written to audited models; the kernel does it when it opens its services."""
    _Installed.recorder = recorder


def recorder() -> Recorder | None:
    """Give the installed recorder; None before a kernel was opened: then nobody is told."""
    return _Installed.recorder
