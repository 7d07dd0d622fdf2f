"""The tracking plan: what it takes, what it refuses, and how it is told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import from_json, to_json

from omni_analytics.ingest.currencies import codes, decimals, payable
from omni_analytics.ingest.events import Batch, Rows
from omni_analytics.ingest.plan import PLAN, told
from omni_analytics.plugin import plugin as analytics
from omni_sdk import Tenant

README = Path(__file__).parents[1] / "README.md"
DECIMALS = st.decimals(min_value=0, max_value=Decimal("99999999999999.999999"), places=6)


def cost(amount: object, currency: object = "EUR") -> dict[str, object]:
    """Properties with money."""
    return {"category": "hosting", "amount": amount, "currency": currency}


def row_of(name: str, properties: object) -> tuple[dict[str, Any], list[str]]:
    """What becomes of an event that comes as JSON: its row, or the reasons why there is none."""
    body = to_json([{"name": name, "properties": properties}])
    rows = Rows()
    rows.read(Batch("b", "events", "events", datetime(2026, 3, 1, tzinfo=UTC), body))
    row = {column: values[0] for column, values in rows.columns.items() if values}
    return row, [refusal.reason for refusal in rows.refused]


@pytest.mark.parametrize("entry", PLAN.values(), ids=PLAN)
def test_every_example_is_taken(entry: Any) -> None:
    """As it stands, and every event is explained."""
    row, reasons = row_of(entry.name, entry.example)
    assert reasons == []
    kept = from_json(row["properties"])
    assert {name: kept[name] for name in entry.example} == entry.example
    assert entry.text.endswith(".")
    assert entry.model.__doc__


@pytest.mark.parametrize("entry", PLAN.values(), ids=PLAN)
def test_what_is_required_is_required(entry: Any) -> None:
    """Without any of the required properties the event is refused, and the reason names it."""
    for name in entry.model.model_json_schema()["required"] if entry.model.model_json_schema().get("required") else []:
        _, reasons = row_of(entry.name, {key: value for key, value in entry.example.items() if key != name})
        assert len(reasons) == 1
        assert reasons[0].startswith(f"{name}: Field required")


async def test_the_plan_is_told(omni_app: Any, tenant: Tenant) -> None:
    """Each event with its schema and its example; and what happens to others."""
    await omni_app.enable(analytics, tenant, unknown_events="reject")
    async with omni_app.client(tenant, "analytics.report.read") as api:
        found = (await api.get("/api/v1/analytics/tracking-plan")).json()
    assert found["others"] == "reject"
    assert [event["name"] for event in found["events"]] == list(PLAN)
    paid = next(event for event in found["events"] if event["name"] == "invoice.paid")
    assert set(paid["properties"]["required"]) == {"invoice_id", "amount", "currency"}
    assert paid["example"] == PLAN["invoice.paid"].example


def test_the_plan_is_documented() -> None:
    """The table of the README has every event, with the properties that it needs."""
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| .* \| (.*) \|$", README.read_text("utf-8"), re.MULTILINE))
    for entry in PLAN.values():
        needed = entry.model.model_json_schema().get("required", [])
        assert re.findall(r"`(\w+)`", rows[entry.name]) == needed, entry.name


@given(DECIMALS, st.booleans())
def test_money_keeps_its_digits(amount: Decimal, as_text: bool) -> None:
    """From the body to the column; what may have lost some on its way is refused, and nothing else is."""
    sent: object = f"{amount:f}" if as_text else float(amount)
    row, reasons = row_of("cost.incurred", cost(sent))
    if not as_text and amount >= 1_000_000_000:
        assert len(reasons) == 1
        return
    assert reasons == []
    assert row["amount"] == amount
    assert Decimal(from_json(row["properties"])["amount"]) == amount


@given(st.integers(0, 10**14 - 1))
def test_whole_amounts(amount: int) -> None:
    """Whole numbers lose nothing, so all are taken that the column holds."""
    row, reasons = row_of("cost.incurred", cost(amount))
    assert (reasons, row["amount"]) == ([], Decimal(amount))


@pytest.mark.parametrize(
    "amount", ["", "1e3", "1_0", "١٢", " 1", "1.", ".5", "NaN", "1.1234567", "9" * 15, "-1", -0.5, 1e9, True, None, {}, 10**14]
)
def test_what_is_no_amount(amount: object) -> None:
    """Is refused with a reason that names it."""
    row, reasons = row_of("cost.incurred", cost(amount))
    assert row == {}
    assert reasons[0].startswith("amount: ")


@pytest.mark.parametrize("currency", ["eur", "EURO", "XXX", "ABC", "XAU", "DEM", "", None, 3])
def test_what_is_no_currency(currency: object) -> None:
    """Misspelt codes, metals, and money that is no more."""
    _, reasons = row_of("cost.incurred", cost("1", currency))
    assert len(reasons) == 1
    assert reasons[0].startswith("currency: ")


def test_currencies() -> None:
    """Those that people pay with, and their decimals (ISO 4217)."""
    assert {"EUR", "USD", "CHF", "JPY", "KWD", "HRK", "XOF"} <= codes()
    assert 150 <= len(codes()) <= 190
    assert [decimals(code) for code in ("EUR", "JPY", "KWD", "RSD")] == [2, 0, 3, 2]
    assert payable(Decimal("1200.000"), "JPY")
    assert not payable(Decimal("1200.5"), "JPY")


def test_what_cannot_be_paid() -> None:
    """Payments have no more decimals than the currency; prices and costs may."""
    paid = {"invoice_id": "in_1", "amount": "12.505", "currency": "EUR"}
    _, reasons = row_of("invoice.paid", paid)
    assert "12.505 EUR cannot be paid: EUR has 2 decimals" in reasons[0]
    assert row_of("invoice.paid", paid | {"currency": "KWD"})[1] == []
    assert row_of("cost.incurred", cost("0.000001"))[1] == []


def test_what_the_plan_adds() -> None:
    """Defaults are filled in, numbers of text are numbers; what the plan does not know stays as it is."""
    said = {"subscription_id": "s", "plan": "p", "amount": 10, "currency": "EUR", "interval": "year", "region": {"a": [1]}}
    row, _ = row_of("subscription.started", said | {"quantity": "3"})
    assert from_json(row["properties"]) == said | {"amount": "10", "quantity": 3}
    assert from_json(row_of("subscription.started", said)[0]["properties"])["quantity"] == 1


def test_a_plan_that_is_broken_is_named() -> None:
    """`told` raises what pydantic says."""
    with pytest.raises(ValidationError, match="interval"):
        told(PLAN["subscription.started"], dict(PLAN["subscription.started"].example) | {"interval": "day"})
