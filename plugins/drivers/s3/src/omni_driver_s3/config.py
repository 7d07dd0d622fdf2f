"""What the operator configures."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from obstore.store import S3Store
from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

MIB = 1024 * 1024
FOREVER = timedelta(days=7)
"""A whole request may take so long, since a download is as slow as its reader; each read has its own limit."""


class Config(BaseModel):
    """`[drivers.blobs]` with `use = "s3"`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)  # the input holds the key

    bucket: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", description="The bucket, which must be there.")
    prefix: str = Field(default="", max_length=100, description="Keys begin with this, as in `omni/production`.")
    endpoint: str | None = Field(default=None, description="The server's address; by default that of AWS for the region.")
    region: str = Field(default="us-east-1", min_length=1, description="The region; most other servers take any.")
    path_style: bool = Field(default=True, description="The bucket in the path, not in the host's name.")
    access_key_id: str | None = Field(
        default=None, min_length=1, description="By default AWS_ACCESS_KEY_ID, or the machine's role."
    )
    secret_access_key: SecretStr | None = Field(default=None, description='The secret: `{ env = "S3_SECRET" }`.')
    session_token: SecretStr | None = Field(default=None, description="Of temporary credentials.")
    ca_file: Path | None = Field(default=None, description="Certificates to trust beside the system's, as PEM.")
    part_bytes: int = Field(default=8 * MIB, ge=5 * MIB, le=512 * MIB, description="Larger blobs go in parts of this size.")
    parts_at_once: int = Field(default=3, ge=1, le=32, description="Parts of one blob that are on their way at a time.")
    connect_seconds: float = Field(default=5, gt=0, le=60, description="How long a connection may take.")
    timeout_seconds: float = Field(default=60, gt=0, le=3600, description="How long a part, or the next bytes, may take.")
    retries: int = Field(default=4, ge=0, le=20, description="How often a request is tried again.")
    retry_seconds: float = Field(default=30, gt=0, le=300, description="And for how long.")

    @model_validator(mode="after")
    def _together(self) -> Self:
        if (self.access_key_id is None) != (self.secret_access_key is None):
            raise ValueError("access_key_id and secret_access_key go together: set both, or none of them")
        if self.endpoint is not None and (
            urlsplit(self.endpoint).scheme not in {"http", "https"} or not urlsplit(self.endpoint).netloc
        ):
            raise ValueError(f"endpoint {self.endpoint!r} should begin with https:// or http://, then a host")
        if any(part in {"", ".", ".."} for part in self.prefix.split("/")) and self.prefix:
            raise ValueError(f"prefix {self.prefix!r} should be segments between single slashes, as in 'omni/production'")
        return self

    @property
    def where(self) -> str:
        """The bucket and its server, for messages."""
        return f"bucket {self.bucket!r} at {self.endpoint or f'AWS in {self.region}'}"

    def store(self) -> S3Store:
        """A client; it connects when it is first asked."""
        client: ClientConfig = {
            "allow_http": (self.endpoint or "").startswith("http://"),
            "connect_timeout": timedelta(seconds=self.connect_seconds),
            "read_timeout": timedelta(seconds=self.timeout_seconds),
            "timeout": FOREVER,
        }
        if self.ca_file is not None:
            client["root_certificate"] = self.ca_file.read_bytes()
        retry: RetryConfig = {"max_retries": self.retries, "retry_timeout": timedelta(seconds=self.retry_seconds)}
        return S3Store(self.bucket, prefix=self.prefix or None, config=self._s3(), client_options=client, retry_config=retry)

    def _s3(self) -> S3Config:
        found: S3Config = {"region": self.region, "virtual_hosted_style_request": not self.path_style}
        if self.endpoint is not None:
            found["endpoint"] = self.endpoint
        if self.access_key_id is not None and self.secret_access_key is not None:
            found["access_key_id"] = self.access_key_id
            found["secret_access_key"] = self.secret_access_key.get_secret_value()
        if self.session_token is not None:
            found["session_token"] = self.session_token.get_secret_value()
        return found
