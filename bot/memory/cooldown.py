"""One cooldown of the model's API, shared by all workers: whoever is told to wait tells the others. It does not wait itself.

It holds no content, so nothing is sealed.
"""

from redis.asyncio import Redis

from bot.memory import keys
from bot.memory.server import store_errors

MOST_SECONDS = 600.0
"""An API that asks for more is asked again after this long: its limits may have been raised meanwhile."""

# Never shortened: of two that were told to wait, the longer wait is the true one.
_BEGIN = """
if tonumber(ARGV[1]) > redis.call('PTTL', KEYS[1]) then redis.call('SET', KEYS[1], 1, 'PX', ARGV[1]) end
return 1
"""


class SharedCooldown:
    """The cooldown of the API at one base address. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, *, base_url: str) -> None:
        self._redis = redis
        self._key = keys.cooldown(base_url)
        self._begin = redis.register_script(_BEGIN)

    async def remaining(self) -> float:
        """Seconds until the API may be called again; 0 when it may be now."""
        with store_errors():
            return max(await self._redis.pttl(self._key), 0) / 1000

    async def begin(self, seconds: float) -> None:
        """Nobody should call the API for so long, `MOST_SECONDS` at most. One that lasts longer already stays."""
        milliseconds = round(min(seconds, MOST_SECONDS) * 1000)
        if milliseconds > 0:
            with store_errors():
                await self._begin(keys=[self._key], args=[milliseconds])
