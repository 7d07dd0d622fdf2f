"""Importing plugins: each within its time, each failure kept as data."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from importlib.metadata import EntryPoint
from typing import Any

from stevedore import NamedExtensionManager
from stevedore.extension import Extension

from omni_sdk import Plugin

from .discovery import GROUP, Candidate
from .limits import TookTooLong, within


class LoadFailed(Exception):
    """A plugin could not be imported, or is no plugin; the cause holds the traceback."""


class Importer(NamedExtensionManager[Any]):
    """stevedore's manager over chosen entry points, without its disk cache: that hashes modification times as
    32-bit floats, and so misses a package reinstalled within two minutes.
    """

    def __init__(self, chosen: Sequence[Candidate], seconds: Mapping[str, float]) -> None:
        self._chosen = {c.id: c.entry_point for c in chosen if c.entry_point}
        self._seconds = seconds
        self.failures: dict[str, BaseException] = {}
        self.took: dict[str, float] = {}
        super().__init__(
            GROUP,
            names=list(self._chosen),
            name_order=True,
            on_load_failure_callback=lambda _, entry_point, error: self.failures.update({entry_point.name: error}),
        )

    def list_entry_points(self) -> list[EntryPoint]:
        """Only what the manifests allowed."""
        return list(self._chosen.values())

    def _load_one_plugin(self, ep: EntryPoint, *args: Any) -> Extension[Any] | None:
        began = time.perf_counter()
        limit = self._seconds[ep.name]
        try:
            with within(limit, f"importing {ep.value!r}"):
                return super()._load_one_plugin(ep, *args)
        except KeyboardInterrupt:
            raise
        except TookTooLong as error:
            raise LoadFailed(str(error)) from error
        except SystemExit as error:
            raise LoadFailed(f"it called sys.exit({error.code!r}) while it was imported") from error
        except BaseException as error:
            raise LoadFailed(f"importing {ep.value!r}: {type(error).__name__}: {error}") from error
        finally:
            self.took[ep.name] = time.perf_counter() - began


def load(
    candidates: Sequence[Candidate], seconds: Mapping[str, float]
) -> tuple[dict[str, Plugin], dict[str, BaseException], dict[str, float]]:
    """Plugins by id, failures by id, and how many seconds each import took."""
    importer = Importer([c for c in candidates if c.plugin is None], seconds)
    plugins: dict[str, Plugin] = {c.id: c.plugin for c in candidates if c.plugin is not None}
    for extension in importer.extensions:
        found: object = extension.plugin
        if isinstance(found, Plugin):
            plugins[extension.name] = found
        else:
            importer.failures[extension.name] = LoadFailed(
                f"its entry point {extension.entry_point.value!r} is a {type(found).__name__}, "
                "not an instance of a subclass of omni_sdk.Plugin"
            )
    return plugins, importer.failures, importer.took
