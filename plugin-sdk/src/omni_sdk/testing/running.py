"""Checks of a running plugin: on in one tenant, off in the other."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, get_type_hints
from uuid import UUID

from tortoise import fields

from omni_kernel.http.openapi import build
from omni_kernel.jobs.models import Job as JobRow
from omni_kernel.plugins.staging import label_of
from omni_kernel.storage import lint, migrations
from omni_kernel.storage.database import App
from omni_sdk._scope import Scope, entered
from omni_sdk.contributions import Authenticator, On, Page, Permission, Public, Route, Schedule, SignedLink
from omni_sdk.contributions.event import matches
from omni_sdk.http import Live, Stream
from omni_sdk.models import Model, TenantModel

from . import databases
from .samples import FORMATS, SECRET, fits, secrets_of
from .subject import NotApplicable, Subject

PARAMETER = re.compile(r"\{[^}]*\}")
ANSWER_SECONDS = 10
NOT_ENABLED = "/problems/plugin-not-enabled"


async def loads(subject: Subject) -> None:
    """The kernel loads it."""
    failed = [s for s in subject.app.kernel.registry.report if s.reason]
    assert subject.id in subject.app.kernel.registry.plugins, "; ".join(f"{s.id}: {s.reason}" for s in failed)


async def migrates(subject: Subject) -> None:
    """Its migrations go up, down to nothing, and up again, and leave the tables that its models describe."""
    # Up for the first time they went when the template was made.
    kernel, label = subject.app.kernel, label_of(subject.id)
    if not subject.loaded.by_hook.get("omni_models"):
        raise NotApplicable("it has no tables")
    url = databases.made(kernel.settings.data_dir / "conformance.db", await subject.bench.template([subject.plugin]))
    try:
        await _down_and_up(url, kernel.apps(), label, subject.id)
    finally:
        databases.dropped(url)


async def _down_and_up(url: str, apps: Sequence[App], label: str, plugin_id: str) -> None:
    assert not await migrations.pending(url, apps)
    drift = [d for d in await migrations.drift(apps) if d.startswith(f"{label}:")]
    assert not drift, f"models and migrations differ: {drift[0]}; omni plugin migrations {plugin_id} writes what is missing"
    await migrations.rollback(url, apps, label)
    await migrations.migrate(url, apps)
    assert not await migrations.pending(url, apps)


async def expands(subject: Subject) -> None:
    """Its migrations take nothing away that the version before needs."""
    if not subject.loaded.by_hook.get("omni_models"):
        raise NotApplicable("it has no tables")
    found = lint.refused(await lint.findings(subject.app.kernel.apps(), [label_of(subject.id)]))
    assert not found, "; ".join(map(str, found))


async def settings(subject: Subject) -> None:
    """Its settings have a schema, and the tenant's admin can fill them in."""
    model = subject.loaded.settings_model
    schema = model.model_json_schema()
    assert fits(model, subject.settings), (
        f"no settings could be made from the schema of {model.__name__}: give each required field an example "
        f"(required: {schema.get('required')})"
    )
    for name, part in schema.get("properties", {}).items():
        assert "anyOf" in part or "$ref" in part or "type" in part, f"the setting {name!r} may be anything: give it a type"


async def secrets(subject: Subject) -> None:
    """Secrets among its settings are shown nowhere."""
    model = subject.loaded.settings_model
    names = secrets_of(model)
    if not names:
        raise NotApplicable("no setting is secret")
    await subject.app.enable(subject.plugin, subject.here, **subject.settings | dict.fromkeys(names, SECRET))
    client = subject.app.client(subject.here)
    for path in ("", "/settings"):
        answer = await client.get(f"/api/v1/plugins/{subject.id}{path}")
        assert SECRET not in answer.text, f"GET /api/v1/plugins/{subject.id}{path} shows a secret"
    rows = await subject.app.kernel.db.rows("SELECT settings FROM omni_tenant_plugin")
    assert not any(SECRET in str(row) for row in rows), "a secret stands in the database in clear"


async def disabled(subject: Subject) -> None:
    """Disabled means disabled: routes, OpenAPI, contributions, pages, jobs, schedules and events."""
    if subject.loaded.platform:
        raise NotApplicable("it is on for the whole installation")
    app = subject.app
    await app.disable(subject.plugin, subject.here)
    await absent(subject, subject.there)
    await absent(subject, subject.here)
    await subject.enable()
    await present(subject)
    held = await queued(subject)
    await app.disable(subject.plugin, subject.here)
    await absent(subject, subject.here)
    for job in held:
        row = await JobRow.get(id=job)
        assert row.state == "held", f"the job {row.name!r} is {row.state}, not held, after the plugin was disabled"
    await subject.enable()
    await present(subject)
    for job in held:
        row = await JobRow.get(id=job)
        assert row.state == "queued", f"the job {row.name!r} is {row.state}, not queued again, after enabling"


async def absent(subject: Subject, tenant: Any) -> None:
    """Nothing of it is there for the tenant."""
    app, loaded = subject.app, subject.loaded
    state, client = await app.kernel.gate.state(tenant.id), app.client(tenant)
    assert not any(i == subject.id for kind in loaded.by_type for i, _ in state.contributions(kind))
    paths = build(app.kernel, state.active)["paths"]
    for bound in loaded.routes:
        assert bound.path not in paths, f"OpenAPI shows {bound.path} to a tenant that has the plugin off"
        if isinstance(bound.route.auth, Authenticator | Public | SignedLink):
            continue
        path = PARAMETER.sub(FORMATS["uuid"], bound.path)
        answer = await client.request(bound.route.method, path)
        assert answer.status_code == 404, f"{bound.route.name} answers {answer.status_code}, not 404, where the plugin is off"
        assert answer.json()["type"] == NOT_ENABLED, f"{bound.route.name} answers {answer.json()['type']}, not {NOT_ENABLED}"
    pages = (await client.get("/api/v1/pages")).json()["items"]
    assert not [p for p in pages if p["plugin"] == subject.id], "a page is shown where the plugin is off"
    schedules = (await client.get("/api/v1/schedules")).json()["items"]
    assert not [s for s in schedules if s["plugin"] == subject.id], "a schedule is shown where the plugin is off"
    before = await JobRow.filter(tenant_id=tenant.id, plugin_id=subject.id).count()
    await raise_events(subject, tenant)
    after = await JobRow.filter(tenant_id=tenant.id, plugin_id=subject.id).count()
    assert after == before, "an event was delivered where the plugin is off"


async def present(subject: Subject) -> None:
    """All of it is there."""
    app, loaded = subject.app, subject.loaded
    state, client = await app.kernel.gate.state(subject.here.id), app.client(subject.here)
    assert subject.id in state.active, f"it is {state.plugins[subject.id].state}: {state.plugins[subject.id].reason}"
    paths = build(app.kernel, state.active)["paths"]
    for bound in loaded.routes:
        assert bound.path in paths, f"OpenAPI lacks {bound.path} for a tenant that has the plugin on"
    pages = (await client.get("/api/v1/pages")).json()["items"]
    assert len([p for p in pages if p["plugin"] == subject.id]) == len(loaded.of(Page)), "a page is missing"
    schedules = (await client.get("/api/v1/schedules")).json()["items"]
    found = {s["name"] for s in schedules if s["plugin"] == subject.id}
    assert found == {s.name for s in loaded.of(Schedule)}, f"schedules: {sorted(found)}"


async def raise_events(subject: Subject, tenant: Any) -> None:
    """Raise whatever its handlers listen to by full name."""
    types = subject.app.kernel.registry.event_types
    for on in subject.loaded.of(On):
        if isinstance(on.event, str) and on.event in types and types[on.event].durable:
            await subject.app.emit(on.event, tenant)
    await subject.app.kernel.jobs.dispatcher.dispatch(flush=True)


async def queued(subject: Subject) -> list[UUID]:
    """Jobs of it that wait: those of its schedules, since only their arguments are known."""
    async with subject.app.inside(subject.plugin, subject.here) as ctx:
        return [(await ctx.jobs.enqueue(schedule.job)).id for schedule in subject.loaded.of(Schedule)]


async def isolation(subject: Subject) -> None:
    """Rows of one tenant are not seen by the other."""
    models = [m for m in subject.loaded.by_hook.get("omni_models", ()) if issubclass(m, TenantModel)]
    if not models:
        raise NotApplicable("it has no rows of tenants")
    tried = 0
    for model in models:
        with entered(Scope(tenant_id=subject.here.id, plugin_id=subject.id)):
            row = await made(model)
        if row is None:
            continue
        tried += 1
        with entered(Scope(tenant_id=subject.there.id, plugin_id=subject.id)):
            assert await model.all().count() == 0, f"{model.__name__}: another tenant counts the row"
            assert await model.get_or_none(id=row.id) is None, f"{model.__name__}: another tenant reads the row"
        await unseen(subject, row)
    if not tried:
        raise NotApplicable("no row could be made from the fields alone")


async def unseen(subject: Subject, row: Model) -> None:
    """No GET route shows the row to the other tenant, though it has the plugin, too."""
    await subject.enable()
    await subject.app.enable(subject.plugin, subject.there, **subject.settings)
    client = subject.app.client(subject.there)
    for bound in subject.loaded.routes:
        if bound.route.method == "GET" and isinstance(bound.route.auth, Permission) and not endless(bound.route):
            async with asyncio.timeout(ANSWER_SECONDS):
                answer = await client.get(PARAMETER.sub(str(row.id), bound.path))
            assert answer.status_code < 500, f"{bound.route.name} answers {answer.status_code} for another tenant's id"
            body = answer.json() if "json" in answer.headers.get("content-type", "") else None
            shown = json.dumps(body.get("items", body) if answer.status_code == 200 and isinstance(body, dict) else None)
            assert str(row.id) not in shown, f"{bound.route.name} shows another tenant's row"
    if not subject.loaded.platform:
        await subject.app.disable(subject.plugin, subject.there)


def endless(route: Route) -> bool:
    """May its answer never end?"""
    return get_type_hints(route.handler).get("return") in {Live, Stream}


async def made(model: type[Model]) -> Model | None:
    """A row with something in each required field; None where another row is needed first."""
    values: dict[str, Any] = {}
    for name, column in model._meta.fields_map.items():
        if name in {"id", "tenant_id", "created_at"} or column.generated or column.null or column.default is not None:
            continue
        if isinstance(column, fields.relational.RelationalField) or name.endswith("_id"):
            return None
        values[name] = value_for(column)
    return await model.create(**values)


SIMPLE: dict[type[Any], Any] = {
    int: 1,
    str: "x",
    float: 1.0,
    bool: True,
    bytes: b"x",
    Decimal: Decimal(0),
    UUID: UUID(FORMATS["uuid"]),
    datetime: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    date: date(2026, 1, 2),
    time: time(3, 4, 5),
    timedelta: timedelta(minutes=1),
}


def value_for(column: Any) -> Any:
    """Something that the column takes."""
    if isinstance(column, fields.JSONField):
        return {}
    kind = column.field_type
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return SIMPLE.get(kind)


async def scopes(subject: Subject) -> None:
    """Its manifest asks for the events that it listens to."""
    asked = subject.manifest.scopes.events
    for on in subject.loaded.of(On):
        name = on.event if isinstance(on.event, str) else ""
        if name and not name.startswith(f"{subject.loaded.prefix}."):
            named = name in asked or any(matches(pattern, name) for pattern in asked)
            assert named, f"it listens to {name!r}, which `events` under [scopes] of the manifest does not name"


CHECKS = (loads, migrates, expands, settings, secrets, scopes, disabled, isolation)
