"""Routes that keep files and give them back, as a plugin has them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from omni_http_probe import READ, WRITE

from omni_sdk import BodyStream, File, Limits, Parts, RequestContext, Route

ROOT = "/api/v1/x/probe"
CONTENT = bytes(range(256)) * 40
MIB = 1024 * 1024
LARGE = 64 * MIB
SEEN: list[int] = []
"""Sizes of the chunks that came, in this test."""


async def put(ctx: RequestContext, name: str, body: BodyStream, media_type: str = "application/octet-stream") -> None:
    """Keep what comes, as it comes."""

    async def counted() -> AsyncIterator[bytes]:
        async for chunk in body:
            SEEN.append(len(chunk))
            yield chunk

    await ctx.blobs.write(name, counted(), media_type=media_type)


async def put_parts(ctx: RequestContext, parts: Parts) -> list[str]:
    """Keep each part."""
    names = []
    async for part in parts:
        await ctx.blobs.write(part.name, part.chunks(), media_type=part.media_type)
        names.append(part.name)
    return names


async def get(ctx: RequestContext, name: str, inline: bool = False, filename: str | None = None) -> File:
    """A file."""
    return File(name, filename=filename, inline=inline)


async def link(ctx: RequestContext, name: str, minutes: int = 5, filename: str | None = None) -> str:
    """A link to it."""
    return await ctx.blobs.url(name, expires=timedelta(minutes=minutes), filename=filename)


async def about(ctx: RequestContext, name: str) -> dict[str, Any]:
    """What is known of it."""
    stat = await ctx.blobs.stat(name)
    return {"size": stat.size, "media_type": stat.media_type, "etag": stat.etag}


ROUTES = [
    Route.put("/files/{name}", put, auth=WRITE, limits=Limits(body_bytes=2 * LARGE)),
    Route.put("/small/{name}", put, auth=WRITE, limits=Limits(body_bytes=100)),
    Route.post("/parts", put_parts, auth=WRITE, limits=Limits(body_bytes=2 * LARGE)),
    Route.get("/files/{name}", get, auth=READ),
    Route.get("/links/{name}", link, auth=READ),
    Route.get("/about/{name}", about, auth=READ),
]


def routes() -> list[Route]:
    """The same, mounted nowhere yet."""
    return [Route(r.method, r.path, r.handler, r.auth, r.options) for r in ROUTES]


async def linked(client: Any, name: str = "a.bin", content: bytes = CONTENT, media_type: str = "image/png", **query: Any) -> str:
    """A link to a new file."""
    answer = await client.put(f"/files/{name}", content=content, params={"media_type": media_type})
    assert answer.status_code == 204, answer.text
    found: str = (await client.get(f"/links/{name}", params=query)).json()
    return found
