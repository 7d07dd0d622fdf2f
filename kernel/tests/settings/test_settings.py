"""Reading the configuration: sources, their order, and what is refused."""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr

from omni_kernel.settings import (
    ConfigError,
    Settings,
    check_names,
    check_owned,
    config_schema,
    find,
    load,
    show,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No `OMNI_…` variable of the machine may decide a test."""
    for name in [name for name in os.environ if name.startswith("OMNI_")]:
        monkeypatch.delenv(name)


def write(folder: Path, text: str = "", **overlays: str) -> Path:
    """An `omni.toml` with its overlays."""
    (folder / "config").mkdir(exist_ok=True)
    for name, overlay in overlays.items():
        (folder / "config" / f"{name}.toml").write_text(overlay)
    path = folder / "omni.toml"
    path.write_text(text)
    return path


def problems(path: Path | None, **overrides: Any) -> dict[str, str]:
    """What is refused: path → the rest of the line."""
    with pytest.raises(ConfigError) as caught:
        load(path, overrides)
    return {problem.path: f"{problem.message}; {problem.hint}" for problem in caught.value.problems}


def leaves(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Dotted path → value."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        path = f"{prefix}{key}"
        found |= leaves(value, f"{path}.") if isinstance(value, dict) and value else {path: value}
    return found


def test_the_file_at_the_root_is_the_embedded_defaults() -> None:
    """Every key stands there, and says what is so without it."""
    table = tomllib.loads((ROOT / "omni.toml").read_text())
    schema = json.loads(json.dumps(config_schema()))
    declared: dict[str, Any] = {}
    for name, field in schema["properties"].items():
        inner = schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {}).get("properties")
        declared |= {f"{name}.{key}": each for key, each in inner.items()} if inner else {name: field}
    written = leaves(table)
    assert set(written) == set(declared)
    empty = (None, ".", "")
    for path, field in declared.items():
        default = field.get("default", {})
        assert written[path] == default or (written[path] == "" and default in empty), path


def test_every_environment_of_the_checkout_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """The three overlays are good, production once it has its address."""
    for name in ("development", "test"):
        monkeypatch.setenv("OMNI_ENVIRONMENT", name)
        assert load(ROOT / "omni.toml").environment == name
    monkeypatch.setenv("OMNI_ENVIRONMENT", "production")
    monkeypatch.setenv("OMNI_PUBLIC_URL", "https://omni.example.com/")
    settings = load(ROOT / "omni.toml")
    assert (settings.public_url, settings.server.host) == ("https://omni.example.com", "0.0.0.0")


def test_the_schema_in_config_is_current() -> None:
    """`omni config schema > config/omni.schema.json` was run."""
    assert json.loads((ROOT / "config" / "omni.schema.json").read_text()) == json.loads(json.dumps(config_schema()))


def test_stronger_sources_win(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File < overlay < environment < overrides, key by key."""
    text = "[server]\nport = 1\nworkers = 1\nhost = 'a'\nbody_bytes = 1"
    path = write(tmp_path, text, development="[server]\nport = 2\nworkers = 2\nhost = 'b'")
    monkeypatch.setenv("OMNI_SERVER__PORT", "3")
    monkeypatch.setenv("OMNI_SERVER__WORKERS", "3")
    server = load(path, {"server": {"port": 4}}).server
    assert (server.port, server.workers, server.host, server.body_bytes) == (4, 3, "b", 1)


def test_lists_and_tables_come_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable may hold a whole list or table."""
    monkeypatch.setenv("OMNI_SERVER__TRUSTED_PROXIES", '["10.0.0.0/8", "::1"]')
    monkeypatch.setenv("OMNI_PLUGIN_POLICY__ACME_GREETER", '{"locked": true}')
    monkeypatch.setenv("OMNI_DRIVERS__MAIL__USE", "smtp")
    settings = load()
    assert [str(network) for network in settings.server.trusted_proxies] == ["10.0.0.0/8", "::1/128"]
    assert settings.plugin_policy["acme-greeter"].locked
    assert settings.drivers == {"mail": {"use": "smtp"}}


def test_all_problems_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unknown keys, bad values and bad combinations of every source, each with the way out."""
    monkeypatch.setenv("OMNI_SERVER__PORT", "abc")
    monkeypatch.setenv("OMNI_SERVR__PORT", "1")
    monkeypatch.setenv("OMNI_SERVER__ORIGINS", '["https://a"')
    path = write(tmp_path, "serer = 1\npublic_url = 'ftp://x'\n[log]\nlevl = 'info'\n[server]\ntls_key = 'nowhere'")
    found = problems(path, jobs={"concurrency": 0})
    assert set(found) == {
        "OMNI_SERVR__PORT",
        "jobs.concurrency",
        "log.levl",
        "public_url",
        "serer",
        "server.origins",
        "server.port",
        "server.tls_certificate",
        "server.tls_key",
    }
    assert "'abc' (from OMNI_SERVER__PORT)" in found["server.port"]
    assert "for example: server.port = 8000" in found["server.port"]
    assert "did you mean 'level'?" in found["log.levl"]
    assert "did you mean 'server'?" in found["serer"]
    assert "(from omni.toml)" in found["public_url"]


def test_a_broken_file_is_a_problem_among_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bad TOML does not hide what else is wrong."""
    monkeypatch.setenv("OMNI_LOG__LEVEL", "loud")
    found = problems(write(tmp_path, "[server\nport=1", development="\xff"))
    assert set(found) == {"omni.toml", "config/development.toml", "log.level"}
    assert "line 1" in found["omni.toml"]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    """What `--config` names must be there."""
    assert "no such file" in problems(tmp_path / "omni.toml")["omni.toml"]


def test_an_environment_without_overlay_is_a_typing_mistake(tmp_path: Path) -> None:
    """The three known ones need no overlay, others do."""
    assert load(write(tmp_path, "environment = 'production'\npublic_url = 'https://x'")).environment == "production"
    assert "did you mean 'production'?" in problems(write(tmp_path, "environment = 'prodution'"))["environment"]
    assert load(write(tmp_path, "environment = 'staging'", staging="")).environment == "staging"
    assert set(problems(write(tmp_path, "environment = '../x'"))) == {"environment"}


def test_paths_begin_beside_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in the working directory; empty places lie in the data folder."""
    monkeypatch.chdir("/")
    settings = load(write(tmp_path, "data_dir = 'd'"))
    assert settings.data_dir == tmp_path / "d"
    assert settings.database.url == f"sqlite://{tmp_path}/d/omni.db"
    assert settings.secrets.key_file == tmp_path / "d" / "keyring.json"
    assert load(write(tmp_path, "[database]\nurl = 'sqlite://x.db'")).database.url == f"sqlite://{tmp_path}/x.db"


def test_without_a_file_data_lie_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Embedded defaults, in ./data."""
    monkeypatch.chdir(tmp_path)
    assert load().data_dir == tmp_path / "data"


def test_find_looks_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From where one stands, unless `OMNI_CONFIG` says."""
    path = write(tmp_path)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    assert find(below) == path
    monkeypatch.setenv("OMNI_CONFIG", "/elsewhere/omni.toml")
    assert find(below) == Path("/elsewhere/omni.toml")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("environment = 'production'", "public_url"),
        ("environment = 'production'\npublic_url = 'http://omni.example.com'", "public_url"),
        ("public_url = 'https://x/y'", "public_url"),
        ("public_url = 'https://x:99999'", "public_url"),
        ("public_url = 'https://me:pw@x'", "public_url"),
        ("database.url = 'mysql://x'", "database.url"),
        ("server.trusted_proxies = ['10.0.0.0/99']", "server.trusted_proxies[0]"),
        ("server.origins = ['app.example.com']", "server.origins[0]"),
        ("server.seconds = inf", "server.seconds"),
        ("plugin_policy.x.on_failure = 'ignore'", "plugin_policy.x.on_failure"),
        ("drivers.mail = 'smtp'", "drivers.mail"),
    ],
)
def test_refused(tmp_path: Path, text: str, path: str) -> None:
    """One bad value, one problem, at its path."""
    ok_on_loopback = text == "environment = 'production'"
    if ok_on_loopback:
        assert load(write(tmp_path, text)).public_url == "http://127.0.0.1:8000"
    else:
        assert set(problems(write(tmp_path, text))) == {path}


def test_tls_needs_both_files_and_https(tmp_path: Path) -> None:
    """Certificate, key and public_url agree."""
    (tmp_path / "c.pem").touch()
    (tmp_path / "k.pem").touch()
    both = "server.tls_certificate = 'c.pem'\nserver.tls_key = 'k.pem'\n"
    assert set(problems(write(tmp_path, both))) == {"public_url"}
    settings = load(write(tmp_path, f"{both}public_url = 'https://localhost'"))
    assert settings.server.tls_key == tmp_path / "k.pem"


def test_secrets_by_reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a variable or a file; what is missing says the way out, and nothing shows a secret."""
    monkeypatch.setenv("THE_URL", "redis://:hunter2@r:6379/0")
    settings = load(write(tmp_path, "redis.url = { env = 'THE_URL' }"))
    assert settings.redis.url is not None
    assert settings.redis.url.get_secret_value() == "redis://:hunter2@r:6379/0"
    assert "hunter2" not in json.dumps(show(settings))
    (tmp_path / "url").write_text("redis://s\n")
    by_file = load(write(tmp_path, "redis.url = { file = 'url' }")).redis.url
    assert by_file == SecretStr("redis://s")
    assert "NOPE is not set" in problems(write(tmp_path, "redis.url = { env = 'NOPE' }"))["redis.url"]
    assert "'gone'" in problems(write(tmp_path, "redis.url = { file = 'gone' }"))["redis.url"]


def test_an_overlay_replaces_a_reference_by_another(tmp_path: Path) -> None:
    """References are values: they are not merged key by key."""
    (tmp_path / "url").write_text("redis://s")
    path = write(tmp_path, "redis.url = { env = 'NOPE' }", development="redis.url = { file = 'url' }")
    assert load(path).redis.url == SecretStr("redis://s")


class Inner(BaseModel):
    """A nested table."""

    size: int = 1


class Owner(BaseModel):
    """What an owner of a table declares."""

    host: str
    password: SecretStr = SecretStr("")
    port: int = 25
    inner: Inner = Inner()


def test_owned_tables_are_checked_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their owner's model: secrets resolved, everything wrong at once, no secret shown."""
    monkeypatch.setenv("PW", "hunter2")
    tables = load(write(tmp_path, "[drivers.mail]\nhost='h'\npassword={env='PW'}\nport='26'")).drivers
    checked = check_owned(tables["mail"], "drivers.mail", Owner)
    assert (checked.password.get_secret_value(), checked.port) == ("hunter2", 26)
    bad = {"hots": "h", "port": "x", "inner": {"sise": 1}, "password": ["hunter2"]}
    with pytest.raises(ConfigError) as caught:
        check_owned(bad, "drivers.mail", Owner)
    text = str(caught.value)
    found = [problem.path.removeprefix("drivers.mail.") for problem in caught.value.problems]
    assert found == ["host", "hots", "inner.sise", "password", "port"]
    assert "did you mean 'host'?" in text
    assert "hunter2" not in text


def test_an_owned_reference_that_fails_is_one_problem(tmp_path: Path) -> None:
    """Not a second one for the empty place it leaves."""
    tables = load(write(tmp_path, "[plugins.x]\nhost={env='NOPE'}")).plugins
    with pytest.raises(ConfigError) as caught:
        check_owned(tables["x"], "plugins.x", Owner)
    assert [problem.path for problem in caught.value.problems] == ["plugins.x.host"]


def test_tables_of_nobody_are_named() -> None:
    """A driver kind or plugin that does not exist."""
    (problem,) = check_names(["mial", "blobs"], ["mail", "blobs"], "drivers")
    assert str(problem) == "drivers.mial: nobody reads this table; did you mean 'mail'?"


def test_show_hides_by_name_and_in_urls(tmp_path: Path) -> None:
    """Secrets in raw tables and passwords in addresses; references are shown, they are no secret."""
    text = "database.url='postgres://u:pw1@h/d'\n[drivers.x]\napi_key='pw2'\ntoken={env='T'}\nname='n'"
    shown = show(load(write(tmp_path, text)))
    assert shown["database"]["url"] == "postgres://u:********@h/d"
    assert shown["drivers"]["x"] == {"api_key": "********", "token": {"env": "T"}, "name": "n"}
    assert shown["secrets"]["key_file"].endswith("keyring.json")


keys = st.sampled_from([*Settings.model_fields, "port", "url", "host", "env", "file", "x-y", ""]) | st.text(max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@given(table=st.dictionaries(keys, values, max_size=5))
@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_tables_never_crash(table: dict[str, Any]) -> None:
    """Whatever stands there: settings, or a list of problems."""
    try:
        assert isinstance(load(None, table), Settings)
    except ConfigError as error:
        assert error.problems  # noqa: PT017  (either way out is right)


@given(table=st.dictionaries(keys, values, max_size=5))
@hypothesis_settings(max_examples=200, deadline=None)
def test_random_owned_tables_never_crash(table: dict[str, Any]) -> None:
    """The same for tables of others."""
    try:
        check_owned(table, "plugins.x", Owner)
    except ConfigError as error:
        assert error.problems  # noqa: PT017
