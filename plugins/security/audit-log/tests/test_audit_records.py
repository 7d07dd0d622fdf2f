"""What is kept of an event: pure functions."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from omni_audit_log.chain.export import FORMULA, defused, row_of
from omni_audit_log.chain.policy import DEFAULT, PolicyBody, Rule, wants
from omni_audit_log.chain.pseudonyms import TOKEN, Fact, covered, digest, uncovered
from omni_audit_log.chain.records import facts_of, instant, outcome_of, record_of, resource_of, sane
from omni_audit_log.middleware import parameters_of
from omni_audit_log.verify import canonical
from omni_sdk import Event

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
ANN, BOB = "0190aaaa-0000-7000-8000-00000000000a", "0190bbbb-0000-7000-8000-00000000000b"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def event(type_: str = "thing.happened", data: Any = None, **other: Any) -> Event[Any]:
    base: dict[str, Any] = {
        "id": UUID(int=1), "type": type_, "time": NOW, "tenant_id": None, "actor": f"account:{ANN}", "request_id": "r1",
        "ip": "192.0.2.1", "user_agent": "curl", "data": {} if data is None else data,
    }  # fmt: skip
    return Event[Any].model_validate(base | other)


def shouted(fact: Fact) -> str:
    """A pseudonym that tells what it stands for."""
    return f"<{fact.kind}|{fact.value}|{fact.account}>"


def covered_data(data: Any, **other: Any) -> Any:
    return record_of(event(data=data, **other), shouted, NOW)["data"]


def test_a_record_has_who_where_and_what() -> None:
    """Nothing personal in clear."""
    record = record_of(event("tenant.updated", {"tenant_id": "t", "name": "Acme"}), shouted, NOW + timedelta(seconds=1))
    assert record == {
        "id": str(UUID(int=1)), "type": "tenant.updated", "time": "2026-03-01T12:00:00.000000Z",
        "recorded": "2026-03-01T12:00:01.000000Z", "actor": f"account:<account|{ANN}|{ANN}>",
        "ip": f"<ip|192.0.2.1|{ANN}>", "user_agent": "curl", "request_id": "r1", "outcome": "success",
        "resource": "tenant:t", "data": {"tenant_id": "t", "name": "Acme"},
    }  # fmt: skip


def test_what_is_missing_is_empty() -> None:
    """An event of nobody, from nowhere."""
    record = record_of(event(actor=None, ip=None, user_agent=None, request_id=None, data=[1]), shouted, NOW)
    assert (record["actor"], record["ip"], record["user_agent"], record["request_id"]) == ("system:omni", "", "", "")
    assert (record["resource"], record["data"]) == ("", [1])


@pytest.mark.parametrize(
    ("actor", "data", "shown", "whose"),
    [
        ("key:k1", {}, "key:k1", ""),
        ("system:omni", {}, "system:omni", ""),
        ("anonymous:192.0.2.1", {}, "anonymous:<ip|192.0.2.1|>", ""),
        ("anonymous:192.0.2.1", {"account_id": BOB}, f"anonymous:<ip|192.0.2.1|{BOB}>", BOB),
        ("anonymous:192.0.2.1", {"account_id": None}, "anonymous:<ip|192.0.2.1|>", ""),
        ("anonymous:", ["x"], "anonymous:", ""),
        ("key:k1", {"account_id": BOB}, "key:k1", ""),
    ],
)
def test_actors(actor: str, data: Any, shown: str, whose: str) -> None:
    """Of each kind; the address is the actor's, or of whom somebody unknown proved to be."""
    record = record_of(event(actor=actor, data=data), shouted, NOW)
    assert (record["actor"], record["ip"]) == (shown, f"<ip|192.0.2.1|{whose}>")


def test_personal_data_are_covered_wherever_they_stand() -> None:
    """By the name of the field, beside an account, and in the middle of a text."""
    found = covered_data(
        {
            "account_id": BOB,
            "name": "Bob",
            "email": "bob@example.com",
            "nested": [{"owner_account_id": ANN, "ip": "10.0.0.1", "phone": "+417"}],
            "text": f"told bob@example.com; by account:{ANN}.",
            "ann@example.com": {"name": "a plan"},
            "empty": {"email": "", "account_id": None, "name": 3},
            "number": 7,
        }
    )
    assert found["name"] == f"<name|Bob|{BOB}>"
    assert found["email"] == f"<email|bob@example.com|{BOB}>"
    assert found["nested"] == [
        {"owner_account_id": f"<account|{ANN}|{ANN}>", "ip": f"<ip|10.0.0.1|{BOB}>", "phone": f"<phone|+417|{BOB}>"}
    ]
    assert found["text"] == f"told <email|bob@example.com|{BOB}>; by account:<account|{ANN}|{ANN}>."
    assert found[f"<email|ann@example.com|{BOB}>"] == {"name": "a plan"}
    assert found["empty"] == {"email": "", "account_id": None, "name": 3}


def test_facts_are_all_that_a_record_covers() -> None:
    """What is asked for beforehand is what is needed afterwards."""
    facts = facts_of(event(data={"account_id": BOB, "email": "b@example.com"}, actor="anonymous:10.0.0.1"), NOW)
    assert facts == {
        Fact("ip", "10.0.0.1", BOB), Fact("ip", "192.0.2.1", BOB), Fact("account", BOB, BOB), Fact("email", "b@example.com", BOB),
    }  # fmt: skip


def test_addresses_are_looked_up_in_any_case() -> None:
    """As people write them."""
    assert digest("email", "Ann@Example.com") == digest("email", "ann@example.com") != digest("name", "ann@example.com")


def test_what_is_known_is_shown_and_the_rest_stays() -> None:
    """In keys, in lists, in the middle of texts."""
    one, other = f"pn_{'1' * 32}", f"pn_{'2' * 32}"
    value = {one: [f"by {one} and {other}", 7, None]}
    assert uncovered(value, {one: "Ann"}) == {"Ann": [f"by Ann and {other}", 7, None]}
    assert TOKEN.findall(f"{one}{other}") == [one, other]


@pytest.mark.parametrize(
    ("type_", "data", "outcome"),
    [
        ("account.login.succeeded", {}, "success"),
        ("account.login.failed", {}, "failure"),
        ("x.access.denied", {}, "denied"),
        ("audit-log.api.called", {"status": 200}, "success"),
        ("audit-log.api.called", {"status": 403}, "denied"),
        ("audit-log.api.called", {"status": 401}, "denied"),
        ("audit-log.api.called", {"status": 422}, "failure"),
        ("x.y", {"status": "failed"}, "success"),
        ("x.y", [], "success"),
    ],
)
def test_outcomes(type_: str, data: Any, outcome: str) -> None:
    """By the name of the event, or the status of an answer."""
    assert outcome_of(type_, data) == outcome


@pytest.mark.parametrize(
    ("type_", "data", "resource"),
    [
        ("data.changed", {"model": "Invoice", "row_id": "7"}, "Invoice:7"),
        ("account.session.ended", {"account_id": "a", "session_id": "s"}, "session:s"),
        ("account.created", {"account_id": "a", "name": "Ann"}, "account:a"),
        ("plugin.enabled", {"plugin": "p", "version": "1"}, "plugin:p"),
        ("tenant.role.created", {"name": "clerk"}, "name:clerk"),
        ("audit-log.api.called", {"path": "/x/7", "route": "GET /x/{id}"}, "/x/7"),
        ("account.identity.linked", {"account_id": "a", "provider": "oidc"}, "provider:oidc"),
        ("x.y", {"number": 1, "some_id": 5}, ""),
        ("x.y", "text", ""),
    ],
)
def test_resources(type_: str, data: Any, resource: str) -> None:
    """What it happened to."""
    assert resource_of(type_, data) == resource


def test_times_are_utc_and_exact() -> None:
    """Whatever zone they came in."""
    east = timezone(timedelta(hours=5, minutes=30))
    assert instant(datetime(2026, 1, 1, 5, 30, 0, 7, tzinfo=east)) == "2026-01-01T00:00:00.000007Z"


WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@CALM
@example([0.5, 1e300, float("inf"), 2**80, -1, "\ud800", {"\ud800": [None, True]}])
@given(WILD)
def test_whatever_an_event_carries_has_a_canonical_form(data: Any) -> None:
    """Numbers beyond what JSON holds, lone surrogates, infinities; and it says the same when it is read back."""
    import json

    text = canonical(sane(data))
    assert canonical(json.loads(text)) == text
    canonical(covered(sane(data), lambda fact: f"pn_{fact.digest[:32]}"))


@CALM
@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    """OWASP: whatever begins like one is text."""
    cell = defused(text)
    assert not cell.startswith(FORMULA)
    assert cell.endswith(text)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_formulas_are_defused(text: str) -> None:
    """Each way that one can begin; every cell is quoted, and quotes are doubled."""
    assert defused(text) == f"'{text}"
    assert row_of([text, 'a"b']) == f'"\'{text}","a""b"\r\n'.encode()


@pytest.mark.parametrize(
    ("route", "calls", "rules", "wanted"),
    [
        ("GET /api/v1/members", "none", [], False),
        ("GET /api/v1/members", "writes", [], False),
        ("POST /api/v1/members", "writes", [], True),
        ("GET /api/v1/members", "all", [], True),
        ("GET /api/v1/members/{id}", "none", [("GET /api/v1/members*", "all")], True),
        ("POST /api/v1/members", "none", [("GET /api/v1/members*", "all")], False),
        ("POST /api/v1/x/acme-greeter/hello", "all", [("/api/v1/x/acme-greeter/*", "none")], False),
        ("POST /api/v1/x/a", "none", [("/api/v1/x/a", "writes"), ("/api/v1/x/*", "none")], True),
        ("POST /api/v1/x.a", "none", [("/api/v1/x?a", "writes")], True),
    ],
)
def test_policies(route: str, calls: Any, rules: list[tuple[str, Any]], wanted: bool) -> None:
    """The first rule that matches decides."""
    policy = PolicyBody(calls=calls, rules=tuple(Rule(pattern=p, calls=c) for p, c in rules))
    assert wants(policy, route) is wanted


def test_by_default_reads_of_the_log_are_recorded() -> None:
    """Who looked is worth knowing; all else is the tenant's choice."""
    assert wants(DEFAULT, "GET /api/v1/security/audit-logs/{entry_id}")
    assert not wants(DEFAULT, "POST /api/v1/members")


def test_path_parameters_without_secrets() -> None:
    """What opens something is not written down."""
    found = parameters_of("/api/v1/x/{id}/{reset_token}/{size}", "/api/v1/x/7/abc/" + "9" * 300)
    assert found == {"id": "7", "reset_token": "[redacted]", "size": "9" * 200}
