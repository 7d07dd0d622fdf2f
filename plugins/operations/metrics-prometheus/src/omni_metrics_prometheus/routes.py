"""`GET /metrics`, and who may ask for it."""

import asyncio
import hmac
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from omni_sdk import Authenticator, EdgeContext, Principal, Route, Text
from omni_sdk.errors import Forbidden, NotFound, Unauthenticated

from . import service, tenants
from .settings import Config

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
SCRAPER_ITSELF = Principal(None, subject="scraper")


async def admit(ctx: EdgeContext) -> Principal | None:
    """By token and network, as far as the operator set them; without either, only on the machine of a developer."""
    config = ctx.config(Config)
    if config.token is None and not config.networks:
        return _developer(ctx)
    if config.networks and not _within(ctx.request.client_ip, config.networks):
        raise Forbidden("metrics are not for this network: see networks in [plugins.metrics-prometheus]")
    if config.token is not None:
        scheme, _, sent = ctx.request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise Unauthenticated("send the operator's token as 'Authorization: Bearer <token>'")
        if not hmac.compare_digest(sent.strip().encode(errors="replace"), config.token.get_secret_value().encode()):
            raise Unauthenticated("this is not the operator's token")
    return SCRAPER_ITSELF


def _developer(ctx: EdgeContext) -> Principal:
    """Loopback alone proves little: a proxy on this machine comes from there with everybody's requests.

    So the installation must say that it is for this machine (`public_url`), and no proxy may have had the request.
    """
    request, host = ctx.request, urlsplit(ctx.urls.of(METRICS)).hostname or ""
    local = host == "localhost" or _within(host, LOOPBACK)
    if local and _within(request.client_ip, LOOPBACK) and not any(name in request.headers for name in FORWARDED):
        return SCRAPER_ITSELF
    raise NotFound("metrics are not set up: the operator sets token or networks in [plugins.metrics-prometheus]")


def _within(address: str, networks: Any) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False  # a name, or nobody knows
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return any(ip in network for network in networks if network.version == ip.version)


async def scrape(ctx: EdgeContext) -> Text:
    """All metrics, as OpenMetrics 1.0 or in Prometheus's text format 0.0.4, whichever the scraper likes better."""
    families = await tenants.collect(ctx)
    form = service.form_of(ctx.request.headers.get("accept", ""))
    # In a thread: thousands of lines would hold up everybody's requests.
    return Text(await asyncio.to_thread(form.write, families), form.media_type)


SCRAPER = Authenticator("metrics-scraper", admit, openapi="http-bearer")
METRICS = Route.get("/metrics", scrape, auth=SCRAPER, mount="root")
