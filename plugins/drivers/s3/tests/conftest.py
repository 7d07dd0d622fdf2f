"""One S3 server for the tests of a process, a bucket for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from omni_driver_s3 import S3Blobs
from omni_sdk.testing.s3 import KEY, SECRET, S3Server

Driver = Callable[..., S3Blobs]


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """The server."""
    server = S3Server()
    yield server
    server.close()


@pytest.fixture
def bucket(s3: S3Server) -> str:
    """An empty one."""
    return s3.bucket()


@pytest.fixture
def driver(s3: S3Server, bucket: str) -> Driver:
    """`driver(bucket=…)` makes a driver for the test's bucket, or as it is told."""

    def make(**different: object) -> S3Blobs:
        table = {
            "endpoint": s3.url, "bucket": bucket, "access_key_id": KEY, "secret_access_key": SECRET, "retries": 1,
            "retry_seconds": 2, "connect_seconds": 1, "part_bytes": 5 * 1024 * 1024,
        }  # fmt: skip
        return S3Blobs(S3Blobs.Config.model_validate({k: v for k, v in (table | different).items() if v is not None}))

    return make
