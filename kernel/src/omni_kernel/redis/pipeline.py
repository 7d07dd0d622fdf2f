"""Pipelines that give their connection back even when they are cancelled while they do so."""

from __future__ import annotations

from typing import Any

from redis.asyncio import Redis
from redis.asyncio.client import Pipeline


class Returning(Pipeline):
    """redis-py's `reset` waits for Redis first; cancelled there, it would keep its connection for good."""

    async def reset(self) -> None:
        """Forget what was queued, and return the connection."""
        try:
            await super().reset()  # type: ignore[no-untyped-call]
        finally:
            connection = self.connection
            if connection is not None:
                self.connection = None
                await connection.disconnect(nowait=True)  # an answer may still be on its way
                await self.connection_pool.release(connection)


class Pipelining(Redis):
    """A client whose pipelines are such."""

    def pipeline(self, transaction: bool = True, shard_hint: str | None = None) -> Any:
        """Several commands at once."""
        return Returning(self.connection_pool, self.response_callbacks, transaction, shard_hint)
