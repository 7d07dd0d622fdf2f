"""Text messages for development and tests: each becomes a file."""

import asyncio
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from omni_sdk.drivers import DeliveryFailed, SmsDriver

from .message import check


class FileConfig(BaseModel):
    """`[drivers.sms]` with `use = "file"`."""

    model_config = ConfigDict(extra="forbid")

    folder: Path = Field(
        default=Path("sms"), description="Where the messages are written, one .txt each; by default in data_dir."
    )


class FileSms(SmsDriver):
    """Writes one `.txt` per message, named by the time so that the newest is last; nobody but the owner reads it."""

    Config: ClassVar[type[BaseModel]] = FileConfig

    def __init__(self, config: BaseModel) -> None:
        self._folder = FileConfig.model_validate(config, from_attributes=True).folder

    async def send(self, to: str, text: str) -> None:
        """Write it: the whole file or none, and safe from a crash once this returns."""
        check(to, text)
        await asyncio.to_thread(self._write, f"To: {to}\n\n{text}\n")

    def _write(self, content: str) -> None:
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}.txt"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Its mode is 0600, and it gets its name when all is in it.
            with NamedTemporaryFile(dir=self._folder, prefix=".unfinished-", delete=False) as file:
                try:
                    file.write(content.encode(errors="replace"))
                    file.flush()
                    os.fsync(file.fileno())
                    Path(file.name).replace(self._folder / name)
                except OSError:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise DeliveryFailed(f"cannot write text messages into {str(self._folder)!r}: {error.strerror}") from error
