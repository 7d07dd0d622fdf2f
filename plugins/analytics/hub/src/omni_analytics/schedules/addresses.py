"""Addresses of recipients: what is one, and how one is known without being named."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import AfterValidator

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
LONGEST, LONGEST_LOCAL = 254, 64
"""RFC 5321, 4.5.3.1."""


def _address(text: str) -> str:
    """A bare address, as `Dot-string` and `Domain` of RFC 5321 have it: what mail programs could read as two is none."""
    local, _, domain = text.rpartition("@")
    if not text.isascii():
        msg = f"{text!r} has letters that many mail servers do not take: write a domain as xn--…"
        raise ValueError(msg)
    if len(text) > LONGEST or len(local) > LONGEST_LOCAL or not (LOCAL.fullmatch(local) and DOMAIN.fullmatch(domain)):
        msg = f"{text!r} is no e-mail address: write it as ann@example.com, without a name"
        raise ValueError(msg)
    return text


Address: TypeAlias = Annotated[str, AfterValidator(_address)]


def twice(addresses: list[str]) -> int | None:
    """Where an address stands for the second time, whatever its case; None where none does."""
    seen: set[str] = set()
    for at, address in enumerate(addresses):
        if address.casefold() in seen:
            return at
        seen.add(address.casefold())
    return None


def digest(schedule_id: UUID, address: str) -> str:
    """An address of a schedule, for links: it tells neither the address nor that two schedules have the same."""
    return hashlib.sha256(f"{schedule_id}:{address.casefold()}".encode()).hexdigest()[:32]
