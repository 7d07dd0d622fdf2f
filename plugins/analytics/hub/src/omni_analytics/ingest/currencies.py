"""Which currencies there are, and how many decimals their coins have (ISO 4217)."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

SINCE = 2010
"""Codes that no country has used since are refused, however old the events are: they are taken for misspelt."""
NO_COINS = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
})  # fmt: skip
THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


@cache
def codes() -> frozenset[str]:
    """Codes of money that some country pays with."""
    from babel.core import get_global  # 20 ms, and not before money comes

    used = get_global("territory_currencies")
    return frozenset(
        code for uses in used.values() for code, _, end, tender in uses if tender and (end is None or end[0] >= SINCE)
    )


@cache
def decimals(currency: str) -> int:
    """Of amounts that can be paid: 2 for most, 0 for yen."""
    if currency in NO_COINS:
        return 0
    return 3 if currency in THOUSANDTHS else 2


def payable(amount: Decimal, currency: str) -> bool:
    """Whether no more decimals than the currency has are other than zero."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= decimals(currency):
        return True
    return amount == round(amount, decimals(currency))
