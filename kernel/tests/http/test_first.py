from pydantic import BaseModel
from omni_sdk import RequestContext, Route
from omni_probe import READ, WRITE

class Thing(BaseModel):
    name: str
    size: int = 1

async def make(ctx: RequestContext, body: Thing) -> Thing:
    """Make it."""
    return body

async def test_it(serve):
    w = await serve(Route.post("/things", make, auth=WRITE, status=201))
    async with w.client() as c:
        a = await c.post("/api/v1/x/probe/things", json={"name": "a"})
        print(a.status_code, a.text, a.headers)
        assert a.status_code == 201
        a = await c.get("/api/v1/openapi.json")
        print(a.status_code, len(a.text))
