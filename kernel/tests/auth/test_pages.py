"""The pages that mailed links lead to: the same for everybody, and closed to everything from elsewhere."""

from __future__ import annotations

import re

import pytest

from omni_kernel.auth.routes.pages import ACTIONS, ASSETS
from omni_sdk.testing.app import RunningOmni


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_page_for_each_link(action: str, omni_app: RunningOmni) -> None:
    """Nobody need be signed in, and nothing of it may be framed, or send the address on."""
    answer = await omni_app.browser().get(f"/auth/{action}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_all_that_a_page_loads_is_there(omni_app: RunningOmni) -> None:
    """And stands in files, since the policy lets nothing run that stands in the page."""
    client = omni_app.browser()
    page = (await client.get("/auth/set-password")).text
    loaded = re.findall(r'(?:src|href)="(/auth/assets/[^"]+)"', page)
    loaded += [f"/auth/assets/{name}" for name in re.findall(r'from "\./([^"]+)"', (await client.get(loaded[-1])).text)]
    assert {path.rpartition("/")[2] for path in loaded} == ASSETS.keys() - {"page.html"}
    for path in loaded:
        answer = await client.get(path)
        assert answer.headers["content-type"].partition(";")[0] == ASSETS[path.rpartition("/")[2]]
    assert not re.search(r"<script(?! type=\"module\" src=)|<style|\son\w+=|style=", page)


@pytest.mark.parametrize("name", ["page.py", "..%2f..%2faccounts.py", "%2e%2e", "x"])
async def test_nothing_else_is(name: str, omni_app: RunningOmni) -> None:
    """No file outside of the list."""
    assert (await omni_app.browser().get(f"/auth/assets/{name}")).status_code == 404


async def test_the_script_asks_for_routes_that_there_are(omni_app: RunningOmni) -> None:
    """Each path that stands in it is one of the API's."""
    script = (await omni_app.browser().get("/auth/assets/page.js")).text
    paths = re.findall(r'"(/(?:auth|invitations)/[a-z/-]+)"', script)
    assert len(paths) == 5
    mounted = {bound.path for bound in omni_app.kernel.registry.routes if bound.route.method == "POST"}
    assert {f"/api/v1{path}" for path in paths} <= mounted


async def test_texts_are_in_both_languages(omni_app: RunningOmni) -> None:
    """With the same keys."""
    texts = (await omni_app.browser().get("/auth/assets/texts.js")).text
    english, german = (re.findall(r"[{,\n]\s*\"?([a-zA-Z-]+)\"?: [\"{]", part) for part in texts.split("const de"))
    assert english == german
