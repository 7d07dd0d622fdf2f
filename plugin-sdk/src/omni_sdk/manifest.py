"""`omni-plugin.toml`: read before anything of the plugin is imported."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Annotated, Literal

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from .contributions.event import PATTERN

CONTRACT = 1
"""The version of the contract that this SDK holds: what a manifest's `api` must equal."""

ANY_HOST = "any"

OWN_SCAFFOLDS = ("plugin", "hub", "extension")
"""What `omni plugin new --kind` writes without any hub."""

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
SETTING = re.compile(r"setting:[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
ROOT_PATH = re.compile(r"(?:/(?:\{[A-Za-z_]\w*\}|[A-Za-z0-9._~-]+))+")


def _outbound(value: str) -> str:
    if value in {ANY_HOST, "entered"}:  # two spellings of one scope
        return ANY_HOST
    if SETTING.fullmatch(value):
        return value
    host = value.lower()
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        pass
    if not HOST.fullmatch(host):
        msg = f"{value!r} is neither a host such as 'hooks.slack.com' (no scheme, port or path), 'setting:<field>' nor 'any'"
        raise ValueError(msg)
    return host


def _event(value: str) -> str:
    if not PATTERN.fullmatch(value):
        msg = f"{value!r} is no event name or pattern, such as 'tenant.member.added', 'invoice.*' or '**'"
        raise ValueError(msg)
    return value


def _root_path(value: str) -> str:
    if not ROOT_PATH.fullmatch(value):
        msg = f"{value!r} is no path, such as '/metrics'"
        raise ValueError(msg)
    return value


def _scaffold(value: str) -> str:
    if value in OWN_SCAFFOLDS:
        msg = f"{value!r} is a kind of plugin that Omni itself writes: choose another word"
        raise ValueError(msg)
    return value


def _requirement(value: str) -> str:
    requirement_of(value)
    return value


def requirement_of(value: str) -> tuple[str, SpecifierSet]:
    """Read `analytics>=1` as plugin id and range of versions; ValueError names what is wrong."""
    try:
        found = Requirement(value)
    except InvalidRequirement:
        found = None
    if found is None or found.extras or found.url or found.marker or not ID.fullmatch(found.name):
        msg = f"{value!r} is no plugin id with a range of versions, such as 'analytics>=1'"
        raise ValueError(msg)
    return found.name, found.specifier


PluginId = Annotated[str, Field(pattern=f"^{ID.pattern}$", max_length=64)]
"""Lower-case words joined by hyphens."""
Text = Annotated[str, Field(min_length=1, max_length=200)]


class Scopes(BaseModel):
    """What the plugin asks of the kernel, and a tenant's admin grants."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outbound: tuple[Annotated[str, AfterValidator(_outbound)], ...] = Field(
        default=(),
        description="Hosts it calls; `setting:<field>` is the host of that setting's URL, `any` (or `entered`) any"
        " public host that the tenant's people enter.",
    )
    mail: bool = Field(default=False, description="To send mail.")
    sms: bool = Field(default=False, description="To send text messages.")
    directory: bool = Field(default=False, description="To read who the tenant's people are.")
    metrics: bool = Field(default=False, description="To read everybody's metrics.")
    events: tuple[Annotated[str, AfterValidator(_event)], ...] = Field(
        default=(), description="Events of other plugins, and of the kernel, that it reads: names or patterns."
    )
    data: tuple[PluginId, ...] = Field(default=(), description="Hubs whose data it reads.")


class Manifest(BaseModel):
    """What a plugin says of itself in `omni-plugin.toml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: PluginId = Field(description="What it is called everywhere: lower-case words joined by hyphens.")
    title: Text = Field(description="Its name for people.")
    summary: Text = Field(description="One sentence: what an admin gets by enabling it.")
    category: Text = Field(description="Where the dashboard lists it: `analytics`, `security`, …")
    icon: Text = Field(default="puzzle", description="An icon of the dashboard's set.")
    level: Literal["tenant", "platform"] = Field(
        default="tenant", description="`tenant`: each tenant's choice; `platform`: the operator's, for the installation."
    )
    api: int = Field(ge=1, description="The version of the contract that it is written for.")
    provides: int | None = Field(
        default=None, ge=1, description="A hub's version of its own contract: what `requires` of others compares with."
    )
    requires: tuple[Annotated[str, AfterValidator(_requirement)], ...] = Field(
        default=(), description='Plugins without which it does not load, with versions: `["analytics>=1"]`.'
    )
    after: tuple[PluginId, ...] = Field(default=(), description="Plugins that stand before it, where present.")
    area: PluginId | None = Field(default=None, description="The path that a hub reserves: `/api/v1/<area>/…`.")
    root_paths: tuple[Annotated[str, AfterValidator(_root_path)], ...] = Field(
        default=(), description='Paths of its routes with `mount="root"`.'
    )
    commands: tuple[PluginId, ...] = Field(
        default=(), description="Words of its own at the command line: `report` for `omni report …`."
    )
    scaffolds: tuple[Annotated[PluginId, AfterValidator(_scaffold)], ...] = Field(
        default=(), description="Kinds of plugins that a hub has templates for, in `scaffolds/<kind>/` of its package."
    )
    scopes: Scopes = Field(default=Scopes(), description="What it asks of the kernel, and admins grant.")

    @field_validator("scaffolds")
    @classmethod
    def _only_hubs_have_scaffolds(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if value and info.data.get("provides", 1) is None:
            msg = "scaffolds are a hub's: say which contract it provides, or leave them out"
            raise ValueError(msg)
        return value

    @property
    def requirements(self) -> Mapping[str, SpecifierSet]:
        """`requires`, by plugin id; whoever names a plugin twice means both ranges."""
        found: dict[str, SpecifierSet] = {}
        for plugin_id, versions in map(requirement_of, self.requires):
            found[plugin_id] = found.get(plugin_id, SpecifierSet()) & versions
        return found


@dataclass(frozen=True)
class ManifestProblem:
    """One thing that is wrong with a manifest: where, what, and the way out."""

    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """One line."""
        return f"{self.path}: {self.message}" + (f" ({self.hint})" if self.hint else "")


class ManifestError(ValueError):
    """The manifest cannot be used; `problems` is all that is wrong with it."""

    def __init__(self, problems: tuple[ManifestProblem, ...]) -> None:
        super().__init__("omni-plugin.toml: " + "; ".join(map(str, problems)))
        self.problems = problems


def read(text: str) -> Manifest:
    """The manifest in `text`, which is TOML; `ManifestError` with all problems at once."""
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ManifestError((ManifestProblem("TOML", str(error) or "nested too deeply"),)) from error
    try:
        return Manifest.model_validate(table)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False)
        raise ManifestError(tuple(_problem(e["loc"], e["type"], e["msg"], e["input"]) for e in found)) from error


def _problem(loc: tuple[int | str, ...], kind: str, message: str, value: object) -> ManifestProblem:
    path = ".".join(map(str, loc))
    if kind == "missing":
        return ManifestProblem(path, "is missing", _description(str(loc[-1])))
    if kind == "extra_forbidden":
        known = list(Scopes.model_fields if loc[0] == "scopes" and len(loc) > 1 else Manifest.model_fields)
        near = difflib.get_close_matches(str(loc[-1]), known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
        return ManifestProblem(path, "is unknown", hint)
    return ManifestProblem(path, f"{message.removeprefix('Value error, ')}, got {value!r}", _description(str(loc[0])))


def _description(field: str) -> str:
    found = Manifest.model_fields.get(field)
    return (found.description or "") if found else ""
