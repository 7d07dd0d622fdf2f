"""What is written to audited models, told as `data.changed`: who did it is known here, what it was the SDK says."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Final, Protocol, cast

from omni_kernel.jobs.caller import Caller
from omni_kernel.redaction import redact_fields
from omni_sdk.events import DATA_CHANGED, DataChanged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractAsyncContextManager

    from pydantic import JsonValue

    from omni_kernel.app import Kernel
    from omni_sdk._audited import Change

KERNEL: Final = "omni"


class Acting(Protocol):
    """What knows on whose behalf the code at hand runs: a context."""

    @property
    def caller(self) -> Caller:
        """The actor, with network address and request."""


ACTING: Final[ContextVar[Acting | None]] = ContextVar("omni_acting", default=None)


class DataRecorder:
    """The SDK's `Recorder` of one kernel."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._owners: dict[type[object], str] = {}
        for plugin_id, models in kernel.registry.models().items():
            self._owners.update(dict.fromkeys(models, plugin_id))

    def together(self) -> AbstractAsyncContextManager[None]:
        """The transaction at hand, or a new one: the rows and the events that tell of them."""
        return self._kernel.db.transaction()

    async def changed(self, changes: Sequence[Change]) -> None:
        """Emit an event for each; in the tenant of the row, or in none."""
        acting = ACTING.get()
        caller = acting.caller if acting else Caller.system(KERNEL, None)
        for change in changes:
            data = DataChanged(
                plugin=self._owners.get(change.model, KERNEL),
                model=change.model.__name__,
                row_id=change.row_id,
                action=change.action,
                before=_redacted(change.before),
                after=_redacted(change.after),
            )
            await self._kernel.emit(caller, change.tenant_id, DATA_CHANGED, data)


def _redacted(values: dict[str, JsonValue] | None) -> dict[str, JsonValue] | None:
    return None if values is None else cast("dict[str, JsonValue]", redact_fields(values))
