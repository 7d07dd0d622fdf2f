"""Customers: they sign up, subscribe, pay, use features, move to other plans, and some leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from .year import DAYS, Year

PLANS = (("starter", Decimal(29)), ("team", Decimal(99)), ("business", Decimal(349)))
FEATURES = ("search", "export", "share", "automation", "import", "comments")
COSTS = (("hosting", Decimal(780)), ("support", Decimal(410)), ("e-mail", Decimal(65)))
CUSTOMERS = 240
MONTH = timedelta(days=30)


def events(random: Random, year: Year, currency: str) -> Iterator[dict[str, Any]]:
    """Each business event of the year."""
    days = year.days
    for number in range(CUSTOMERS):
        # More of them the later it is, and some who were there before.
        at = int(random.random() ** 0.75 * (DAYS + 60)) - 60
        yield from _customer(random, year, f"customer-{number:04}", max(0, at), currency)
    for day in days[:: MONTH.days]:
        for category, amount in COSTS:
            share = Decimal(str(round(random.uniform(0.9, 1.2), 3)))
            told = {"category": category, "amount": _text(amount * share), "currency": currency}
            yield _event(random, year, day, "cost.incurred", None, told)


def _customer(random: Random, year: Year, customer: str, at: int, currency: str) -> Iterator[dict[str, Any]]:
    days, (plan, price) = year.days, random.choices(PLANS, (6, 3, 1))[0]
    yearly, quantity = random.random() < 0.2, random.choices((1, 3, 5, 12), (6, 3, 2, 1))[0]
    yield _event(random, year, days[at], "account.signed_up", customer, {"plan": plan})
    if random.random() < 0.25:
        return
    start = min(at + random.randrange(0, 15), DAYS - 1)
    staying = random.expovariate(1 / (900 if plan == "business" else 420))
    end = int(start + max(20, staying))
    loyal = end >= DAYS
    told = _subscription(customer, plan, price, currency, yearly=yearly, quantity=quantity)
    yield _event(random, year, days[start], "subscription.started", customer, told)
    step = 365 if yearly else MONTH.days
    for number, due in enumerate(range(start, min(end, DAYS), step)):
        if number and random.random() < 0.05:
            plan, price = random.choice(PLANS)
            quantity = max(1, quantity + random.choice((-2, 1, 2, 3)))
            told = _subscription(customer, plan, price, currency, yearly=yearly, quantity=quantity)
            yield _event(random, year, days[due], "subscription.changed", customer, told)
        elif number:
            yield _event(random, year, days[due], "subscription.renewed", customer, told)
        yield from _paid(random, year, days[due], customer, told, number)
    if not loyal:
        why = {
            "subscription_id": told["subscription_id"],
            "reason": random.choice(("price", "unused", "moved away")),
            "voluntary": random.random() < 0.8,
        }
        yield _event(random, year, days[end], "subscription.cancelled", customer, why)
    yield from _used(random, year, customer, start, min(end, DAYS))


def _paid(random: Random, year: Year, day: date, customer: str, told: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    amount = Decimal(told["amount"]) * told["quantity"]
    invoice = {
        "invoice_id": f"{customer}-{number + 1}",
        "subscription_id": told["subscription_id"],
        "amount": _text(amount),
        "currency": told["currency"],
    }
    yield _event(random, year, day, "invoice.paid", customer, invoice)
    if random.random() < 0.02:
        share = amount * random.choice((Decimal(1), Decimal("0.5")))
        back = {"payment_id": invoice["invoice_id"], "amount": _text(share), "currency": told["currency"], "reason": "requested"}
        yield _event(random, year, day, "payment.refunded", customer, back)


def _used(random: Random, year: Year, customer: str, start: int, end: int) -> Iterator[dict[str, Any]]:
    keen = random.betavariate(2, 5)
    for at in range(start, end):
        day = year.days[at]
        if random.random() < keen * year.busy(0, day):
            told = {"feature": random.choices(FEATURES, (9, 5, 4, 3, 2, 1))[0], "quantity": random.randrange(1, 6)}
            yield _event(random, year, day, "feature.used", customer, told)


def _subscription(customer: str, plan: str, price: Decimal, currency: str, *, yearly: bool, quantity: int) -> dict[str, Any]:
    amount = price * 10 if yearly else price
    interval = "year" if yearly else "month"
    return {
        "subscription_id": f"sub-{customer}",
        "plan": plan,
        "amount": _text(amount),
        "currency": currency,
        "interval": interval,
        "quantity": quantity,
    }


def _event(random: Random, year: Year, day: date, name: str, person: str | None, told: dict[str, Any]) -> dict[str, Any]:
    amount = told.get("amount")
    return {
        "time": year.moment(random, day),
        "source": "demo",
        "type": "track",
        "name": name,
        "person": person,
        "user_id": person,
        "amount": Decimal(amount) if amount is not None else None,
        "currency": told.get("currency"),
        "properties": json.dumps(told),
    }


def _text(amount: Decimal) -> str:
    return str(amount.quantize(Decimal("0.01")))
