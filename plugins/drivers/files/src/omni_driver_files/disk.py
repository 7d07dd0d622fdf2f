"""What the disk says, in the words of the SDK; and folders that are still there after a crash."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from omni_sdk.drivers import BlobsDown, StorageFull

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def told(verb: str, root: Path) -> Iterator[None]:
    """Errors of the system as `StorageFull` or `BlobsDown`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull("there is no room left for this file: remove others, or ask the operator for more") from error
        msg = (
            f"cannot {verb} blobs in {str(root)!r}: {error.strerror or error}; the folder of [drivers.blobs] must be there"
            " and belong to the user that runs Omni"
        )
        raise BlobsDown(msg) from error


def folder_made(folder: Path) -> None:
    """Make a folder with those above it, each safe from a crash before anything is put into it."""
    if not folder.is_dir():
        folder_made(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        folder_synced(folder.parent)


def folder_synced(folder: Path) -> None:
    """What was renamed, made or removed in a folder is so after a crash, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
