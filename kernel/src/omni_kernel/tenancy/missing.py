"""A tenant that is not, or that is none of the caller's: one answer, to the letter."""

from __future__ import annotations

from omni_sdk.errors import NotFound


class NoTenant(NotFound):
    """No tenant has this slug or id, or none that the caller may know of."""

    def __init__(self, named: object) -> None:
        super().__init__(f"no tenant {str(named)!r}")
