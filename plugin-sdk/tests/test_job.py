"""Calling a job makes a call, with its arguments by name, or says at once what is wrong with them."""

import inspect
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_sdk import Backoff, Call, Job, JobContext, Schedule, job

ONE = UUID(int=1)


@job("load", unique=str)
async def load(ctx: JobContext, log_id: UUID) -> None:
    """Load a log."""


@job("deliver", queue="delivery", ordered=lambda to, *, text, times: f"{to}:{times}")
async def deliver(ctx: JobContext, to: str, *, text: str, times: int = 1) -> int:
    """Deliver a text."""
    return times


@given(st.text(), st.text(), st.integers())
def test_a_call_holds_name_and_arguments(to: str, text: str, times: int) -> None:
    """However they were passed."""
    expected = Call[int]("deliver", {"to": to, "text": text, "times": times})
    assert deliver(to, text=text, times=times) == expected
    assert deliver(to=to, times=times, text=text) == expected


def test_defaults_are_written_down() -> None:
    """A call stays what it was when the code's defaults change."""
    assert deliver("Ann", text="hi").arguments == {"to": "Ann", "text": "hi", "times": 1}


@pytest.mark.parametrize(
    ("args", "kwargs", "message"),
    [
        ((), {}, "missing a required argument: 'to'"),
        (("Ann",), {}, "missing a required.* argument: 'text'"),
        (("Ann", "hi"), {}, "too many positional arguments"),
        (("Ann",), {"text": "hi", "sped": 1}, "unexpected keyword argument 'sped'"),
        (("Ann",), {"to": "Ann", "text": "hi"}, "multiple values for argument 'to'"),
    ],
)
def test_wrong_arguments_are_told_at_once(args: tuple[Any, ...], kwargs: dict[str, Any], message: str) -> None:
    """With the job's name and how to call it."""
    with pytest.raises(TypeError, match=f"job 'deliver': .*{message}.*call it as deliver\\(to: str") as caught:
        deliver(*args, **kwargs)
    assert "ctx" not in str(caught.value)


def test_keys_are_made_of_the_arguments() -> None:
    """Positional ones are passed as such: `str` takes no keyword."""
    assert load.unique_key(load(ONE).arguments) == str(ONE)
    assert load.ordered_key(load(ONE).arguments) is None
    assert deliver.ordered_key(deliver("Ann", text="hi").arguments) == "Ann:1"
    assert deliver.unique_key(deliver("Ann", text="hi").arguments) is None


async def test_the_function_stays_callable() -> None:
    """As `run`, with a context; a test may call it without a worker."""
    context: Any = None
    assert await deliver.run(context, "Ann", text="hi", times=3) == 3
    assert [*deliver.signature.parameters] == ["to", "text", "times"]
    assert deliver.signature.return_annotation in {int, "int"}


def test_a_job_is_itself() -> None:
    """Compared by identity, and a key of mappings."""
    assert {load: 1}[load] == 1
    other: object = deliver
    assert load != other


def refused(run: Any, **options: Any) -> str:
    with pytest.raises((TypeError, ValueError)) as caught:
        job("bad", **options)(run)
    return str(caught.value)


def test_functions_that_cannot_be_jobs_are_refused() -> None:
    """When they are declared, which is at load."""

    def plain(ctx: JobContext) -> None: ...
    async def nothing() -> None: ...
    async def keyword(*, ctx: JobContext) -> None: ...
    async def many(ctx: JobContext, *args: int) -> None: ...
    async def any_names(ctx: JobContext, **kwargs: int) -> None: ...
    async def by_place(ctx: JobContext, one: int, /) -> None: ...
    async def good(ctx: JobContext, /, one: int) -> None: ...

    assert "must be an 'async def' function" in refused(plain)
    assert "must take a context first" in refused(nothing)
    assert "must take a context first" in refused(keyword)
    assert "stored by name, so *args" in refused(many)
    assert "stored by name, so **kwargs" in refused(any_names)
    assert "stored by name, so one" in refused(by_place)
    assert "add where='process'" in refused(good, memory_mb=100)
    assert "must be positive" in refused(good, timeout=timedelta(0))
    assert job("good", where="process", memory_mb=100)(good).memory_mb == 100


@pytest.mark.parametrize("name", ["", "Digest", "a b", "-x", "x.", "ä"])
def test_names_can_stand_in_a_path(name: str) -> None:
    """Lower-case words."""

    async def run(ctx: JobContext) -> None: ...

    with pytest.raises(ValueError, match="job name"):
        job(name)(run)


def test_backoff_holds_together() -> None:
    """Lists become tuples; nonsense is refused."""
    assert Backoff(delays=[timedelta(seconds=1)]).delays == (timedelta(seconds=1),)
    for wrong in ({"attempts": 0}, {"first": timedelta(seconds=-1)}, {"cap": timedelta(0)}):
        with pytest.raises(ValueError, match="attempts >= 1"):
            Backoff(**wrong)


def test_a_schedule_takes_a_call() -> None:
    """Not the job itself, which lacks its arguments."""
    assert Schedule("load", cron="* * * * *", job=load(ONE)).job.arguments == {"log_id": ONE}
    uncalled: Any = load
    with pytest.raises(TypeError, match="takes a call, such as job=send_digest"):
        Schedule("load", cron="* * * * *", job=uncalled)


def test_the_signature_is_found_once() -> None:
    """Calls are made on the way of a request."""
    assert load.signature is load.signature
    assert isinstance(load, Job)
    assert isinstance(load.signature, inspect.Signature)
