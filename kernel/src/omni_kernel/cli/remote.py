"""A running Omni, asked over HTTP as the person who signed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_kernel.cli.errors import USAGE, Refused, code_of

if TYPE_CHECKING:
    import httpx

Url = Annotated[str | None, typer.Option(help="Address of the Omni; else where you signed in last.")]
SECONDS = 30.0


class Declined(Refused):
    """Omni said no: the status, and the last part of the problem's type, such as `login-failed`."""

    def __init__(self, message: str, status: int, kind: str = "") -> None:
        super().__init__(message, code_of(status))
        self.status, self.kind = status, kind


class Remote:
    """`remote.ask("GET", "auth/me")`."""

    def __init__(self, url: str, client: httpx.Client) -> None:
        self.url, self._client = url, client

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """The answer's JSON, None when it has none; Declined with what the problem says."""
        import httpx

        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            answer = self._client.request(method, f"/api/v1/{path}", json=body, headers=fields)
        except httpx.HTTPError as error:
            raise Refused(f"{self.url} does not answer ({str(error) or type(error).__name__}): is Omni running there?") from error
        if not answer.is_success:
            raise self._declined(answer)
        return _json(answer) if answer.content else None

    def items(self, path: str) -> list[dict[str, Any]]:
        """All of a list, page by page."""
        found: list[dict[str, Any]] = []
        after = ""
        while True:
            page = self.ask("GET", f"{path}?limit=100{after}")
            found += page["items"]
            if not page.get("next"):
                return found
            after = f"&cursor={page['next']}"

    def _declined(self, answer: httpx.Response) -> Declined:
        try:
            problem = answer.json()
        except ValueError:
            problem = None
        if not isinstance(problem, Mapping):
            return Declined(f"{self.url} answered {answer.status_code}: is it the address of an Omni?", answer.status_code)
        kind = str(problem.get("type", "")).rpartition("/")[2]
        text = str(problem.get("detail") or problem.get("title") or answer.status_code)
        if kind == "reauthentication-required":
            text = f"you signed in too long ago for this: omni login --url {self.url}"
        elif answer.status_code == 401 and "authorization" in self._client.headers:
            text = f"your login at {self.url} has ended: omni login --url {self.url}"
        return Declined(text, answer.status_code, kind)


@contextmanager
def connected(url: str, token: str = "") -> Iterator[Remote]:
    """A connection to that Omni."""
    import httpx

    headers = {"user-agent": _agent()} | ({"authorization": f"Bearer {token}"} if token else {})
    # Redirects are not followed: a token is for its own address. Nor does a proxy see what goes to this machine.
    with httpx.Client(base_url=url, headers=headers, timeout=SECONDS, trust_env=not _loopback(httpx.URL(url).host)) as client:
        yield Remote(url, client)


def address(text: str) -> str:
    """The address in its one spelling; refused when it is none, or when passwords would travel in the clear."""
    import httpx

    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise Refused(f"{text!r} is no address: {error}", USAGE) from error
    if url.scheme not in {"http", "https"} or not url.host or url.query or url.fragment or url.userinfo:
        raise Refused(f"{text!r} is no address of an Omni, such as https://omni.example.com", USAGE)
    if url.scheme == "http" and not _loopback(url.host):
        raise Refused(f"{text!r} would send your password readable for everybody on the way: use https, or a tunnel", USAGE)
    return str(url).rstrip("/")


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise Refused(f"{answer.url} is no address of an Omni: it answers without JSON", USAGE) from error


def _agent() -> str:
    """What a session's list shows as the device."""
    import platform
    from importlib.metadata import version

    return f"omni/{version('omni-kernel')} ({platform.node() or 'unknown'}; {platform.system()})"
