"""Mail for development and tests: each message becomes a file that any mail program opens."""

import asyncio
import os
import secrets
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from omni_sdk.drivers import DeliveryFailed, MailDriver

from .message import wire_form


class FileConfig(BaseModel):
    """`[drivers.mail]` with `use = "file"`."""

    model_config = ConfigDict(extra="forbid")

    folder: Path = Field(
        default=Path("mail"), description="Where the messages are written, one .eml each; by default in data_dir."
    )


class FileMail(MailDriver):
    """Writes one `.eml` per message, named by the time so that the newest is last; nobody but the owner reads it."""

    Config: ClassVar[type[BaseModel]] = FileConfig

    def __init__(self, config: BaseModel) -> None:
        self._folder = FileConfig.model_validate(config, from_attributes=True).folder

    async def send(self, message: EmailMessage) -> None:
        """Write it: the whole file or none, and safe from a crash once this returns."""
        await asyncio.to_thread(self._write, wire_form(message))

    def _write(self, content: bytes) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}.eml"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Its mode is 0600, and it gets its name when all is in it.
            with NamedTemporaryFile(dir=self._folder, prefix=".unfinished-", delete=False) as file:
                try:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                    Path(file.name).replace(self._folder / name)
                except OSError:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise DeliveryFailed(f"cannot write mail into {str(self._folder)!r}: {error.strerror}") from error
