"""Drivers: what the operator picks once per kind in omni.toml, loaded by stevedore when first used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel
from stevedore import DriverManager
from stevedore.exception import NoMatches

from omni_kernel.settings import check_owned
from omni_kernel.settings.problems import ConfigError, ConfigProblem
from omni_sdk import DriverKind
from omni_sdk.drivers import BLOBS, MAIL, SMS
from omni_sdk.errors import DriverMissing

T = TypeVar("T")
BUILT_IN: tuple[DriverKind[Any], ...] = (MAIL, SMS, BLOBS)


class FreshDriverManager(DriverManager[Any]):
    """Without stevedore's disk cache, which misses a package reinstalled within two minutes."""

    def list_entry_points(self) -> list[EntryPoint]:
        """What is installed now."""
        return list(entry_points(group=self.namespace))


class Drivers:
    """One instance per kind and process."""

    def __init__(self, tables: Mapping[str, Mapping[str, Any]], data_dir: Path) -> None:
        self._tables, self._data_dir = tables, data_dir
        self._kinds: dict[str, DriverKind[Any]] = {k.name: k for k in BUILT_IN}
        self._made: dict[str, Any] = {}

    def declare(self, kind: DriverKind[Any]) -> None:
        """A hub's kind."""
        self._kinds[kind.name] = kind

    def check(self) -> list[ConfigProblem]:
        """What is wrong with `[drivers.…]`: kinds that nobody declared, drivers that are not installed, bad values."""
        problems: list[ConfigProblem] = []
        for name in self._tables:
            if name not in self._kinds:
                known = ", ".join(sorted(self._kinds))
                problems.append(ConfigProblem(f"drivers.{name}", "no such kind of driver", f"there are: {known}"))
                continue
            try:
                self._configured(self._kinds[name])
            except DriverMissing as error:
                problems.append(ConfigProblem(f"drivers.{name}.use", str(error), "install it, or choose another"))
            except ConfigError as error:
                problems += error.problems
        return problems

    def get(self, kind: DriverKind[T]) -> T:
        """The driver of a kind; DriverMissing when none is chosen or installed."""
        made = self._made.get(kind.name)
        if made is None:
            driver, config = self._configured(kind)
            made = self._made[kind.name] = driver(config)
        found: T = made
        return found

    def put(self, kind: DriverKind[T], driver: T) -> None:
        """Use this one instead; for tests."""
        self._made[kind.name] = driver

    async def close(self) -> None:
        """Let drivers end what they hold."""
        for driver in self._made.values():
            if close := getattr(driver, "close", None):
                await close()

    def _configured(self, kind: DriverKind[Any]) -> tuple[Any, Any]:
        table = dict(self._tables.get(kind.name, {}))
        name = table.pop("use", kind.default)
        if name is None:
            raise DriverMissing(f'no driver of the kind {kind.name!r} is chosen: set use = "…" under [drivers.{kind.name}]')
        try:
            driver: Any = FreshDriverManager(f"omni.drivers.{kind.name}", name, on_missing_entrypoints_callback=None).driver
        except NoMatches as error:
            there = sorted(e.name for e in entry_points(group=f"omni.drivers.{kind.name}"))
            raise DriverMissing(f"no driver {name!r} of the kind {kind.name!r} is installed; there are {there}") from error
        if not issubclass(driver, kind.base):
            raise DriverMissing(f"the driver {name!r} is no {kind.base.__name__}")
        return driver, self._placed(check_owned(table, f"drivers.{kind.name}", driver.Config))

    def _placed(self, config: BaseModel) -> BaseModel:
        """Relative paths that the operator left at their default lie in the data folder."""
        kept = {name: getattr(config, name) for name in type(config).model_fields if name not in config.model_fields_set}
        return config.model_copy(update={n: self._data_dir / v for n, v in kept.items() if isinstance(v, Path)})
