"""Mails as files: whole, in order, private."""

import asyncio
import stat
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from omni_driver_mail import FileMail, SmtpMail
from omni_sdk.drivers import MAIL, DeliveryFailed


def made(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in ({"From": "omni@example.org", "To": "ann@example.org", "Subject": "Hello"} | headers).items():
        if value:
            message[name] = value
    message.set_content("Good morning, Ann.\n")
    return message


def files(folder: Path) -> list[Path]:
    """What is in it, the oldest first."""
    return sorted(folder.iterdir())


def driver(folder: Path) -> FileMail:
    return FileMail(FileMail.Config.model_validate({"folder": folder}))


async def test_a_mail_is_a_file(tmp_path: Path) -> None:
    """That reads as what was sent; the folder is made; only the owner reads it."""
    folder = tmp_path / "not" / "there"
    await driver(folder).send(made())
    (file,) = files(folder)
    assert file.suffix == ".eml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    read = message_from_bytes(file.read_bytes(), policy=default)
    assert (read["To"], read["Subject"], read.get_content().strip()) == ("ann@example.org", "Hello", "Good morning, Ann.")


async def test_many_at_once_are_many_files(tmp_path: Path) -> None:
    """None overwrites another, and none is left unfinished."""
    mail = driver(tmp_path)
    await asyncio.gather(*(mail.send(made(Subject=str(n))) for n in range(50)))
    written = files(tmp_path)
    assert len(written) == 50
    assert {message_from_bytes(file.read_bytes())["Subject"] for file in written} == {str(n) for n in range(50)}
    await mail.close()


async def test_names_sort_by_time(tmp_path: Path) -> None:
    """The newest is last."""
    for subject in "abc":
        await driver(tmp_path).send(made(Subject=subject))
    assert [message_from_bytes(f.read_bytes())["Subject"] for f in files(tmp_path)] == ["a", "b", "c"]


async def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryFailed, match=r"cannot write mail into '.*file/mail'"):
        await driver(tmp_path / "file" / "mail").send(made())


async def test_a_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a file is removed again."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DeliveryFailed, match="No space left on device"):
        await driver(tmp_path).send(made())
    assert not files(tmp_path)


@pytest.mark.parametrize(("header", "value"), [("From", ""), ("To", ""), ("Bcc", "eve@example.org")])
async def test_a_message_that_nobody_can_deliver_is_refused(tmp_path: Path, header: str, value: str) -> None:
    """For good: trying again would not help."""
    with pytest.raises(DeliveryFailed, match=header) as caught:
        await driver(tmp_path).send(made(**{header: value}))
    assert caught.value.permanent
    assert not files(tmp_path)


async def test_half_a_character_is_refused(tmp_path: Path) -> None:
    """No encoding has it."""
    message = made()
    message.set_payload("\ud800")
    with pytest.raises(DeliveryFailed, match="cannot be written down") as caught:
        await driver(tmp_path).send(message)
    assert caught.value.permanent


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1), body=st.text(st.characters(codec="utf-8", exclude_categories=["C"])))  # fmt: skip
def test_any_language_survives(tmp_path: Path, subject: str, body: str) -> None:
    """What is read is what was sent."""
    folder = tmp_path / str(len(files(tmp_path)))
    message = made(Subject=subject)
    message.set_content(body)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
        runner.run(driver(folder).send(message))
    read = message_from_bytes(files(folder)[0].read_bytes(), policy=default)
    assert read["Subject"] == subject
    assert read.get_content().rstrip("\r\n") == body


def test_both_are_found_by_name() -> None:
    """As entry points of the kind, and as its subclasses."""
    found = {entry.name: entry.load() for entry in entry_points(group=f"omni.drivers.{MAIL.name}")}
    assert found == {"file": FileMail, "smtp": SmtpMail}
    assert all(issubclass(driver, MAIL.base) for driver in found.values())
    assert MAIL.default in found


def test_unknown_keys_are_refused() -> None:
    """A misspelt key is no silent default."""
    with pytest.raises(ValidationError, match="foldr"):
        FileMail.Config.model_validate({"foldr": "x"})
