"""The last seconds of a tenant, added up over all processes in Redis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from omni_sdk import Context, Script

from .counts import Counts

WINDOW = 180
"""For how many seconds traffic is kept."""
FAILED = "failed"
ADD = Script("""
for i = 2, #ARGV, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return redis.call('HGETALL', KEYS[1])
""")
READ = Script("""
local found = {}
for i, key in ipairs(KEYS) do found[i] = redis.call('HGETALL', key) end
return found
""")


def _key(second: int) -> str:
    return f"second:{second}"


def _counts(pairs: Sequence[bytes]) -> Counts:
    fields = {name.decode(): int(value) for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
    failed = fields.pop(FAILED, 0)
    return Counts(failed, Counter({int(name): value for name, value in fields.items()}))


async def add(ctx: Context, second: int, own: Counts) -> Counts:
    """Add what this process counted in a second; what all of them did so far."""
    fields: list[str | int] = [word for number, n in own.classes.items() for word in (str(number), n)]
    return _counts(await ctx.cache.run(ADD, [_key(second)], [WINDOW + 20, *fields, FAILED, own.failed]))


async def read(ctx: Context, seconds: Sequence[int]) -> Mapping[int, Counts]:
    """Those seconds, as all processes counted them."""
    found = await ctx.cache.run(READ, [_key(second) for second in seconds])
    return {second: _counts(pairs) for second, pairs in zip(seconds, found, strict=True)}
