"""Events: patterns, handlers, and the kernel's own table."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from omni_sdk import Event, EventContext, EventType, On
from omni_sdk import events as kernel
from omni_sdk.events import KERNEL_EVENTS, MemberAdded, matches

words = st.from_regex(r"[a-z0-9_-]{1,6}", fullmatch=True)


async def one(ctx: EventContext, event: Event[Any]) -> None: ...
async def many(ctx: EventContext, events: Sequence[Event[Any]]) -> None: ...


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("invoice.paid", "invoice.paid", True),
        ("invoice.paid", "invoice.paid.late", False),
        ("invoice.*", "invoice.paid", True),
        ("invoice.*", "invoice.paid.late", False),
        ("invoice.*", "invoices.paid", False),
        ("invoice.**", "invoice.paid.late", True),
        ("invoice.**", "invoice", False),
        ("**.deleted", "tenant.member.deleted", True),
        ("*.created", "tenant.created", True),
        ("*.created", "tenant.member.created", False),
        ("**", "anything.at-all", True),
        ("a.b", "aXb", False),
    ],
)
def test_patterns(pattern: str, name: str, expected: bool) -> None:
    """A star is one word, two are one or more."""
    assert matches(pattern, name) is expected


@given(st.lists(words, min_size=1, max_size=4), st.data())
def test_every_name_matches_its_own_patterns(parts: list[str], data: st.DataObject) -> None:
    """Any word may be a star."""
    starred = [data.draw(st.sampled_from([part, "*", "**"])) for part in parts]
    assert matches(".".join(starred), ".".join(parts))


@pytest.mark.parametrize("event", ["", ".", "a.", "A.b", "a b", "a.***", "a*"])
def test_bad_patterns_are_refused(event: str) -> None:
    """When the handler is declared."""
    with pytest.raises(ValueError, match="no event name or pattern"):
        On(event, one)


def test_a_batch_says_how_many_and_how_long() -> None:
    """By default a thousand, or what came in a second."""
    assert (On("a.b", one).batched, On("a.b", one).size) == (False, 1)
    batch = On.batch("a.b", many, size=10, seconds=2.5, durable=False)
    assert (batch.batched, batch.size, batch.seconds, batch.durable) == (True, 10, 2.5, False)
    assert (On.batch("a.b", many).size, On.batch("a.b", many).seconds) == (1000, 1)
    for wrong in ({"size": 0}, {"seconds": -1}):
        with pytest.raises(ValueError, match="a batch has a size"):
            On.batch("a.b", many, **wrong)  # type: ignore[arg-type]  # of two types


def test_handlers_are_async() -> None:
    """Decorated ones count as what they wrap."""
    plain: Any = len
    with pytest.raises(TypeError, match="event handler len must be"):
        On("a.b", plain)


def test_a_plugin_may_subscribe_to_its_own_type() -> None:
    """As an object."""

    class Painted(BaseModel):
        colour: str

    painted = EventType("painted", Painted)
    assert On(painted, one).event is painted
    assert painted.durable
    with pytest.raises(ValueError, match="event type name"):
        EventType("Painted!", Painted)


def test_an_envelope_validates_into_what_the_reader_asks_for() -> None:
    """A consumer declares the fields that it reads."""

    class Named(BaseModel):
        name: str

    full = MemberAdded(account_id=UUID(int=1), name="Ann", email="ann@example.org", roles=["member"])
    envelope = {
        "id": str(UUID(int=2)),
        "type": "tenant.member.added",
        "time": "2026-01-01T00:00:00Z",
        "tenant_id": None,
        "actor": None,
        "request_id": None,
        "ip": None,
        "user_agent": None,
        "data": full.model_dump(mode="json"),
    }
    event = Event[Named].model_validate(envelope)
    assert event.data == Named(name="Ann")
    assert event.time.tzinfo is not None


def test_the_kernels_table_is_complete() -> None:
    """Names as designed, each with a schema that says what it is; one of them transient."""
    assert [event.name for event in KERNEL_EVENTS] == [
        "tenant.created",
        "tenant.updated",
        "tenant.deleted",
        "tenant.exported",
        "schedule.paused",
        "schedule.resumed",
        "schedule.run",
        "tenant.member.added",
        "tenant.member.removed",
        "plugin.enabled",
        "plugin.disabled",
        "plugin.settings.changed",
        "plugin.purged",
        "plugin.uninstalled",
        "api_key.created",
        "api_key.revoked",
        "http.request.finished",
        "data.changed",
        "account.created",
        "account.changed",
        "account.erased",
        "account.login.succeeded",
        "account.login.failed",
        "account.session.ended",
        "account.password.changed",
        "account.email.verified",
        "account.email.changed",
        "account.factor.enrolled",
        "account.factor.removed",
        "account.identity.linked",
        "account.identity.unlinked",
        "account.device.trusted",
        "account.device.distrusted",
        "account.exported",
        "tenant.member.changed",
        "tenant.member.signed_out",
        "tenant.invitation.sent",
        "tenant.invitation.accepted",
        "tenant.invitation.revoked",
        "tenant.role.created",
        "tenant.role.changed",
        "tenant.role.deleted",
        "login.policy.changed",
        "api_key.rotated",
        "api_key.expiring",
    ]
    assert [event.name for event in KERNEL_EVENTS if not event.durable] == ["http.request.finished"]
    assert all(event.data.__doc__ for event in KERNEL_EVENTS)
    assert {value for value in vars(kernel).values() if isinstance(value, EventType)} == set(KERNEL_EVENTS)
    assert set(MemberAdded.model_fields) == {"account_id", "name", "email", "roles"}
