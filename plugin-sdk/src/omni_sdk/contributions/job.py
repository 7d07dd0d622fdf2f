"""Durable jobs and their schedules."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, TypeVar

from ._checks import asynchronous, fixed, named

if TYPE_CHECKING:
    from omni_sdk.context import JobContext

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True)
class Backoff:
    """When to try a failed job again; `omni_sdk.errors.Retry` overrides it.

    Exponential with jitter from `first` up to `cap`, `attempts` in all; or the `delays` given, one before each
    attempt, the first attempt included.
    """

    attempts: int = 5
    first: timedelta = timedelta(seconds=5)
    cap: timedelta = timedelta(hours=1)
    delays: Sequence[timedelta] = ()

    def __post_init__(self) -> None:
        fixed(self, "delays")
        if self.attempts < 1 or self.first < timedelta(0) or self.cap < self.first:
            msg = f"{self} must have attempts >= 1 and 0 <= first <= cap"
            raise ValueError(msg)


DEFAULT_BACKOFF = Backoff()


@dataclass(frozen=True)
class Call(Generic[R_co]):
    """A job with its arguments, by name and complete, to be enqueued or scheduled."""

    job: str
    arguments: dict[str, object]


@dataclass(frozen=True, eq=False)
class Job(Generic[P, R]):
    """Made by `@job`; calling it with its arguments, without the context, gives the `Call` to enqueue.

    Jobs are compared by identity: a plugin refers to its job as an object.
    """

    name: str
    run: Callable[Concatenate[JobContext[Any], P], Awaitable[R]]
    where: Literal["async", "process"] = "async"
    queue: str = "default"
    retry: Backoff = DEFAULT_BACKOFF
    timeout: timedelta = timedelta(minutes=5)
    memory_mb: int | None = None
    """The limit of address space in MiB, with `where="process"`."""
    unique: Callable[P, str] | None = None
    """A key of the arguments; while a call with that key waits or runs, enqueueing returns it."""
    ordered: Callable[P, str] | None = None
    """A key of the arguments; calls with the same key run one after the other, in order."""

    def __post_init__(self) -> None:
        named("job", self.name)
        named("queue", self.queue)
        asynchronous(f"job {self.name!r}:", self.run)
        if self.timeout <= timedelta(0):
            msg = f"job {self.name!r}: timeout {self.timeout} must be positive"
            raise ValueError(msg)
        if self.memory_mb is not None and self.where != "process":
            msg = f"job {self.name!r}: memory_mb limits a process; add where='process'"
            raise ValueError(msg)
        self.signature  # noqa: B018  (refused now, at load, rather than at the first call)

    @cached_property
    def signature(self) -> inspect.Signature:
        """The handler's parameters without its context; annotations as they were written."""
        whole = inspect.signature(self.run)
        parameters = list(whole.parameters.values())
        if not parameters or parameters[0].kind not in {
            inspect.Parameter.POSITIONAL_ONLY,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
        }:
            msg = f"job {self.name!r}: its function must take a context first"
            raise TypeError(msg)
        for parameter in parameters[1:]:
            if parameter.kind not in {
                inspect.Parameter.POSITIONAL_OR_KEYWORD,
                inspect.Parameter.KEYWORD_ONLY,
            }:
                msg = f"job {self.name!r}: arguments are stored by name, so {parameter} cannot be one"
                raise TypeError(msg)
        return whole.replace(parameters=parameters[1:])

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Call[R]:
        """Bind the arguments by name, defaults included.

        Raises TypeError, naming the job and its parameters, when they do not fit.
        """
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            msg = f"job {self.name!r}: {error}; call it as {self._called_as}"
            raise TypeError(msg) from None
        bound.apply_defaults()
        return Call(self.name, dict(bound.arguments))

    def unique_key(self, arguments: Mapping[str, object]) -> str | None:
        """What `unique` says of a call's arguments; None when the job has no such key."""
        return self._key(self.unique, arguments)

    def ordered_key(self, arguments: Mapping[str, object]) -> str | None:
        """What `ordered` says of a call's arguments; None when the job has no such key."""
        return self._key(self.ordered, arguments)

    def _key(self, function: Callable[P, str] | None, arguments: Mapping[str, object]) -> str | None:
        if function is None:
            return None
        # Positional first, as the handler would be called: `unique=str` takes no keyword.
        bound = inspect.BoundArguments(self.signature, dict(arguments))
        return function(*bound.args, **bound.kwargs)

    @property
    def _called_as(self) -> str:
        return f"{getattr(self.run, '__name__', self.name)}{self.signature.replace(return_annotation=inspect.Signature.empty)}"


def job(
    name: str,
    *,
    where: Literal["async", "process"] = "async",
    queue: str = "default",
    retry: Backoff = DEFAULT_BACKOFF,
    timeout: timedelta = timedelta(minutes=5),
    memory_mb: int | None = None,
    unique: Callable[..., str] | None = None,
    ordered: Callable[..., str] | None = None,
) -> Callable[[Callable[Concatenate[JobContext[Any], P], Awaitable[R]]], Job[P, R]]:
    """Turn `async def f(ctx: JobContext[S], …)` at the top of a module into a `Job`.

    Arguments are stored as JSON and validated back by their annotations. With `where="process"` the function
    runs in a child process and may block. With a `PlatformContext` it runs, and its schedule fires, once for the
    installation; that is for plugins of level `platform` only.
    """

    def made(run: Callable[Concatenate[JobContext[Any], P], Awaitable[R]]) -> Job[P, R]:
        return Job(name, run, where, queue, retry, timeout, memory_mb, unique, ordered)

    return made


@dataclass(frozen=True)
class Schedule:
    """`Schedule("digest", cron="0 7 * * *", job=send_digest())`, in the tenant's time zone unless `zone` says.

    `catch_up` is what happens with runs that were missed while no worker was up: `one` makes up for the last.
    """

    name: str
    cron: str
    job: Call[Any]
    zone: str | None = None
    catch_up: Literal["none", "one"] = "one"

    def __post_init__(self) -> None:
        named("schedule", self.name)
        if not isinstance(self.job, Call):
            msg = f"schedule {self.name!r}: job= takes a call, such as job=send_digest(), not {self.job!r}"
            raise TypeError(msg)
