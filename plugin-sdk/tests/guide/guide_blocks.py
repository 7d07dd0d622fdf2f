"""GUIDE.md as data: its blocks, and the packages that they make up."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT, CompletedProcess, Popen, run

SECONDS = 300
GUIDE = Path(__file__).parents[2] / "GUIDE.md"
CAPTION = re.compile(r"\*\*`([^`]+)`\*\*")
FENCE = re.compile(r"```(.*)")
HEADING = re.compile(r"#{1,6} (.+)")
CONFIGURATION = "omni.toml"
MANIFEST = "omni-plugin.toml"
FIRST_LINES = 'environment = "test"\ndata_dir = "data"\nredis.url = "{redis}"\n'


@dataclass(frozen=True)
class Block:
    """What stands between two fences; `path` is the caption above, if there is one."""

    line: int
    kind: str
    path: str | None
    text: str

    def __str__(self) -> str:
        return f"GUIDE.md:{self.line} ({self.kind or 'no language'}{f', {self.path}' if self.path else ''})"


def blocks() -> list[Block]:
    """All blocks of the guide, in order."""
    return list(_blocks(GUIDE.read_text(encoding="utf-8").splitlines()))


def _blocks(lines: list[str]) -> Iterator[Block]:
    opened: tuple[int, str, str | None] | None = None
    inside: list[str] = []
    for number, line in enumerate(lines, 1):
        fence = FENCE.fullmatch(line)
        if fence and opened is None:
            above = CAPTION.fullmatch(lines[number - 2])
            opened, inside = (number, fence[1].strip(), above[1] if above else None), []
        elif fence and opened is not None:
            yield Block(*opened, "\n".join(inside) + "\n")
            opened = None
        elif opened is not None:
            inside.append(line)


def headings() -> list[str]:
    """Texts of its headings, those inside of blocks left out."""
    found, inside = [], False
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        inside ^= bool(FENCE.fullmatch(line))
        if not inside and (match := HEADING.fullmatch(line)):
            found.append(match[1])
    return found


def anchor(heading: str) -> str:
    """How GitHub names a heading in a link."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@dataclass(frozen=True)
class Distribution:
    """One folder of the guide's: a plugin, or a driver."""

    name: str
    folder: Path

    @property
    def package(self) -> str:
        """Of the one package under `src`."""
        return next(path.name for path in sorted((self.folder / "src").iterdir()) if path.is_dir())

    @property
    def sources(self) -> Path:
        """What goes on the path."""
        return self.folder / "src"

    @property
    def is_plugin(self) -> bool:
        """A driver has no manifest."""
        return (self.sources / self.package / MANIFEST).is_file()

    @property
    def manifest(self) -> str:
        """The text of a plugin's manifest."""
        return (self.sources / self.package / MANIFEST).read_text(encoding="utf-8")

    @property
    def has_tables(self) -> bool:
        """Does it need migrations?"""
        wiring = self.sources / self.package / "plugin.py"
        return wiring.is_file() and "def omni_models" in wiring.read_text(encoding="utf-8")

    def entry_points(self) -> dict[str, dict[str, str]]:
        """What its pyproject.toml says; without one, what `omni plugin new` would write."""
        project = self.folder / "pyproject.toml"
        if not project.is_file():
            return {"omni.plugins": {self.name: f"{self.package}.plugin:plugin"}}
        found: dict[str, dict[str, str]] = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["entry-points"]
        return found

    def install(self, site: Path) -> None:
        """Leave a dist-info in `site`, as pip would."""
        info = site / f"{self.package}-0.1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {self.name}\nVersion: 0.1.0\n", encoding="utf-8")
        lines = [
            f"[{group}]\n{name} = {value}" for group, points in self.entry_points().items() for name, value in points.items()
        ]
        (info / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Assembled:
    """A folder with the guide's packages and omni.toml, and how to run something among them."""

    root: Path
    distributions: Sequence[Distribution]
    more: Sequence[Path] = ()
    """Folders with the dist-info of some of them, beside the one that all share."""

    @property
    def environment(self) -> dict[str, str]:
        """With all of it installed, and the secrets that omni.toml names."""
        path = [self.root / "site", *self.more, *(d.sources for d in self.distributions)]
        return os.environ | {
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "OMNI_CONFIG": str(self.root / "omni.toml"),
            "GATEWAY_SCRAPE_TOKEN": "scrape",
            "GATEWAY_INTRANET_KEY": "intranet",
        }

    def python(self, *arguments: str) -> CompletedProcess[str]:
        """Run a module to its end."""
        command = [sys.executable, "-m", *arguments]
        return run(
            command, cwd=self.root, env=self.environment, stdout=PIPE, stderr=STDOUT, text=True, timeout=SECONDS, check=False
        )

    def start(self, *arguments: str) -> Popen[str]:
        """Run a module beside others."""
        return Popen(
            [sys.executable, "-m", *arguments], cwd=self.root, env=self.environment, stdout=PIPE, stderr=STDOUT, text=True
        )

    @property
    def plugins(self) -> Sequence[Distribution]:
        """Those that are plugins."""
        return [distribution for distribution in self.distributions if distribution.is_plugin]


def assemble(root: Path, redis_url: str) -> list[Distribution]:
    """Write every block that has a path under `root`; those with the same path follow one another."""
    files: dict[str, str] = {CONFIGURATION: FIRST_LINES.format(redis=redis_url)}
    for block in blocks():
        if block.path:
            files[block.path] = files.get(block.path, "") + block.text
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    distributions = [Distribution(folder.parent.name, folder.parent) for folder in sorted(root.glob("*/src"))]
    for distribution in distributions:
        package = distribution.sources / distribution.package
        for folder in (package, package / "migrations") if distribution.has_tables else (package,):
            folder.mkdir(exist_ok=True)
            (folder / "__init__.py").touch()
        distribution.install(root / "site")
    return distributions
