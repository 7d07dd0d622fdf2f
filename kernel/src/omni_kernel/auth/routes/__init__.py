"""Routes of the kernel's auth, one module for each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from omni_sdk import Permission, Route

from . import account, accounts, devices, identities, keys, login, policies, sessions, two_factor

if TYPE_CHECKING:
    from omni_kernel.app import Kernel


class Part(Protocol):
    """What a module here has."""

    @property
    def PERMISSIONS(self) -> Sequence[Permission]:  # noqa: N802  (a constant of the module)
        """What its routes need."""

    def routes(self, kernel: Kernel) -> list[Route]:
        """Bound to one kernel."""


# Two lines for each part: its import above, and its name here.
PARTS: tuple[Part, ...] = (
    keys,
    sessions,
    account,
    accounts,
    devices,
    policies,
    login,
    identities,
    two_factor,
)  # fmt: skip
PERMISSIONS = tuple(permission for part in PARTS for permission in part.PERMISSIONS)


def routes(kernel: Kernel) -> list[Route]:
    """All of them, bound to one kernel."""
    return [route for part in PARTS for route in part.routes(kernel)]
