"""The pages that mailed links lead to: `/auth/set-password`, `/auth/verify-email`, `/auth/change-email`, `/auth/invitation`.

One static page for all four. Its script takes the token out of the fragment, and the fragment out of the address.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from omni_kernel.context import KernelContext, own
from omni_sdk import Permission, Public, Reply, Route, Text
from omni_sdk.errors import NotFound

if TYPE_CHECKING:
    from omni_kernel.app import Kernel

PERMISSIONS: tuple[Permission, ...] = ()
HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}
ACTIONS: Final = ("set-password", "verify-email", "change-email", "invitation")
ASSETS: Final = {
    "page.html": "text/html",
    "page.js": "text/javascript",
    "texts.js": "text/javascript",
    "page.css": "text/css",
}
SHOWN: Final = Public("the page is the same for everybody; what it does needs the token of a mailed link")


@cache
def answer(name: str) -> Reply[Text]:
    """A file of the page."""
    text = (files("omni_kernel.auth") / "pages" / name).read_text("utf-8")
    return Reply(Text(text, f"{ASSETS[name]}; charset=utf-8"), headers=HEADERS)


def routes(_: Kernel) -> list[Route]:
    """Nothing in them depends on the kernel."""

    async def page(_: KernelContext) -> Reply[Text]:
        """The page."""
        return answer("page.html")

    async def asset(_: KernelContext, name: str) -> Reply[Text]:
        """What the page loads."""
        if name not in ASSETS:
            raise NotFound(f"there is no {name!r}")
        return answer(name)

    return [
        *(Route.get(f"/auth/{action}", own(page), auth=SHOWN, mount="root") for action in ACTIONS),
        Route.get("/auth/assets/{name}", own(asset), auth=SHOWN, mount="root"),
    ]
