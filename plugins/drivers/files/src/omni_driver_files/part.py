"""A blob that is being written: in a folder of its own kind until it is whole."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from pydantic_core import to_json

from .disk import folder_made, folder_synced, told

STALE_SECONDS: Final = 6 * 3600
"""A part to which nothing was added for so long has lost its writer."""
TRIES: Final = 50


class Part:
    """Made and written in threads, one call at a time."""

    def __init__(self, parts: Path, path: Path, media_type: str) -> None:
        folder_made(parts)
        self._path, self._part = path, parts / secrets.token_hex(16)
        self._file = os.fdopen(os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._file.write(to_json({"media_type": media_type}) + b"\n")

    def write(self, chunks: Iterable[bytes]) -> None:
        """Add to it; `StorageFull` without room."""
        with told("write", self._path.parent):
            self._file.writelines(chunks)

    def finish(self, chunks: Iterable[bytes]) -> None:
        """Add the last, then let it take its name: content first, so that no crash leaves a name without it."""
        with told("write", self._path.parent):
            self._file.writelines(chunks)
            self._file.flush()
            os.fsync(self._file.fileno())
            self._named()
            # Removed again with its folder by somebody who came later: that is as lasting as it gets.
            with suppress(FileNotFoundError):
                folder_synced(self._path.parent)

    def _named(self) -> None:
        for _ in range(TRIES):
            # Somebody may remove the folder meanwhile, or one above it: then it is not there, or was when it was made and is no more.
            with suppress(FileNotFoundError, FileExistsError):
                folder_made(self._path.parent)
                self._part.replace(self._path)
                return
        raise FileNotFoundError(errno.ENOENT, "its folder is removed again and again", str(self._path.parent))

    def discard(self) -> None:
        """Remove what was not finished; cheap when it was."""
        # Whatever the disk has to say to that, the write has said it.
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._part.unlink()

    @staticmethod
    def aside(parts: Path, folder: Path) -> None:
        """Remove a folder and all below it, in one step for whoever looks."""
        if not folder.is_dir():
            return
        folder_made(parts)
        # Nobody knows it by its new name: who writes there meanwhile makes a folder of the old one.
        folder.rename(removed := parts / secrets.token_hex(16))
        os.utime(removed)
        with suppress(FileNotFoundError):
            folder_synced(folder.parent)
        shutil.rmtree(removed)

    @staticmethod
    def sweep(parts: Path) -> None:
        """Remove what processes that died have left."""
        if not parts.is_dir():
            return
        oldest = time.time() - STALE_SECONDS
        for path in parts.iterdir():
            try:
                if path.stat().st_mtime >= oldest:
                    continue
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink()
            except FileNotFoundError:
                # Finished, or swept by another process.
                continue
