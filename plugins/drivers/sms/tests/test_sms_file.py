"""Text messages as files: whole, in order, private."""

import asyncio
import stat
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from omni_driver_sms import FileSms, TwilioSms
from omni_sdk.drivers import SMS, DeliveryFailed
from omni_sdk.testing.app import Bench

ANN = "+41791234567"


def files(folder: Path) -> list[Path]:
    """What is in it, the oldest first."""
    return sorted(folder.iterdir())


def driver(folder: Path) -> FileSms:
    return FileSms(FileSms.Config.model_validate({"folder": folder}))


async def test_a_message_is_a_file(tmp_path: Path) -> None:
    """With number and text; the folder is made; only the owner reads it."""
    folder = tmp_path / "not" / "there"
    await driver(folder).send(ANN, "Grüezi\n@example.org #123")
    (file,) = files(folder)
    assert (file.suffix, stat.S_IMODE(file.stat().st_mode)) == (".txt", 0o600)
    assert file.read_text("utf-8") == f"To: {ANN}\n\nGrüezi\n@example.org #123\n"


async def test_many_at_once_are_many_files(tmp_path: Path) -> None:
    """None overwrites another, and none is left unfinished."""
    sms = driver(tmp_path)
    await asyncio.gather(*(sms.send(ANN, str(n)) for n in range(30)))
    assert {file.read_text().splitlines()[-1] for file in files(tmp_path)} == {str(n) for n in range(30)}
    await sms.close()


async def test_names_sort_by_time(tmp_path: Path) -> None:
    """The newest is last."""
    for text in "abc":
        await driver(tmp_path).send(ANN, text)
    assert [file.read_text().splitlines()[-1] for file in files(tmp_path)] == ["a", "b", "c"]


async def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryFailed, match=r"cannot write text messages into '.*file/sms'") as caught:
        await driver(tmp_path / "file" / "sms").send(ANN, "x")
    assert not caught.value.permanent


async def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file is removed again."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DeliveryFailed, match="No space left on device"):
        await driver(tmp_path).send(ANN, "x")
    assert not files(tmp_path)


@pytest.mark.parametrize("to", ["", "0791234567", "41791234567", "+0791234567", "+4179123456789012", "+41 79 123", "+41\n"])
async def test_a_number_that_is_none_is_refused(tmp_path: Path, to: str) -> None:
    """For good: trying again would not help."""
    with pytest.raises(DeliveryFailed, match=r"E\.164") as caught:
        await driver(tmp_path).send(to, "x")
    assert caught.value.permanent


@pytest.mark.parametrize("length", [0, 1601])
async def test_a_text_of_a_wrong_length_is_refused(tmp_path: Path, length: int) -> None:
    """Before anybody is asked to deliver it."""
    with pytest.raises(DeliveryFailed, match=f"this one has {length}") as caught:
        await driver(tmp_path).send(ANN, "x" * length)
    assert caught.value.permanent


@pytest.mark.parametrize("length", [1, 1600])
async def test_the_shortest_and_the_longest_text(tmp_path: Path, length: int) -> None:
    """Are taken."""
    await driver(tmp_path).send("+" + "9" * 15, "x" * length)
    assert len(files(tmp_path)) == 1


def test_both_are_found_by_name() -> None:
    """As entry points of the kind, and as its subclasses; the operator has to choose."""
    found = {entry.name: entry.load() for entry in entry_points(group=f"omni.drivers.{SMS.name}")}
    assert found == {"file": FileSms, "twilio": TwilioSms}
    assert all(issubclass(driver, SMS.base) for driver in found.values())
    assert SMS.default is None


async def test_the_operators_choice(tmp_path: Path, omni_bench: Bench) -> None:
    """As `[drivers.sms]` says it; a misspelt or incomplete one is named, without its secrets."""
    async with omni_bench.kernel([], overrides=chosen(use="file", folder=str(tmp_path))) as kernel:
        await kernel.drivers.get(SMS).send(ANN, "x")
    assert len(files(tmp_path)) == 1
    incomplete = chosen(use="twilio", account_sid="AC" + "a" * 32, auth_token="hush")
    with pytest.raises(Exception, match="set either sender or messaging_service_sid") as caught:
        async with omni_bench.kernel([], overrides=incomplete):
            raise AssertionError
    assert "hush" not in str(caught.value)


def chosen(**said: str) -> dict[str, Any]:
    """That part of a configuration."""
    return {"drivers": {SMS.name: said}}


def test_unknown_keys_are_refused() -> None:
    """A misspelt key is no silent default."""
    with pytest.raises(ValidationError, match="foldr"):
        FileSms.Config.model_validate({"foldr": "x"})
