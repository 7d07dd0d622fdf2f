"""What stops a backup, a restore or a transfer.

ArchiveError
├─ Refused     as things stand it must not be done; nothing was changed
└─ Damaged     the archive, or what was copied, is not what it should be
"""

from __future__ import annotations


class ArchiveError(Exception):
    """Told to people as it stands; `status` becomes the exit code."""

    status = 500


class Refused(ArchiveError):
    """Nothing was changed; the message names the way out."""

    status = 409


class Damaged(ArchiveError):
    """Bytes or rows are not what they were when they were written."""
