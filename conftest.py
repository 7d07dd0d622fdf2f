"""No test hangs for ever."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Iterator

import pytest

STDERR = os.dup(sys.__stderr__.fileno()) if sys.__stderr__ else 2
"""As it is outside of any test."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """End the process of a test that outlasts `faulthandler_timeout`, its fixtures included, and show where it was.

    pytest's own watch ends with the first thing that fails. So a test that failed, and whose fixtures then wait for what never
    comes, such as a thread of asyncio's, would be waited for until CI gives up, and nobody would know which it was.
    """
    seconds = float(item.config.getini("faulthandler_timeout"))
    timer = threading.Timer(seconds, _end, [f"{item.nodeid} did not end within {seconds:g} s\n"])
    timer.daemon = True
    timer.start()
    try:
        return (yield)
    finally:
        timer.cancel()


def _end(reason: str) -> None:
    os.write(STDERR, reason.encode())
    faulthandler.dump_traceback(STDERR)
    os._exit(1)
