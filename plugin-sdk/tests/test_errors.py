"""Problems carry their status on the class, and secrets nowhere."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr, ValidationError

from omni_sdk import errors
from omni_sdk.errors import (
    AddressRefused,
    Cancelled,
    Conflict,
    ContributionFailed,
    Discard,
    HostNotGranted,
    Invalid,
    LoginRefused,
    Problem,
    Retry,
    ScopeNotGranted,
    TooManyRequests,
)
from omni_sdk.http import parse

STATUSES = {
    "Invalid": 422,
    "Unauthenticated": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "Conflict": 409,
    "Gone": 410,
    "TooLarge": 413,
    "TooManyRequests": 429,
    "Unavailable": 503,
}


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
def test_statuses(name: str, status: int) -> None:
    """One class each, with a title, drawn in the tree at the top of the module."""
    kind: type[Problem] = getattr(errors, name)
    assert issubclass(kind, Problem)
    assert (kind.status, kind.type) == (status, "about:blank")
    assert kind.title
    assert f"{name} {status}" in (errors.__doc__ or "")


def test_every_error_stands_in_the_tree() -> None:
    """And has a docstring."""
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, BaseException)]
    assert len(kinds) > 20
    for kind in kinds:
        assert kind.__name__ in (errors.__doc__ or "")
        assert kind.__doc__


def test_a_plugin_names_its_own() -> None:
    """By subclassing; headers and further members come with the instance."""

    class PlanFull(Conflict):
        type = "plan-full"
        title = "The plan is full"

    problem = PlanFull("3 of 3 seats are taken", headers={"Retry-After": "5"}, seats=3)
    assert (problem.status, problem.type, problem.title) == (409, "plan-full", "The plan is full")
    assert (problem.detail, problem.headers, problem.members) == ("3 of 3 seats are taken", {"Retry-After": "5"}, {"seats": 3})
    assert str(problem) == "3 of 3 seats are taken"
    assert str(PlanFull()) == "The plan is full"
    assert TooManyRequests(headers={"Retry-After": "1"}).members == {}


@pytest.mark.parametrize("member", ["type", "title", "status", "instance"])
def test_a_problems_own_members_are_said_on_the_class(member: str) -> None:
    """They are what programs rely on."""
    with pytest.raises(TypeError, match=member):
        Problem("x", **{member: "y"})  # type: ignore[arg-type]  # that is the mistake


def test_invalid_names_the_field() -> None:
    """In one shape, whoever found it."""
    problem = Invalid("must be in the future", at="start", hint="tomorrow")
    assert problem.at == "start"
    assert problem.members == {"hint": "tomorrow", "errors": [{"at": "start", "detail": "must be in the future"}]}
    assert "errors" not in Invalid("all wrong").members


class Inner(BaseModel):
    count: int


class Body(BaseModel):
    name: str
    inner: list[Inner] = []
    password: SecretStr = SecretStr("")


def test_parse_answers_as_the_body_would() -> None:
    """Every field, and no value."""
    assert parse(Body, {"name": "Ann"}) == Body(name="Ann")
    with pytest.raises(Invalid) as caught:
        parse(Body, {"inner": [{"count": 1}, {"count": "many"}], "password": ["hunter2"]})
    assert caught.value.members["errors"] == [
        {"at": "name", "detail": "Field required"},
        {"at": "inner.1.count", "detail": "Input should be a valid integer, unable to parse string as an integer"},
        {"at": "password", "detail": "Input should be a valid string"},
    ]
    assert caught.value.detail == "name: Field required (and 2 more)"
    assert caught.value.at == "name"
    assert "hunter2" not in str(caught.value.members)
    with pytest.raises(Invalid, match="body: Input should be"):
        parse(Body, 3)


@given(st.recursive(st.none() | st.text() | st.integers(), lambda s: st.lists(s) | st.dictionaries(st.text(), s)))
def test_parse_raises_nothing_else(data: object) -> None:
    """Whatever comes."""
    with suppress(Invalid):
        parse(Body, data)


def test_places_stand_under_where_the_data_came_from() -> None:
    """A query's or a header's."""
    with pytest.raises(ValidationError) as caught:
        Inner.model_validate({})
    assert Invalid.of(caught.value, at="query").members["errors"] == [{"at": "query.count", "detail": "Field required"}]


def test_control_flow_carries_what_it_needs() -> None:
    """Jobs, logins, children."""
    retry = Retry(timedelta(seconds=5), reason="told to wait", free=True)
    assert (retry.after, retry.reason, retry.free, str(retry)) == (timedelta(seconds=5), "told to wait", True, "told to wait")
    assert "0:00:05" in str(Retry(timedelta(seconds=5)))
    assert LoginRefused("replayed").reason == "replayed"
    assert ContributionFailed("slack", "timed out").plugin_id == "slack"
    assert str(ContributionFailed("slack")) == "plugin 'slack' failed"
    assert not issubclass(Cancelled, Exception)  # `except Exception` must let it pass
    assert issubclass(Discard, Exception)
    assert issubclass(AddressRefused, HostNotGranted)
    assert issubclass(HostNotGranted, ScopeNotGranted)
