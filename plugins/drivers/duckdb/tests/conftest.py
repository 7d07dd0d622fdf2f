"""A warehouse over blobs of a real driver, as one tenant sees them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from omni_driver_duckdb.driver import DuckDB
from omni_driver_files import FileBlobs

sys.path.insert(0, str(Path(__file__).parent / "support"))

from bound import Bound, SomeTenant

Made = Callable[..., DuckDB]


@pytest.fixture
def someone() -> SomeTenant:
    """Whose events they are."""
    return SomeTenant(uuid4())


@pytest.fixture
def blobs(tmp_path: Path, someone: SomeTenant) -> Bound:
    """Files, as in a small installation."""
    return Bound(FileBlobs(FileBlobs.Config.model_validate({"folder": tmp_path / "blobs"})), str(someone.id))


@pytest.fixture
def made(tmp_path: Path, someone: SomeTenant) -> Made:
    """`made(seconds=1)` is a warehouse as another process has it, for the same tenant; `cache` names its folder."""

    def make(cache: str = "copies", **config: Any) -> DuckDB:
        return DuckDB(DuckDB.Config.model_validate({"cache": tmp_path / cache} | config)).for_tenant(someone)  # type: ignore[arg-type]

    return make


@pytest.fixture
def warehouse(made: Made) -> DuckDB:
    """As configured by default."""
    return made()
