"""The tracking plan: business events by name, and what each has to say.

Names and meanings follow what billing systems call them; money is a decimal and an ISO 4217 code, never a binary fraction.
Whose it is stands beside the properties: `user_id` is the person, `group_id` the account that pays, where they differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from .currencies import codes, decimals, payable

DIGITS = re.compile(r"-?[0-9]{1,14}(?:\.[0-9]{1,6})?")
LARGEST_FRACTION = 1_000_000_000
"""Below it a number of JSON keeps six decimals; beyond it they are lost before anybody can see them."""


def _exact(value: object) -> object:
    """The decimal that was meant: as it was written, or refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        msg = 'an amount is a decimal, as text: "12.50"'
        raise ValueError(msg)  # noqa: TRY004  (pydantic takes no TypeError)
    if isinstance(value, float) and abs(value) >= LARGEST_FRACTION:
        msg = f"{value!r} may have lost digits on its way: send amounts of a billion or more as text"
        raise ValueError(msg)
    text = value if isinstance(value, str) else f"{Decimal(repr(value) if isinstance(value, float) else value):f}"
    if not DIGITS.fullmatch(text):
        msg = f'{text[:40]!r} is no amount: digits with a point, at most 14 before and 6 behind it, such as "12.50"'
        raise ValueError(msg)
    return Decimal(text)


def _known(value: str) -> str:
    if value not in codes():
        msg = f"{value!r} is no currency that is paid with (ISO 4217, in capitals): such as 'EUR'"
        raise ValueError(msg)
    return value


Money: TypeAlias = Annotated[
    Decimal,
    BeforeValidator(_exact, json_schema_input_type=str),
    Field(ge=0, description='As text, such as "12.50": numbers lose digits.'),
]
Currency: TypeAlias = Annotated[
    str,
    StringConstraints(min_length=3, max_length=3),
    AfterValidator(_known),
    Field(description="An ISO 4217 code.", json_schema_extra={"pattern": "^[A-Z]{3}$"}),
]
Label: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Reason: TypeAlias = Annotated[str, StringConstraints(max_length=1000)]


class Planned(BaseModel):
    """What every event of the plan may carry besides: whatever there is."""

    model_config = ConfigDict(extra="allow")


class Paid(Planned):
    """Money that moves: no more decimals than the currency has."""

    amount: Money
    currency: Currency

    @model_validator(mode="after")
    def _payable(self) -> Self:
        if not payable(self.amount, self.currency):
            msg = f"{self.amount} {self.currency} cannot be paid: {self.currency} has {decimals(self.currency)} decimals"
            raise ValueError(msg)
        return self


class InvoicePaid(Paid):
    """An invoice was paid."""

    invoice_id: Label
    subscription_id: Label | None = Field(None, description="What it was for, if it was a subscription.")


class PaymentFailed(Paid):
    """A payment did not go through."""

    payment_id: Label
    subscription_id: Label | None = None
    reason: Reason | None = None


class PaymentRefunded(Paid):
    """Money went back, all of it or a part."""

    payment_id: Label
    reason: Reason | None = None


class Subscription(Planned):
    """A subscription as it is from now on."""

    subscription_id: Label
    plan: Label
    amount: Money = Field(description="Of one piece for one interval; MRR is it, times the quantity, by the month.")
    currency: Currency
    interval: Literal["month", "year"] = Field(description="How often it is paid; a year counts as twelve months.")
    quantity: Annotated[int, Field(ge=1, le=1_000_000_000)] = Field(1, description="Seats, or pieces.")


class SubscriptionCancelled(Planned):
    """A subscription ends, at the time of the event."""

    subscription_id: Label
    reason: Reason | None = None
    voluntary: bool = Field(True, description="False where a payment failed.")


class FeatureUsed(Planned):
    """Somebody used a feature."""

    feature: Label
    quantity: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1


class CostIncurred(Planned):
    """Something cost money; fractions of a cent are fine."""

    category: Label
    amount: Money
    currency: Currency


class TrialStarted(Planned):
    """A trial began; where a subscription with this id starts later, it has become one."""

    subscription_id: Label
    plan: Label


class SignedUp(Planned):
    """A person has an account now."""

    plan: Label | None = None


@dataclass(frozen=True)
class PlanEntry:
    """An event of the plan, with properties that it would take."""

    name: str
    text: str
    model: type[Planned]
    example: Mapping[str, Any]


_PRO = {"subscription_id": "sub_1", "plan": "pro", "amount": "29.00", "currency": "EUR", "interval": "month", "quantity": 5}
PLAN: Mapping[str, PlanEntry] = {
    entry.name: entry
    for entry in (
        PlanEntry("account.signed_up", "A person has an account now.", SignedUp, {"plan": "free"}),
        PlanEntry("trial.started", "A trial began.", TrialStarted, {"subscription_id": "sub_1", "plan": "pro"}),
        PlanEntry("subscription.started", "A subscription began; the amount is its price for one interval.", Subscription, _PRO),
        PlanEntry("subscription.renewed", "A subscription goes on for another interval.", Subscription, _PRO),
        PlanEntry(
            "subscription.changed",
            "Plan, price, interval or quantity are others from now on.",
            Subscription,
            {**_PRO, "plan": "team", "amount": "490.00", "interval": "year", "quantity": 8},
        ),
        PlanEntry(
            "subscription.cancelled",
            "A subscription ends.",
            SubscriptionCancelled,
            {"subscription_id": "sub_1", "reason": "too expensive", "voluntary": True},
        ),
        PlanEntry(
            "invoice.paid",
            "An invoice was paid.",
            InvoicePaid,
            {"invoice_id": "in_7", "amount": "145.00", "currency": "EUR", "subscription_id": "sub_1"},
        ),
        PlanEntry(
            "payment.failed",
            "A payment did not go through.",
            PaymentFailed,
            {"payment_id": "pay_8", "amount": "145.00", "currency": "EUR", "reason": "card expired"},
        ),
        PlanEntry(
            "payment.refunded",
            "Money went back, all of it or a part.",
            PaymentRefunded,
            {"payment_id": "pay_7", "amount": "29.00", "currency": "EUR", "reason": "one seat too many"},
        ),
        PlanEntry("feature.used", "Somebody used a feature.", FeatureUsed, {"feature": "export", "quantity": 1}),
        PlanEntry(
            "cost.incurred",
            "Something cost money.",
            CostIncurred,
            {"category": "hosting", "amount": "0.000120", "currency": "USD"},
        ),
    )
}


@dataclass(frozen=True)
class Told:
    """What an event of the plan says, as it is kept: defaults filled in, money as text."""

    properties: Mapping[str, Any]
    amount: Decimal | None
    currency: str | None


def told(planned: PlanEntry, properties: Mapping[str, Any]) -> Told:
    """Check what is said against the plan; pydantic's ValidationError names what breaks it."""
    read = planned.model.model_validate(properties)
    fields = {name: value for name, value in vars(read).items() if value is not None}
    return Told({**fields, **(read.__pydantic_extra__ or {})}, fields.get("amount"), fields.get("currency"))
