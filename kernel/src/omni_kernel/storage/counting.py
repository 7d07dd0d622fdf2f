"""How many rows there are of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tortoise.functions import Count
from tortoise.queryset import QuerySet


async def by_state(rows: QuerySet[Any]) -> Mapping[str, int]:
    """By their column `state`."""
    found = await rows.annotate(n=Count("id")).group_by("state").values("state", "n")
    return {row["state"]: row["n"] for row in found}
