"""Who may call: each kind of `auth`, tenants and the gate, and the problems on the way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from omni_http_probe import READ, WRITE
from pydantic import BaseModel

from omni_sdk import (
    Authenticator,
    Context,
    EdgeContext,
    Principal,
    Public,
    RequestContext,
    Route,
    SignedIn,
    SignedLink,
)  # fmt: skip
from omni_sdk.errors import Unauthenticated

ROOT = "/api/v1/x/probe"


async def who(ctx: RequestContext) -> dict[str, str]:
    """Who calls."""
    return {"actor": ctx.actor.kind, "id": ctx.actor.id, "tenant": ctx.tenant.slug}


async def anybody(ctx: EdgeContext) -> str:
    """No tenant."""
    return ctx.request.client_ip


async def checked(ctx: EdgeContext) -> Principal | None:
    sent = ctx.request.headers.get("authorization", "")
    if not sent.startswith("Probe "):
        return None
    if sent == "Probe bad":
        raise Unauthenticated("bad")
    tenant = sent.removeprefix("Probe ")
    return Principal(UUID(tenant) if tenant != "none" else None, "device-7", (READ,))


PROBE = Authenticator("probe", checked, openapi="http-basic")


async def may(ctx: RequestContext) -> bool:
    """Which permissions it has."""
    return ctx.actor.may(READ) and not ctx.actor.may(WRITE)


async def linked(ctx: RequestContext, name: str, size: int = 0) -> str:
    """By a signed link."""
    return f"{ctx.tenant.slug} {name} {size}"


LINK = Route.get("/links/{name}", linked, auth=SignedLink())


async def link(ctx: RequestContext, minutes: int) -> str:
    """Make one."""
    return ctx.urls.signed(LINK, expires=timedelta(minutes=minutes), name="a/b", size=3)


class Body(BaseModel):
    tenant_id: UUID | None = None


async def body_tenant(ctx: Context, body: Body) -> str:
    """A tenant in the body."""
    return "ok"


async def path_tenant(ctx: Context, tenant_id: str) -> str:
    """A tenant in the path."""
    return "ok"


@pytest.fixture
async def world(serve: Any) -> Any:
    return await serve(
        Route.get("/read", who, auth=READ),
        Route.get("/signed", who, auth=SignedIn()),
        Route.get("/fresh", who, auth=SignedIn(fresh=5)),
        Route.get("/public", anybody, auth=Public("test")),
        Route.get("/of/{tenant}", who, auth=Public("test")),
        Route.get("/probe", may, auth=PROBE, mount="root"),
        Route.post("/probe/ingest", anybody, auth=PROBE, mount="root"),
        LINK,
        Route.get("/make-link/{minutes}", link, auth=READ),
        Route.post("/tenant", body_tenant, auth=WRITE),
        Route.get("/tenants/{tenant_id}", path_tenant, auth=READ),
    )


async def get(world: Any, path: str, key: str | None = "", **headers: str) -> Any:
    async with world.client(key, **headers) as client:
        return await client.get(path if path.startswith(("/probe", "http")) else ROOT + path)


async def problem(world: Any, path: str, key: str | None = "", **headers: str) -> tuple[int, str]:
    answer = await get(world, path, key, **headers)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["omni-request-id"]
    return answer.status_code, answer.json()["type"]


async def test_keys(world: Any) -> None:
    assert (await get(world, "/read")).json()["tenant"] == "acme"
    assert (await get(world, "/read", None, **{"x-api-key": world.key})).status_code == 200
    refused = await get(world, "/read", None)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer realm="omni"')
    assert await problem(world, "/read", "nonsense") == (401, "/problems/invalid-key")
    assert await problem(world, "/read", None, authorization="Basic YTpi") == (401, "/problems/unauthenticated")
    assert await problem(world, "/read", None, authorization="Bearer") == (401, "/problems/unauthenticated")
    assert (await problem(world, "/read", None, authorization="Bearer \x7f!"))[0] == 401


async def test_permission_comes_after_the_gate(world: Any) -> None:
    assert await problem(world, "/read", world.weak) == (403, "/problems/forbidden")
    assert await problem(world, "/read", world.other) == (404, "/problems/plugin-not-enabled")
    assert (await get(world, "/signed", world.weak)).status_code == 200


async def test_disabling_is_in_force_at_once(world: Any) -> None:
    from omni_kernel.jobs.caller import Caller

    await world.kernel.lifecycle.disable(Caller.system("omni", None), world.on.id, "probe")
    assert await problem(world, "/read") == (404, "/problems/plugin-not-enabled")


async def test_the_platform_says_which_tenant(world: Any) -> None:
    assert await problem(world, "/read", world.platform) == (400, "/problems/tenant-required")
    assert (await get(world, "/read", world.platform, **{"omni-tenant": "acme"})).json()["tenant"] == "acme"
    assert (await get(world, "/read", world.platform, **{"omni-tenant": str(world.on.id)})).status_code == 200
    assert (await problem(world, "/read", world.platform, **{"omni-tenant": "nobody"}))[0] == 404
    assert (await problem(world, "/read", world.platform, **{"omni-tenant": "globex"}))[1] == "/problems/plugin-not-enabled"


async def test_a_tenants_key_must_agree(world: Any) -> None:
    assert (await get(world, "/read", **{"omni-tenant": "acme"})).status_code == 200
    assert await problem(world, "/read", **{"omni-tenant": "globex"}) == (404, "/problems/not-found")
    assert (await get(world, "/tenants/acme")).status_code == 200
    assert (await get(world, f"/tenants/{world.on.id}")).status_code == 200
    assert (await problem(world, "/tenants/globex"))[0] == 404
    async with world.client() as client:
        assert (await client.post(f"{ROOT}/tenant", json={"tenant_id": str(world.on.id)})).status_code == 200
        assert (await client.post(f"{ROOT}/tenant", json={})).status_code == 200
        assert (await client.post(f"{ROOT}/tenant", json={"tenant_id": str(world.off.id)})).status_code == 404


async def test_a_key_is_never_fresh(world: Any) -> None:
    assert await problem(world, "/fresh") == (403, "/problems/reauthentication-required")
    assert (await problem(world, "/fresh", None))[0] == 401


async def test_public(world: Any) -> None:
    assert (await get(world, "/public?utm=x", None)).json() == "192.0.2.7"
    assert (await get(world, "/of/acme", None)).json() == {"actor": "anonymous", "id": "192.0.2.7", "tenant": "acme"}
    assert await problem(world, "/of/globex", None) == (404, "/problems/plugin-not-enabled")
    assert await problem(world, "/of/nobody", None) == (404, "/problems/not-found")


async def test_authenticator(world: Any) -> None:
    assert (await get(world, "/probe", None, authorization=f"Probe {world.on.id}")).json() is True
    refused = await get(world, "/probe", None)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Basic realm="omni"')
    assert (await problem(world, "/probe", None, authorization="Probe bad"))[0] == 401
    assert (await problem(world, "/probe", None, authorization=f"Probe {world.off.id}"))[1] == "/problems/plugin-not-enabled"
    assert (await problem(world, "/probe", None, authorization="Probe none"))[1] == "/problems/tenant-required"
    assert (await problem(world, "/probe"))[0] == 401
    async with world.client(None, authorization="Probe none") as client:
        assert (await client.post("/probe/ingest")).status_code == 200


async def test_signed_links(world: Any) -> None:
    url = (await get(world, "/make-link/5")).json().replace(world.kernel.settings.public_url, "http://testserver")
    assert (await get(world, url, None)).json() == "acme a/b 3"
    assert (await get(world, url.replace("size=3", "size=4"), None)).json() == "acme a/b 3"
    assert (await get(world, url.replace("a%2Fb", "other"), None)).json() == "acme a/b 3"
    assert (await problem(world, url[:-3], None))[0] == 403
    assert (await problem(world, url.partition("?")[0], None))[0] == 401
    world.kernel.clock.advance(timedelta(minutes=6))
    assert (await problem(world, url, None))[0] == 410


async def test_paths_and_methods(world: Any) -> None:
    assert await problem(world, "/nothing") == (404, "/problems/not-found")
    async with world.client() as client:
        refused = await client.delete(f"{ROOT}/read")
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
        assert (await client.options(f"{ROOT}/read")).headers["allow"] == "GET, HEAD, OPTIONS"
        assert (await client.get(f"{ROOT}/read/")).status_code == 200
