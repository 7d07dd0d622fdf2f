"""Time limits by one coarse sweep per process: a timer per request would cost more than most requests do."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any, Final

SWEEP_SECONDS: Final = 0.1
GRACE_SECONDS: Final = 5.0
"""Code that swallows a cancellation is cancelled again after so long."""


class Watch:
    """One task that must be done by `until` (monotonic seconds); `late` and `gone` say why it was cancelled."""

    __slots__ = ("cancels", "gone", "late", "task", "until")

    def __init__(self, task: asyncio.Task[Any], until: float) -> None:
        self.task, self.until = task, until
        self.late = self.gone = False
        self.cancels = 0

    def cancel(self) -> None:
        """Interrupt the task where it waits."""
        self.cancels += 1
        self.task.cancel()

    def leave(self) -> None:
        """The task's owner: somebody's client went away, so nobody waits for it any more."""
        self.gone = True
        self.cancel()

    def calm(self) -> bool:
        """After a CancelledError: take back our cancellations; False when somebody else cancelled the task, too."""
        if not self.cancels:
            return False
        while self.cancels:
            self.cancels -= 1
            left = self.task.uncancel()
        return left == 0


class Deadlines:
    """The tasks that are watched in this process."""

    def __init__(self, clock: Any = monotonic) -> None:
        self._watches: set[Watch] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._clock = clock

    def watch(self, seconds: float) -> Watch:
        """Watch the current task."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
        # With the loop at hand Python 3.11 need not ask the system for the process id, which costs a microsecond.
        task = asyncio.current_task(self._loop)
        assert task is not None
        made = Watch(task, self._clock() + seconds)
        self._watches.add(made)
        if self._timer is None:
            self._timer = self._loop.call_later(SWEEP_SECONDS, self.sweep)
        return made

    def done(self, watch: Watch) -> None:
        """Watch it no more; a cancellation that its code swallowed is taken back."""
        self._watches.discard(watch)
        watch.calm()

    def sweep(self) -> None:
        """Cancel what is late; runs as long as something is watched."""
        self._timer = None
        now = self._clock()
        for watch in self._watches:
            if now >= watch.until:
                watch.late, watch.until = True, now + GRACE_SECONDS
                watch.cancel()
        if self._watches and self._loop is not None:
            self._timer = self._loop.call_later(SWEEP_SECONDS, self.sweep)
