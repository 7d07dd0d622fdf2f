"""What only one plugin may have: the second that claims it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from omni_kernel.services.metrics import full_name as metric_name
from omni_kernel.storage.migrations import check_tables
from omni_sdk import Command, EventType, Factor, IdentityProvider, Job, Metric, Page, Permission, Schedule
from omni_sdk.errors import ContractBroken

from .staging import KERNEL, Loaded

PARAMETER = re.compile(r"\{[^}]*\}")
Claim = tuple[str, str]


class Clashes:
    """Who holds what, over all plugins."""

    def __init__(self) -> None:
        self._holders: dict[Claim, str] = {}

    def claim(self, loaded: Loaded) -> None:
        """All that a plugin holds, or ContractBroken and nothing."""
        if loaded.id != KERNEL and (problems := check_tables(loaded.id, loaded.by_hook.get("omni_models", ()))):
            raise ContractBroken("; ".join(problems))
        mine: set[Claim] = set()
        for what, name in claims(loaded):
            holder = loaded.id if (what, name) in mine else self._holders.get((what, name))
            if holder:
                raise ContractBroken(f"the {what} {name!r} is taken by {holder!r}: rename one of them")
            mine.add((what, name))
        self._holders.update(dict.fromkeys(mine, loaded.id))

    def release(self, loaded: Loaded) -> None:
        """Forget what a plugin held."""
        self._holders = {c: holder for c, holder in self._holders.items() if holder != loaded.id}


def claims(loaded: Loaded) -> Iterator[Claim]:
    """Names that must be unique, in the installation or in the plugin."""
    prefix = loaded.prefix
    for route in loaded.routes:
        yield "route", f"{route.route.method} {PARAMETER.sub('{}', route.path)}"
    shared: tuple[type[Any], ...] = (Permission, EventType)
    own: tuple[type[Any], ...] = (Job, Schedule, Page)
    # By these names accounts and tenants know them, whoever brings them.
    known: Sequence[tuple[str, type[Any]]] = (("factor", Factor), ("identity provider", IdentityProvider))
    yield from ((what, item.name) for what, named in known for item in loaded.of(named))
    for command in loaded.of(Command):
        yield "command", f"omni {command.group or loaded.id} {command.name}"
    for metric in loaded.of(Metric):
        yield "metric", metric_name(loaded.id, metric)
    for kind in shared:
        for item in loaded.of(kind):
            yield kind.__name__.lower(), f"{prefix}.{item.name}"
    for kind in own:
        for item in loaded.of(kind):
            yield kind.__name__.lower(), f"{loaded.id}:{item.name}"
    for model in loaded.by_hook.get("omni_models", ()):
        yield "table", model._meta.db_table
