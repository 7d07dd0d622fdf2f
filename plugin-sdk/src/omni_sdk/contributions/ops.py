"""What operators see: health, metrics, commands; and mail templates, and the plugin's life in a tenant."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate

from ._checks import LABEL, METRIC, asynchronous, fixed, named

if TYPE_CHECKING:
    from omni_sdk.context import CommandContext, Context, PlatformContext

DEFAULT_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
RESERVED_ENDINGS = ("_bucket", "_sum", "_count", "_created", "_info")
"""Of names that exporters make (OpenMetrics 1.0, "Suffixes")."""
RESERVED_LABELS = ("le", "quantile")


@dataclass(frozen=True)
class Health:
    """What a check found; `detail` is shown to the operator."""

    ok: bool
    detail: str = ""


@dataclass(frozen=True)
class HealthCheck:
    """Asked by `/readyz` and `omni doctor`; only a `critical` one takes the process out of service."""

    name: str
    check: Callable[[PlatformContext], Awaitable[Health]]
    critical: bool = False

    def __post_init__(self) -> None:
        named("health check", self.name)
        asynchronous("health check", self.check)


@dataclass(frozen=True)
class Metric:
    """`GREETED = Counter("greetings_total", "Greetings sent.", labels=("style",))`.

    Used as `ctx.metrics.add(GREETED, style="pirate")`. Names are prefixed with the plugin's; only a counter's ends with
    `_total`, and none as the parts of a histogram do.
    """

    name: str
    help: str
    labels: Sequence[str] = ()

    def __post_init__(self) -> None:
        named(type(self).__name__.lower(), self.name, METRIC)
        fixed(self, "labels")
        for label in self.labels:
            named(f"label of {self.name!r}:", label, LABEL)
        self._refuse_reserved()

    def _refuse_reserved(self) -> None:
        if found := [e for e in RESERVED_ENDINGS if self.name.endswith(e) and (e, type(self)) != ("_info", Gauge)]:
            msg = f"metric {self.name!r} ends with {found[0]!r}, which is kept for what exporters make: name it otherwise"
            raise ValueError(msg)
        if self.name.endswith("_total") and not isinstance(self, Counter):
            msg = f"metric {self.name!r} ends with '_total', which is a counter's: make it one, or name it otherwise"
            raise ValueError(msg)
        if found := [label for label in self.labels if label in RESERVED_LABELS or label.startswith("__")]:
            msg = f"metric {self.name!r}: the label {found[0]!r} is kept for exporters: name it otherwise"
            raise ValueError(msg)


@dataclass(frozen=True)
class Counter(Metric):
    """What only grows: `ctx.metrics.add`."""


@dataclass(frozen=True)
class Gauge(Metric):
    """What goes up and down: `ctx.metrics.set` (summed over processes), or `read` of the installation.

    `read` is awaited whenever metrics are collected, once for all processes, for 3 seconds at most: what is counted in
    the database. It gives a number per combination of labels, in their order: `{("open",): 3}`, or `{(): 3}` without any.
    """

    read: Callable[[PlatformContext], Awaitable[Mapping[tuple[str, ...], float]]] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.read is not None:
            asynchronous(f"gauge {self.name!r}: read", self.read)


@dataclass(frozen=True)
class Histogram(Metric):
    """How values are spread: `ctx.metrics.observe`; `buckets` are upper bounds, in the metric's unit."""

    buckets: Sequence[float] = DEFAULT_BUCKETS

    def __post_init__(self) -> None:
        super().__post_init__()
        fixed(self, "buckets")
        if not self.buckets or list(self.buckets) != sorted(set(self.buckets)):
            msg = f"histogram {self.name!r}: buckets must rise, not {self.buckets!r}"
            raise ValueError(msg)


@dataclass(frozen=True)
class Command:
    """`omni <plugin id> <name>`, or `omni <group> <name>`: arguments and options by the function's annotations.

    A `CommandContext` adds `--tenant`; a `ConsoleContext` needs none. A `group` is a word that the manifest reserves
    (`commands`).
    """

    name: str
    run: Callable[Concatenate[CommandContext[Any], ...], Awaitable[None]]
    group: str | None = None

    def __post_init__(self) -> None:
        named("command", self.name)
        if self.group is not None:
            named(f"command {self.name!r}: group", self.group)
        asynchronous("command", self.run)


@dataclass(frozen=True)
class Template:
    """A mail, by its file stem under `templates/` (`.subject.txt`, `.txt`, `.html`), in each language there is."""

    name: str

    def __post_init__(self) -> None:
        named("template", self.name)


@dataclass(frozen=True)
class Lifecycle:
    """Called in the tenant: after enabling, before disabling, for its export, before its rows are purged.

    `demo` is called by `omni demo`, in tenants that are made to be looked at: it fills the tenant with believable data of
    the last year, the same for the same seed. Called again, it adds nothing that is there already.
    """

    enabled: Callable[[Context[Any]], Awaitable[None]] | None = None
    disabled: Callable[[Context[Any]], Awaitable[None]] | None = None
    export: Callable[[Context[Any]], AsyncIterator[bytes]] | None = None
    purge: Callable[[Context[Any]], Awaitable[None]] | None = None
    demo: Callable[[CommandContext[Any], int], Awaitable[None]] | None = None

    def __post_init__(self) -> None:
        for function in (self.enabled, self.disabled, self.purge, self.demo):
            if function is not None:
                asynchronous("lifecycle function", function)
