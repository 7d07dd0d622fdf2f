"""What a game of logins knows: browsers with their cookies, and what was proven in each login so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx
from omni_testbed.inprocess import Living

ORIGIN = "http://testserver"
LOGIN = "/api/v1/auth/login"


@dataclass
class Browser:
    """Keeps cookies as browsers do."""

    living: Living
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, url: str, *, cross_site: bool = False, **options: Any) -> httpx.Response:
        """One request; a cross-site POST carries no Lax cookie, and says whence it comes."""
        headers = {"origin": "https://idp.example" if cross_site else ORIGIN}
        if self.cookies and not cross_site:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.living.send(method, url, headers=headers, **options)
        for line in answer.headers.get_list("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return answer

    def signed_in(self) -> str | None:
        """The e-mail of whoever is."""
        answer = self.ask("GET", "/api/v1/auth/me")
        return str(answer.json()["email"]) if answer.status_code == 200 else None


@dataclass
class Login:
    """One flow, and all that was truly proven in it."""

    id: str
    browser: Browser
    email: str
    first: bool
    """Was the password right, or did the identity provider vouch, in this flow and this browser?"""
    epoch: int
    """Of the account when that was: a new password, or a disabled account, makes it worth nothing."""
    began: float
    second: bool = False
    """Was a factor shown that the account has, by a code that nobody used before?"""
    handle: str = ""
    over: bool = False
