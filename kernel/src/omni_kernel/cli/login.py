"""`omni login`, `omni logout`, `omni whoami`: a person at the command line of a running Omni."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any

import typer

from omni_kernel.cli import credentials
from omni_kernel.cli.console import Console, Json
from omni_kernel.cli.errors import Refused
from omni_kernel.cli.questions import ask, at_terminal, choose, fill_in, tell
from omni_kernel.cli.remote import Declined, Remote, Url, address, connected

TRIES = 3
"""How often one is asked at a terminal; Omni itself ends a login after five failures."""
_ONCE_MORE = frozenset({401, 422})
Answer = dict[str, Any]


def login(
    url: Annotated[
        str | None, typer.Option(help="Address of the Omni; else where you signed in last, else the public_url here.")
    ] = None,
    email: Annotated[str | None, typer.Option(help="Your e-mail address; else you are asked.")] = None,
    method: Annotated[str | None, typer.Option(help="The second factor to use, such as totp; else you may choose.")] = None,
    json: Json = False,
) -> None:
    """Sign in at a running Omni; the token is kept in ~/.config/omni/credentials.json.

    Without a terminal each answer is a line of standard input.
    """
    there = address(url or credentials.current() or _here())
    with connected(there) as remote:
        done = _Login(remote, email, method).run()
    before = credentials.of(there)
    credentials.keep(credentials.Credential(there, done["account"]["email"], done["token"]))
    if before:
        with suppress(Refused), connected(there, before.token) as remote:
            remote.ask("POST", "auth/logout")
    warnings = done.get("warnings") or []
    Console(json=json).record({"url": there, **done["account"], "warnings": warnings})


def logout(url: Url = None, json: Json = False) -> None:
    """End the login, there and here."""
    kept = credentials.wanted(address(url) if url else None)
    try:
        with connected(kept.url, kept.token) as remote:
            remote.ask("POST", "auth/logout")
    except Declined as declined:
        if declined.status != 401:  # 401: it had ended already
            raise
    finally:
        credentials.forget(kept.url)
    Console(json=json).record({"url": kept.url, "email": kept.email, "signed_in": False})


def whoami(url: Url = None, json: Json = False) -> None:
    """Say who is signed in, where, and how."""
    kept = credentials.wanted(address(url) if url else None)
    with connected(kept.url, kept.token) as remote:
        me = remote.ask("GET", "auth/me")
    console = Console(json=json)
    if json:
        console.print({"url": kept.url, **me})
        return
    console.record(
        {
            "url": kept.url,
            "email": me["email"],
            "name": me["name"],
            "platform_administrator": me["platform"],
            "tenants": [f"{tenant['slug']} ({', '.join(tenant['roles'])})" for tenant in me["tenants"]],
            "proven_by": me["session"]["methods"],
            "until": me["session"]["expires_at"],
        }
    )


def _here() -> str:
    from omni_kernel.cli.running import read_settings

    return read_settings().public_url


class _Login:
    """One login flow: steps as Omni gives them, until it is done."""

    def __init__(self, remote: Remote, email: str | None, method: str | None) -> None:
        self._remote, self._email, self._method = remote, email, method
        self._flow, self._token = "", ""

    def run(self) -> Answer:
        """The last step's content, with the account and the token."""
        answer = self._again(self._identify)
        while (step := answer["step"])["type"] != "done":
            if step["type"] != "form":
                raise Refused("this login goes on in a browser, where the command line cannot follow: use an API key")
            answer = self._chosen(answer)
            self._show(answer["step"])
            answer = self._again(self._answer, answer["step"])
        done: Answer = answer["step"]
        return done

    def _identify(self) -> Answer:
        email = self._email or ask("E-mail address")
        password = ask("Password", hidden=True)
        answer: Answer = self._remote.ask("POST", "auth/login", {"client": "bearer", "email": email, "password": password})
        self._flow, self._token = str(answer["flow_id"]), answer.get("flow_token") or ""
        return answer

    def _chosen(self, answer: Answer) -> Answer:
        """The same step, or that of another method, if somebody wants one."""
        offered = {each["method"]: each["title"] for each in answer.get("methods") or []}
        now = answer["step"].get("method")
        if self._method is None and len(offered) > 1 and at_terminal():
            self._method = choose("How", offered, now or next(iter(offered)))
        wanted, self._method = self._method, None
        return answer if wanted in {None, now} else self._send({"method": wanted})

    def _show(self, step: Answer) -> None:
        tell(step.get("text") or "")
        if step.get("qr_text"):
            _draw(step["qr_text"])
        for name, value in (step.get("show") or {}).items():
            tell(f"{name}: {value}")

    def _answer(self, step: Answer) -> Answer:
        return self._send({"answers": fill_in(step.get("schema") or {})})

    def _send(self, body: Mapping[str, Any]) -> Answer:
        answer: Answer = self._remote.ask("POST", f"auth/login/{self._flow}/step", body, omni_flow=self._token)
        return answer

    def _again(self, step: Any, *given: Any) -> Answer:
        """Ask once more after a wrong answer, where somebody is there to give another."""
        for _ in range(TRIES - 1 if at_terminal() else 0):
            try:
                return step(*given)  # type: ignore[no-any-return]  # one of the two above
            except Declined as declined:
                if declined.status not in _ONCE_MORE:
                    raise
                tell(f"omni: {declined}")
        return step(*given)  # type: ignore[no-any-return]  # as above


def _draw(text: str) -> None:
    """A QR code of characters, for people; it holds a secret, so it goes where the questions go."""
    import sys

    import segno

    segno.make(text).terminal(out=sys.stderr, compact=True)
    tell(text)
