"""When a job that failed is tried again."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from omni_sdk.contributions import Backoff


def attempts(retry: Backoff) -> int:
    """How often it is tried in all."""
    return len(retry.delays) or retry.attempts


def first_delay(retry: Backoff) -> timedelta:
    """How long the first attempt waits."""
    return retry.delays[0] if retry.delays else timedelta()


def delay_after(retry: Backoff, attempt: int) -> timedelta:
    """How long to wait after `attempt` (from 1) failed, with jitter so that what failed together does not return so."""
    if retry.delays:
        planned = retry.delays[min(attempt, len(retry.delays) - 1)]
        return planned * random.uniform(1.0, 1.1)  # noqa: S311  # no secret
    # The exponent is bounded, so that the product of a long first delay stays a timedelta.
    planned = min(retry.cap, retry.first * 2.0 ** min(attempt - 1, 20))
    return planned * random.uniform(0.5, 1.0)  # noqa: S311  # no secret
