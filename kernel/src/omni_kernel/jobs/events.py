"""Emitting events: durable ones into the transaction at hand, and all of them at once to `On(durable=False)` handlers
of this process, best effort.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from structlog import get_logger
from uuid_utils.compat import uuid7

from omni_sdk.contributions.event import matches

from .caller import Caller
from .delivery import call, may_read, pattern_of, wants, wrapped
from .models import Event
from .rows import json_of
from .service import NEWS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from pydantic import BaseModel

    from omni_kernel.app import Kernel
    from omni_kernel.plugins.registry import Subscriber

log = get_logger("omni.events")
MOST_KEPT: Final = 10_000
"""Transient events that wait for a batch or a handler at most; beyond it they are dropped."""
Item = tuple[str, str, "Callable[[Any], dict[str, Any]]", Any]
"""Who emitted it, what it is called, and what makes the event of what is known."""


class EventService:
    """Events of all plugins; one per process."""

    def __init__(self, kernel: Kernel) -> None:
        self._kernel = kernel
        self._known: dict[str, tuple[Subscriber, ...]] = {}
        self._batches: dict[tuple[str, str, UUID | None], list[Item]] = defaultdict(list)
        self._kept = self._dropped = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def wanted(self, name: str) -> bool:
        """Whether anybody in this process listens to this transient event: cheap, for what happens per request."""
        return bool(self._listeners(name))

    async def emit(self, caller: Caller, name: str, data: BaseModel, durable: bool = True) -> None:
        """Say that `name` (full) happened. A durable one is written in the transaction at hand, and raises when that
        fails; what handlers do never fails the emitter.
        """
        listeners = self._listeners(name)
        if not durable and not listeners:
            return
        payload, now, event_id = data.model_dump(mode="json"), self._kernel.clock.now(), uuid7()
        if durable:
            json_of(payload, "data")  # refused here, rather than by one of the databases
            await Event.create(
                id=event_id,
                tenant_id=caller.tenant_id,
                plugin_id=caller.plugin_id,
                type=name,
                data=payload,
                caller=caller.stored(),
                time=now,
            )
            self._kernel.jobs.wake(NEWS)
        if listeners:
            item = (caller.plugin_id, name, dict, wrapped(event_id, name, now, caller, payload))
            self._kernel.db.after_commit(lambda: self._spread(listeners, caller.tenant_id, item, caller))

    def tell(
        self, emitter: str, tenant_id: UUID | None, name: str, shape: Callable[[Any], dict[str, Any]], facts: object
    ) -> None:
        """Say that something transient happened, outside of any transaction: cheap, for what happens per request.

        `shape` makes the event of the facts, once somebody is about to read it.
        """
        if listeners := self._listeners(name):
            self._spread(listeners, tenant_id, (emitter, name, shape, facts))

    def _listeners(self, name: str) -> tuple[Subscriber, ...]:
        found = self._known.get(name)
        if found is None:
            transient = [s for s in self._kernel.registry.subscribers if not s.on.durable]
            found = tuple(s for s in transient if matches(pattern_of(self._kernel, s), name))
            self._known[name] = found
        return found

    def _spread(self, listeners: Sequence[Subscriber], tenant_id: UUID | None, item: Item, caller: Caller | None = None) -> None:
        for subscriber in listeners:
            if not wants(subscriber, tenant_id):
                continue
            if self._kept >= MOST_KEPT:
                self._dropped += 1
                continue
            self._kept += 1
            if subscriber.on.batched:
                self._add(subscriber, tenant_id, item)
            else:
                whose = caller or Caller.system(item[0], tenant_id)
                self._start(subscriber, whose.as_plugin(subscriber.plugin_id), [item])

    def _add(self, subscriber: Subscriber, tenant_id: UUID | None, item: Item) -> None:
        key = (subscriber.plugin_id, subscriber.name, tenant_id)
        batch = self._batches[key]
        batch.append(item)
        if len(batch) >= subscriber.on.size:
            self._flush(subscriber, tenant_id)
        elif len(batch) == 1:
            loop = asyncio.get_running_loop()
            loop.call_later(subscriber.on.seconds, self._flush, subscriber, tenant_id, context=contextvars.Context())

    def _flush(self, subscriber: Subscriber, tenant_id: UUID | None) -> None:
        if batch := self._batches.pop((subscriber.plugin_id, subscriber.name, tenant_id), None):
            self._start(subscriber, Caller.system(subscriber.plugin_id, tenant_id), batch)

    def _start(self, subscriber: Subscriber, caller: Caller, items: Sequence[Item]) -> None:
        # A context of its own: neither the emitter's tenant nor its transaction is the handler's.
        handing = self._hand(subscriber, caller, items)
        task = asyncio.get_running_loop().create_task(handing, context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hand(self, subscriber: Subscriber, caller: Caller, items: Sequence[Item]) -> None:
        try:
            state = await self._kernel.jobs.queue.active(caller.tenant_id, subscriber.plugin_id)
            kinds = {item[:2] for item in items} if state else set()
            known = {kind for kind in kinds if await may_read(self._kernel, subscriber, caller.tenant_id, *kind)}
            allowed = [shape(facts) for emitter, name, shape, facts in items if (emitter, name) in known]
            if allowed:
                tenant = None if isinstance(state, bool) else state
                async with self._kernel.contexts.event(subscriber.plugin_id, tenant, caller) as ctx:
                    await call(subscriber, ctx, allowed)
        except Exception:
            log.exception("event handler failed", plugin=subscriber.plugin_id, handler=subscriber.name)
        finally:
            self._kept -= len(items)

    async def settle(self) -> None:
        """Hand over what waits for its batch, and wait until handlers are done: at shutdown, and in tests."""
        for key in list(self._batches):
            for subscriber in self._kernel.registry.subscribers:
                if (subscriber.plugin_id, subscriber.name) == key[:2]:
                    self._flush(subscriber, key[2])
        while self._tasks:
            await asyncio.wait(set(self._tasks))
