"""The blob driver `s3`: one object per blob, in a bucket."""

from .driver import S3Blobs

__all__ = ["S3Blobs"]
