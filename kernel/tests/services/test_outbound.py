"""Plugins' HTTP: real servers on the loopback, which count as outside when the operator allows them."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from omni_kernel.services import outbound
from omni_kernel.services.addresses import Network
from omni_kernel.services.outbound import ResponseTooLarge, build_client, close_pools, normal
from omni_sdk.errors import AddressRefused, HostNotGranted

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
Start = Callable[..., Awaitable[int]]


class Names:
    """A name server: the answers in turn, the last one for good; what it was asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Start a server that answers each request with the bytes given, and remembers what it was sent."""
    servers: list[asyncio.Server] = []

    async def run(
        answer: bytes | Callable[[bytes], bytes], seen: list[bytes] | None = None, tls: ssl.SSLContext | None = None
    ) -> int:
        async def served(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                while True:
                    request = await reader.readuntil(b"\r\n\r\n")
                    if seen is not None:
                        seen.append(request)
                    writer.write(answer(request) if callable(answer) else answer)
                    await writer.drain()
            except (asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
                writer.close()

        servers.append(await asyncio.start_server(served, "127.0.0.1", 0, ssl=tls))
        port: int = servers[-1].sockets[0].getsockname()[1]
        return port

    yield run
    await close_pools()
    for server in servers:
        server.close()
        await server.wait_closed()
    await asyncio.sleep(0)


def reply(body: bytes = b"hello", status: str = "200 OK", **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def client(
    *hosts: str,
    names: Names | None = None,
    allow: Iterable[Network] = LOOPBACK,
    any_public: bool = False,
    **options: object,
) -> httpx.AsyncClient:
    return build_client(
        lambda: hosts, allow, lambda: any_public, 5, resolver=names or Names(["127.0.0.1"]), **options  # type: ignore[arg-type]
    )  # fmt: skip


async def test_a_granted_host_is_reached_by_its_name(start: Start) -> None:
    """At the address that was checked; the Host header keeps the name."""
    seen: list[bytes] = []
    port = await start(reply(), seen)
    names = Names(["127.0.0.1"])
    async with client("hooks.example.org", names=names) as http:
        answer = await http.get(f"http://hooks.example.org:{port}/x")
    assert (answer.status_code, answer.text) == (200, "hello")
    assert names.asked == ["hooks.example.org"]
    assert f"Host: hooks.example.org:{port}".encode() in seen[0]


@pytest.mark.parametrize(
    ("granted", "host"),
    [
        ("hooks.example.org", "HOOKS.example.org."),
        ("Hooks.Example.org.", "hooks.example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("xn--bcher-kva.example", "bücher.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "[::1]"),
        ("[0:0:0:0:0:0:0:1]", "[::1]"),
    ],
)
def test_one_spelling_of_a_host(granted: str, host: str) -> None:
    """Upper case, a final dot and international names make no difference."""
    assert normal(granted) == normal(httpx.URL(f"http://{host}/").raw_host.decode())


@pytest.mark.parametrize(
    "host", ["evil.example.org", "example.org", "a.hooks.example.org", "hooks.example.org.evil.org", "127.0.0.1"]
)
async def test_other_hosts_are_not_granted(host: str) -> None:
    """Not even a subdomain; the message names the host and the way out; no name is asked for."""
    names = Names(["127.0.0.1"])
    async with client("hooks.example.org", names=names) as http:
        with pytest.raises(HostNotGranted, match=f"host '{host}' is not granted.*omni-plugin.toml.*admin"):
            await http.get(f"http://{host}/")
    assert not names.asked


async def test_the_user_part_of_a_url_is_no_host() -> None:
    """A classic way to mislead."""
    async with client("hooks.example.org") as http:
        with pytest.raises(HostNotGranted, match=r"evil\.org"):
            await http.get("http://hooks.example.org@evil.org/")


async def test_what_is_granted_is_asked_each_time(start: Start) -> None:
    """A grant that is taken back is in force at once, on open connections, too."""
    port = await start(reply())
    granted = {"hooks.example.org"}
    async with build_client(lambda: granted, LOOPBACK, lambda: False, 5, resolver=Names(["127.0.0.1"])) as http:
        await http.get(f"http://hooks.example.org:{port}/")
        granted.clear()
        with pytest.raises(HostNotGranted):
            await http.get(f"http://hooks.example.org:{port}/")


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "fd00:ec2::254"]
)
@pytest.mark.parametrize("any_public", [False, True])
async def test_private_addresses_are_refused(address: str, any_public: bool) -> None:
    """Whatever the name, also for those who may reach any public host."""
    async with client("hooks.example.org", names=Names([address]), allow=(), any_public=any_public) as http:
        with pytest.raises(AddressRefused, match=r"'hooks\.example\.org' leads to .*allow_networks"):
            await http.get("http://hooks.example.org/")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "2130706433", "0x7f.1", "127.1", "localhost"])
async def test_no_spelling_of_an_address_gets_past(host: str) -> None:
    """The system's own resolver turns some odd ones into the loopback; others have no address at all."""
    async with build_client(list, (), lambda: True, 5) as http:
        with pytest.raises((AddressRefused, httpx.ConnectError, httpx.InvalidURL)):
            await http.get(f"http://{host}/")


async def test_of_several_addresses_the_good_ones_are_dialled(start: Start) -> None:
    """In order, and on to the next when one does not answer."""
    port = await start(reply())
    async with client("h.example", names=Names(["10.0.0.1", "127.0.0.99", "127.0.0.1"])) as http:
        assert (await http.get(f"http://h.example:{port}/")).text == "hello"


async def test_a_name_server_that_changes_its_answer_gains_nothing(start: Start) -> None:
    """DNS rebinding: the address that was checked is the one that is dialled, and a new dial is checked anew."""
    port = await start(reply(Connection="close"))
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    async with client("h.example", names=names) as http:
        assert (await http.get(f"http://h.example:{port}/")).text == "hello"
        assert names.asked == ["h.example"]
        await close_pools()
        with pytest.raises(AddressRefused, match="private"):
            await http.get(f"http://h.example:{port}/")


async def test_redirects_are_checked_again(start: Start) -> None:
    """To a host that is not granted, and to one that leads inside."""
    port = await start(
        lambda request: reply(
            status="302 Found", Location="http://inside.example/" if b"/a" in request else "http://other.example/"
        )
    )
    names = Names(["127.0.0.1"], ["192.168.0.1"])
    async with client("h.example", "inside.example", names=names) as http:
        with pytest.raises(AddressRefused, match=r"inside\.example"):
            await http.get(f"http://h.example:{port}/a", follow_redirects=True)
        with pytest.raises(HostNotGranted, match=r"other\.example"):
            await http.get(f"http://h.example:{port}/b", follow_redirects=True)


async def test_proxies_of_the_environment_are_not_used(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """They would resolve the name out of our sight."""
    port = await start(reply())
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with client("h.example") as http:
        assert (await http.get(f"http://h.example:{port}/")).text == "hello"


async def test_an_answer_has_a_limit(start: Start) -> None:
    """Up to it all is well; beyond it nothing is kept."""
    port = await start(reply(b"x" * 1000))
    async with client("h.example", max_bytes=1000) as http:
        assert len((await http.get(f"http://h.example:{port}/")).content) == 1000
    async with client("h.example", max_bytes=999) as http:
        with pytest.raises(ResponseTooLarge, match="more than 999 bytes"):
            await http.get(f"http://h.example:{port}/")
    async with client("h.example", max_bytes=None) as http:
        assert len((await http.get(f"http://h.example:{port}/")).content) == 1000


async def test_a_packed_answer_is_refused(start: Start) -> None:
    """A thousand bytes would unpack to a million; none was asked for."""
    seen: list[bytes] = []
    port = await start(reply(gzip.compress(b"0" * 10**6), Content_Encoding="gzip"), seen)
    async with client("h.example") as http:
        with pytest.raises(ResponseTooLarge, match="answered packed"):
            await http.get(f"http://h.example:{port}/")
    assert b"Accept-Encoding: identity" in seen[0]


async def test_no_address_and_nobody_there_are_httpx_errors() -> None:
    """What plugins expect of httpx."""

    async def nowhere(_host: str, _port: int) -> Sequence[str]:
        raise OSError(-2, "Name or service not known")

    async with build_client(lambda: ["h.example"], (), lambda: False, 5, resolver=nowhere) as http:
        with pytest.raises(httpx.ConnectError, match=r"'h\.example' has no address"):
            await http.get("http://h.example/")
    async with client("h.example", names=Names(["127.0.0.1"])) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("http://h.example:1/")
    async with client("h.example", names=Names([])) as http:
        with pytest.raises(AddressRefused, match="leads to no address"):
            await http.get("http://h.example/")


async def test_a_slow_name_server_ends_in_a_timeout() -> None:
    """Looking up counts."""

    async def never(_host: str, _port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    async with build_client(lambda: ["h.example"], (), lambda: False, 0.02, resolver=never) as http:
        with pytest.raises(httpx.ConnectTimeout, match=r"'h\.example' within 0\.02 s"):
            await http.get("http://h.example/")


async def test_an_internet_of_the_tests() -> None:
    """A handler per host stands in for the network; grants hold all the same."""
    special = httpx.MockTransport(lambda request: httpx.Response(200, text=request.url.path))
    transports = {"hooks.example.org": special}.get
    async with client("hooks.example.org", "other.example", names=Names(["10.0.0.1"]), transports=transports) as http:
        assert (await http.get("https://hooks.example.org/x")).text == "/x"
        with pytest.raises(AddressRefused):
            await http.get("https://other.example/x")
        with pytest.raises(HostNotGranted):
            await http.get("https://third.example/x")


async def test_clients_share_connections_and_close_none(start: Start) -> None:
    """One pool per process."""
    port = await start(reply())
    names = Names(["127.0.0.1"])
    for _ in range(3):
        async with client("h.example", names=names) as http:
            await http.get(f"http://h.example:{port}/")
    assert names.asked == ["h.example"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for h.example, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "h.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("h.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


async def test_tls_is_for_the_name(start: Start, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The certificate is verified for the host of the URL, not for the address, nor for a name that the caller slips in."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    asked: list[str] = []
    server.sni_callback = lambda _socket, name, _context: asked.append(name)
    port = await start(reply(), tls=server)
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: ssl.create_default_context(cafile=certificate))
    async with client("h.example", "g.example") as http:
        assert (await http.get(f"https://h.example:{port}/")).text == "hello"
        assert asked == ["h.example"]
        with pytest.raises(httpx.ConnectError, match="Hostname mismatch"):
            await http.get(f"https://g.example:{port}/", extensions={"sni_hostname": "h.example"})


async def test_sockets_of_this_machine_are_no_hosts() -> None:
    """The pool's other way to connect is shut."""
    backend = outbound.CheckedBackend((), outbound.resolve)
    with pytest.raises(AddressRefused, match="unix socket"):
        await backend.connect_unix_socket("/run/docker.sock")
    await backend.sleep(0)


async def test_an_httpx_that_keeps_its_connections_elsewhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than dialled past the check."""

    def elsewhere(self: httpx.AsyncHTTPTransport, **_: object) -> None:
        self._pool = object()  # type: ignore[assignment]  # that is the point

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "__init__", elsewhere)
    async with client("h.example", names=Names(["127.0.0.1"], [])) as http:
        with pytest.raises(TypeError, match="keeps its connections elsewhere"):
            await http.get("http://h.example/")
