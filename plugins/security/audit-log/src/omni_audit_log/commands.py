"""`omni audit-log verify | verify-export | keys`."""

from pathlib import Path

from omni_sdk import ConsoleContext
from omni_sdk.errors import CommandFailed

from .chain.chains import PLATFORM, Chain, chain_of
from .chain.checks import verify
from .chain.keys import keys_of
from .verify import Report, fingerprint, keys_in, summary, verify_export


async def verify_chains(ctx: ConsoleContext, tenant: str | None = None) -> None:
    """Look the chains through: the platform's and every tenant's, or only those that --tenant names (`platform`)."""
    reports: list[Report] = []
    if tenant in {None, PLATFORM}:
        reports.append(await verify(await chain_of(ctx)))
    if tenant != PLATFORM:
        for context in await ctx.tenants(tenant):
            async with context as its:
                reports.append(await verify(await chain_of(its)))
    ctx.print([_line(report) for report in reports])
    if broken := [report for report in reports if not report.ok]:
        first = broken[0]
        message = (
            f"{len(broken)} of {len(reports)} chains are broken; in {first.chain}: {'; '.join(map(str, first.findings[:5]))}"
        )
        raise CommandFailed(message)


def _line(report: Report) -> dict[str, object]:
    return {
        "chain": report.chain, "state": "intact" if report.ok else "BROKEN", "entries": report.entries,
        "first": report.first, "last": report.last, "problems": report.problems,
    }  # fmt: skip


async def verify_file(ctx: ConsoleContext, file: Path, key_file: Path | None = None, public_key: str | None = None) -> None:
    """Check an export with nothing but the file; better with the chain's keys, or with the public key as published."""
    try:
        report = _checked(file, key_file, [public_key] if public_key else [])
    except (OSError, ValueError) as error:
        raise CommandFailed(str(error)) from error
    text = "\n".join(summary(report))
    if not report.ok:
        raise CommandFailed(text)
    ctx.print(text)


def _checked(file: Path, key_file: Path | None, trusted: list[str]) -> Report:
    keys = keys_in(key_file.read_text("utf-8")) if key_file else None
    with file.open("rb") as lines:
        return verify_export(lines, keys=keys, trusted=trusted)


async def show_keys(ctx: ConsoleContext, tenant: str | None = None, *, secret: bool = False) -> None:
    """Show the public keys; with --secret the keys of a chain, for whoever is to check each entry's mac, too."""
    if not secret:
        ctx.print([{"public_key": key, "fingerprint": fingerprint(key)} for key in (await keys_of(ctx)).public])
        return
    if tenant is None:
        message = "say whose with --tenant <slug>, or --tenant platform: each chain has keys of its own"
        raise CommandFailed(message)
    if tenant == PLATFORM:
        _print_keys(ctx, await chain_of(ctx))
        return
    for context in await ctx.tenants(tenant):
        async with context as its:
            _print_keys(ctx, await chain_of(its))


def _print_keys(ctx: ConsoleContext, chain: Chain) -> None:
    ctx.print("\n".join(f"{key_id} {key.hex()}" for key_id, key in chain.keys.of_chain(chain.name).items()))
