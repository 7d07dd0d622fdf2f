"""What the server says, in words that tell the operator what to do."""

from __future__ import annotations

import re
from typing import Final

from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

from omni_sdk.drivers import BlobsDown, StorageFull

CODE: Final = re.compile(r"<Code>(\w+)</Code>")
STATUS: Final = re.compile(r"status code: (\d{3})")
WRONG_KEYS: Final = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "AuthFailure"})
FULL: Final = frozenset(
    {"QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientStorage", "EntityTooLarge"}
)
FAILURES: Final = (BaseError, OSError, ValueError)
"""What obstore raises."""


def code_of(error: BaseException) -> str:
    """The error code of S3 in an answer, or ''; there is none in an answer to HEAD."""
    found = CODE.search(str(error))
    return found[1] if found else ""


def missing(error: BaseException) -> bool:
    """Is there no such object, as far as the server told? A bucket that is missing is another thing."""
    return isinstance(error, FileNotFoundError) and code_of(error) != "NoSuchBucket"


def told(error: BaseException, where: str) -> BlobsDown | StorageFull:
    """The error for an operation on the store `where` that failed."""
    code, text = code_of(error), str(error)
    found = STATUS.search(text)
    status = found[1] if found else ""
    if status == "507" or code in FULL:
        return StorageFull("there is no room left for this file: remove others, or ask the operator for more")
    if code == "NoSuchBucket":
        return BlobsDown(f"there is no {where}: create it, or mend bucket, region and endpoint under [drivers.blobs]")
    if code in WRONG_KEYS or isinstance(error, UnauthenticatedError):
        return BlobsDown(
            f"{where} does not know the key ({code or status}): mend access_key_id and secret_access_key under [drivers.blobs]"
        )
    if status == "403" or isinstance(error, PermissionDeniedError):
        return BlobsDown(f"{where} refuses the key ({code or status}): let it read, write, list and delete there")
    # Below the first paragraph stand the innards of the client.
    said = text.partition("\n\nDebug source")[0]
    return BlobsDown(f"{where} cannot be used: {said[:500]}; check endpoint and network")
