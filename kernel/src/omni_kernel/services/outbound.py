"""HTTP to the outside for plugins: the granted hosts only, and each at an address that was checked when dialled.

The name is resolved here, and the connection goes to the very address that passed, so that a name server which
changes its answer in between gains nothing; TLS and the Host header keep the name. Redirects are requests of their
own and pass the same way. One pool of connections serves a process; a client is light.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Sequence
from ipaddress import ip_address
from typing import TypeAlias

import anyio
import httpcore
import httpx

from omni_sdk.errors import AddressRefused, HostNotGranted

from .addresses import Network, refused

Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]

MAX_BYTES = 64 * 1024 * 1024
POOL_LIMITS = {"max_connections": 200, "max_keepalive_connections": 40, "keepalive_expiry": 30.0}
IDENTITY = {"Accept-Encoding": "identity", "User-Agent": "Omni"}


class ResponseTooLarge(httpx.ReadError):
    """The other side sent more than the client takes."""


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, by the system's resolver, as often as they are asked for."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(where[0]) for *_, where in found))


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Dials addresses that passed the check, and no name."""

    def __init__(self, allowed: Sequence[Network], resolver: Resolve) -> None:
        self._allowed = allowed
        self._resolve = resolver
        self._dial = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's signature)
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that passes and answers, all within `timeout` seconds."""
        try:
            with anyio.fail_after(timeout):
                addresses = await self._checked(host, port)
                return await self._first(addresses, port, local_address, socket_options)
        except TimeoutError as error:
            msg = f"no connection to {host!r} within {timeout} s"
            raise httpcore.ConnectTimeout(msg) from error

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002  (httpcore's signature)
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002  (the same)
    ) -> httpcore.AsyncNetworkStream:
        """Refuse: there is no host in it."""
        msg = f"unix socket {path!r} is no host"
        raise AddressRefused(msg)

    async def sleep(self, seconds: float) -> None:
        """Between two tries."""
        await anyio.sleep(seconds)

    async def _checked(self, host: str, port: int) -> list[str]:
        try:
            found = await self._resolve(host, port)
        except OSError as error:
            msg = f"host {host!r} has no address: {error}"
            raise httpcore.ConnectError(msg) from error
        reasons = {address: refused(address, self._allowed) for address in found}
        passed = [address for address, reason in reasons.items() if reason is None]
        if passed:
            return passed
        shown = ", ".join(f"{address} ({reason})" for address, reason in reasons.items()) or "no address"
        msg = f"host {host!r} leads to {shown}; only public addresses, and those in [outbound] allow_networks, are reached"
        raise AddressRefused(msg)

    async def _first(
        self,
        addresses: Sequence[str],
        port: int,
        local_address: str | None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None,
    ) -> httpcore.AsyncNetworkStream:
        *others, last = addresses
        for address in others:
            try:
                return await self._dial.connect_tcp(address, port, None, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return await self._dial.connect_tcp(last, port, None, local_address, socket_options)


class _Pooled(httpx.AsyncHTTPTransport):
    """httpx's transport, which translates httpcore's errors, over a pool that dials by `CheckedBackend`."""

    def __init__(self, backend: CheckedBackend, context: ssl.SSLContext) -> None:
        super().__init__(verify=context, trust_env=False)
        if not isinstance(self._pool, httpcore.AsyncConnectionPool):  # an httpx that would dial past the check
            msg = f"httpx {httpx.__version__} keeps its connections elsewhere; use a version that omni-kernel allows"
            raise TypeError(msg)
        self._pool = httpcore.AsyncConnectionPool(ssl_context=context, network_backend=backend, **POOL_LIMITS)  # type: ignore[arg-type]  # limits of two number types


class _Limited(httpx.AsyncByteStream):
    """A body that ends in `ResponseTooLarge` when there is more of it than `limit` bytes."""

    def __init__(self, stream: httpx.AsyncByteStream, request: httpx.Request, limit: int) -> None:
        self._stream, self._request, self._left, self._limit = stream, request, limit, limit

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                msg = f"{self._request.url.host!r} answered with more than {self._limit} bytes"
                raise ResponseTooLarge(msg, request=self._request)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class _Guard(httpx.AsyncBaseTransport):
    """Asks whether the host is granted, each time, and sends the request on."""

    def __init__(
        self,
        hosts: Callable[[], Collection[str]],
        any_public: Callable[[], bool],
        pooled: Callable[[], httpx.AsyncBaseTransport],
        transports: Callable[[str], httpx.AsyncBaseTransport | None] | None,
        max_bytes: int | None,
    ) -> None:
        self._hosts, self._any_public, self._pooled = hosts, any_public, pooled
        self._transports, self._max_bytes = transports, max_bytes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = normal(request.url.raw_host.decode("ascii"))
        if not self._any_public() and host not in map(normal, self._hosts()):
            msg = (
                f"host {host!r} is not granted: name it in [scopes] outbound of omni-plugin.toml, or the setting that"
                " holds its URL as 'setting:<field>', and have an admin grant it"
            )
            raise HostNotGranted(msg)
        if self._transports is not None and (special := self._transports(host)) is not None:
            return await special.handle_async_request(request)
        # A name of the caller's choice here would have TLS verify that one, on a connection others share.
        request.extensions.pop("sni_hostname", None)
        return self._limited(request, await self._pooled().handle_async_request(request))

    def _limited(self, request: httpx.Request, response: httpx.Response) -> httpx.Response:
        if self._max_bytes is None:
            return response
        # Packed, a small answer could unpack to anything; none was asked for.
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            msg = f"{request.url.host!r} answered packed, though only 'Accept-Encoding: identity' is taken"
            raise ResponseTooLarge(msg, request=request)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Limited(response.stream, request, self._max_bytes)
        return response


def normal(host: str) -> str:
    """One spelling of a host: lower case, no final dot, an international name as it stands in the DNS."""
    host = host.strip("[]").rstrip(".").lower()
    try:
        return str(ip_address(host))
    except ValueError:
        return host if host.isascii() else httpx.URL(f"//{host}").raw_host.decode("ascii")


_pools: dict[tuple[asyncio.AbstractEventLoop, Sequence[Network], Resolve], httpx.AsyncBaseTransport] = {}


def _pool(allowed: Sequence[Network], resolver: Resolve) -> httpx.AsyncBaseTransport:
    """The pool of the running event loop; those of loops that have ended are forgotten."""
    key = (asyncio.get_running_loop(), allowed, resolver)
    if (pool := _pools.get(key)) is None:
        for old in [old for old in _pools if old[0].is_closed()]:
            del _pools[old]
        context = httpx.create_ssl_context(trust_env=False)
        pool = _pools[key] = _Pooled(CheckedBackend(allowed, resolver), context)
    return pool


async def close_pools() -> None:
    """Let go of this event loop's connections; the next request opens new ones."""
    loop = asyncio.get_running_loop()
    for key in [key for key in _pools if key[0] is loop]:
        await _pools.pop(key).aclose()


def build_client(
    hosts: Callable[[], Collection[str]],
    allow_networks: Iterable[Network],
    any_public: Callable[[], bool],
    timeout: float,
    *,
    transports: Callable[[str], httpx.AsyncBaseTransport | None] | None = None,
    max_bytes: int | None = MAX_BYTES,
    resolver: Resolve = resolve,
) -> httpx.AsyncClient:
    """Make a client for what `hosts` says at each request, or any public host when `any_public` does.

    Raises `HostNotGranted` for other hosts, `AddressRefused` for granted ones that lead to addresses which are
    neither public nor in `allow_networks`, `ResponseTooLarge` beyond `max_bytes`. `timeout` is in seconds, for each
    of connecting, sending, receiving and waiting for the pool. `transports` answers for a granted host in place of
    the network: the internet of a test. Closing the client leaves the shared connections open.
    """
    allowed = tuple(allow_networks)
    guard = _Guard(hosts, any_public, lambda: _pool(allowed, resolver), transports, max_bytes)
    return httpx.AsyncClient(transport=guard, timeout=timeout, trust_env=False, headers=IDENTITY)
