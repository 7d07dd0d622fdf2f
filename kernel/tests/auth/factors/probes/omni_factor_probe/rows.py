"""Accounts that have factors already."""

from __future__ import annotations

from omni_kernel.auth.models import Account, AccountFactor

from . import FACTORS

KINDS = {f.name: f.kind for f in FACTORS}


async def has(account: Account, *methods: str) -> list[AccountFactor]:
    """An account that enrolled these."""
    return [await AccountFactor.create(account_id=account.id, plugin_id="factor-probe", method=m, kind=KINDS[m]) for m in methods]
