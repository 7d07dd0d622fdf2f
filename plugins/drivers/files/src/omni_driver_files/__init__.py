"""The blob driver `file`: one file per blob, in a folder."""

from .file import FileBlobs

__all__ = ["FileBlobs"]
