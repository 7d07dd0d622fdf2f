"""Manifests are read without importing anything; whatever is wrong comes all at once, with the way out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from omni_sdk.manifest import Manifest, ManifestError, Scopes, read, requirement_of

MINIMAL = """
id = "acme-greeter"
title = "Greeter"
summary = "Greets people."
category = "example"
api = 1
"""


def toml(value: Any) -> str:
    """A value as TOML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return repr(value)


def problems(text: str) -> dict[str, str]:
    with pytest.raises(ManifestError) as caught:
        read(text)
    assert all(str(problem) in str(caught.value) for problem in caught.value.problems)
    return {problem.path: f"{problem.message} | {problem.hint}" for problem in caught.value.problems}


def test_a_minimal_manifest() -> None:
    """All else has a default."""
    found = read(MINIMAL)
    assert (found.id, found.level, found.api, found.icon) == ("acme-greeter", "tenant", 1, "puzzle")
    assert (found.requires, found.after, found.area, found.provides, found.root_paths) == ((), (), None, None, ())
    assert (found.commands, found.scaffolds) == ((), ())
    assert found.scopes == Scopes()
    assert hash(found)


def test_a_full_manifest() -> None:
    """As a hub's would be."""
    text = MINIMAL.replace("api = 1", "api = 1\nprovides = 2") + """
level = "platform"
icon = "chart"
area = "analytics"
requires = ["ml>=1,<3", "2fa-totp", "ml!=2"]
after = ["rate-limit"]
root_paths = ["/v1/batch", "/x/{name}"]
commands = ["report", "to-day"]
scaffolds = ["report", "format"]
[scopes]
outbound = ["Hooks.Slack.com", "setting:provider.url", "entered", "[::1]"]
mail = true
events = ["tenant.member.added", "invoice.*", "**"]
data = ["analytics"]
"""  # fmt: skip
    found = read(text)
    assert found.scopes.outbound == ("hooks.slack.com", "setting:provider.url", "any", "::1")
    assert (found.commands, found.scaffolds) == (("report", "to-day"), ("report", "format"))
    assert found.requirements["ml"].contains(Version("1.5"))
    assert not found.requirements["ml"].contains(Version("2"))
    assert found.requirements["2fa-totp"].contains(Version("99"))
    assert read(MINIMAL + '[scopes]\noutbound = ["any"]').scopes.outbound == ("any",)


def test_all_problems_come_at_once() -> None:
    """Each with its path and the way out."""
    found = problems(
        'id = "Acme Greeter"\ntitel = "Greeter"\nsummary = ""\napi = "one"\n[scopes]\nmails = true\noutbound = ["https://x.org/a"]'
    )
    assert set(found) == {"id", "title", "titel", "summary", "category", "api", "scopes.mails", "scopes.outbound.0"}
    assert "got 'Acme Greeter'" in found["id"]
    assert "joined by hyphens" in found["id"]
    assert found["titel"] == "is unknown | did you mean 'title'?"
    assert found["title"] == "is missing | Its name for people."
    assert found["scopes.mails"] == "is unknown | did you mean 'mail'?"
    assert "'https://x.org/a' is neither a host such as 'hooks.slack.com'" in found["scopes.outbound.0"]


def test_an_unknown_key_far_from_all_lists_them() -> None:
    """When nothing is near."""
    assert "there are id, title" in problems(MINIMAL + "qqqqq = 1")["qqqqq"]


def test_broken_toml_names_the_line() -> None:
    """Not a traceback."""
    assert "line 2" in problems("id = 1\ntitle = \nsummary = 2")["TOML"]


@pytest.mark.parametrize(
    "host", ["", " ", "*.slack.com", "https://slack.com", "slack.com/x", "slack.com:443", "-a.com", "a..b", "user@a.com", "setting:", "setting:a-b", "a_b.com"]
)  # fmt: skip
def test_hosts_are_hosts(host: str) -> None:
    """No scheme, no port, no path, no pattern."""
    assert "scopes.outbound.0" in problems(f'{MINIMAL}[scopes]\noutbound = ["{host}"]')


@pytest.mark.parametrize(
    "requirement", ["", "ml >= ", "ml[extra]", "ml @ https://x.org", "ml; python_version > '3'", "Ml", "ml>=x", "a_b", "1.0"]
)
def test_requirements_are_an_id_and_versions(requirement: str) -> None:
    """No extras, no URLs, no markers."""
    assert "such as 'analytics>=1'" in problems(f"{MINIMAL}requires = [{toml(requirement)}]")["requires.0"]
    with pytest.raises(ValueError, match="is no plugin id with a range of versions"):
        requirement_of(requirement)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("api = 0", "api"),
        ("provides = 0", "provides"),
        ('level = "global"', "level"),
        ('area = "Two Words"', "area"),
        ('root_paths = ["metrics"]', "root_paths.0"),
        ('root_paths = ["/"]', "root_paths.0"),
        ('after = ["Rate Limit"]', "after.0"),
        ('commands = ["Report"]', "commands.0"),
        ('commands = ["two words"]', "commands.0"),
        ('commands = ["--json"]', "commands.0"),
        ('commands = "report"', "commands"),
        ('provides = 1\nscaffolds = ["../x"]', "scaffolds.0"),
        ('provides = 1\nscaffolds = ["hub"]', "scaffolds.0"),
        ('scopes.events = ["a..b"]', "scopes.events.0"),
        ('scopes.data = ["A"]', "scopes.data.0"),
        ("scopes = 3", "scopes"),
        (f'id = "{"a" * 65}"', "id"),
        ('id = "a\\n"', "id"),
    ],
)
def test_bad_values_name_their_path(line: str, path: str) -> None:
    """One by one."""
    key = line.split(" ", 1)[0]
    kept = "\n".join(old for old in MINIMAL.splitlines() if not old.startswith(f"{key} "))
    assert set(problems(f"{kept}\n{line}")) == {path}


def test_scaffolds_are_a_hubs() -> None:
    """Nobody else has a contract that they could be for."""
    with pytest.raises(ManifestError, match="say which contract it provides"):
        read(f'{MINIMAL}\nscaffolds = ["report"]')


@given(
    st.dictionaries(
        st.sampled_from([*Manifest.model_fields, "other"]), st.text() | st.integers() | st.booleans() | st.lists(st.text())
    )
)
def test_anything_in_toml_is_a_manifest_or_an_error(table: dict[str, Any]) -> None:
    """And the error names at least one of what is wrong or missing."""
    text = "\n".join(f"{key} = {toml(value)}" for key, value in table.items() if not _hard(value))
    try:
        found = read(text)
    except ManifestError as error:
        found, told = None, error.problems
    else:
        told = ()
    assert (found is None) == bool(told)
    assert all(problem.path and problem.message for problem in told)


def _hard(value: Any) -> bool:
    """Half a character, which TOML has no way to write; integers beyond 64 bits."""
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(t, str) and any(0xD800 <= ord(c) < 0xE000 for c in t) for t in texts)


@given(st.text())
def test_any_text_is_a_manifest_or_an_error(text: str) -> None:
    """Never another exception."""
    with pytest.raises(ManifestError):
        read(text)


def test_a_deeply_nested_text_is_an_error() -> None:
    """Not the end of the stack."""
    assert problems(f"a = {'[' * 100_000}")


def test_every_field_is_described() -> None:
    """The schema of a manifest is its documentation."""
    for model in (Manifest, Scopes):
        assert all(field.description for field in model.model_fields.values())
        assert model.model_json_schema()["additionalProperties"] is False
