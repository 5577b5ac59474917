"""Questions that were given up: an operator can look at them, put one back, or drop it, for seven days. Words stay sealed."""

from dataclasses import dataclass
from typing import cast

from redis.asyncio import Redis

from bot.language import QuestionId
from bot.memory import keys
from bot.memory.scripts import DEDUPE_SECONDS, HEAD
from bot.memory.server import store_errors

_RETRY = (
    HEAD
    + """
local id = ARGV[1]
local v = redis.call('HMGET', question(id), 'state', 'thread', 'letter', 'again')
local state, thread, payload = v[1], v[2], v[4] or v[3]  -- as it was edited since, if it was
if state ~= 'dead' or not v[3] then return 0 end
-- Claimed before, so that the worker answers in place of the sentence that said that there is no answer.
redis.call('HSET', question(id), 'payload', payload, 'state', 'queued', 'failures', 0, 'crashes', 0, 'ready', now)
redis.call('HDEL', question(id), 'letter', 'again', 'why', 'died', 'owner', 'flag')
redis.call('PERSIST', question(id))
redis.call('LREM', prefix .. 'dead', 0, id)
redis.call('RPUSH', pending(thread), id)
if begin(thread, now) then wake() end
return 1
"""
)

_DROP = (
    HEAD
    + f"""
local id = ARGV[1]
redis.call('LREM', prefix .. 'dead', 0, id)
if redis.call('HDEL', question(id), 'letter') == 0 then return 0 end
redis.call('EXPIRE', question(id), {DEDUPE_SECONDS})
return 1
"""
)


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """One question that was given up."""

    question: QuestionId
    why: str
    """`failures: <kind of error>`, `crashes` or `unreadable`."""
    died: float
    """In seconds since 1970, by Redis' clock."""
    failures: int
    crashes: int


class DeadLetters:
    """The list on one Redis. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._retry = redis.register_script(_RETRY)
        self._drop = redis.register_script(_DROP)

    async def all(self) -> tuple[DeadLetter, ...]:
        """Those that can be put back, the newest last."""
        with store_errors():
            ids = [QuestionId(name.decode()) for name in cast("list[bytes]", await self._redis.lrange(keys.INBOX_DEAD, 0, -1))]
            async with self._redis.pipeline(transaction=False) as pipe:
                for question in ids:
                    pipe.hmget(keys.question(question), ["why", "died", "failures", "crashes"])
                    pipe.hexists(keys.question(question), "letter")
                replies = await pipe.execute()
        return tuple(
            DeadLetter(
                question=question,
                why=(why or b"").decode(),
                died=int(died or 0) / 1000,
                failures=int(failures or 0),
                crashes=int(crashes or 0),
            )
            for question, (why, died, failures, crashes), has_letter in zip(ids, replies[::2], replies[1::2], strict=True)
            if has_letter
        )

    async def retry(self, question: QuestionId) -> bool:
        """Puts one back, to be answered as if it had just been asked. False: it is not there, or no longer."""
        with store_errors():
            return await self._retry(keys=[keys.INBOX_DUE], args=[question]) == 1

    async def drop(self, question: QuestionId) -> bool:
        """Deletes what was asked. False: it is not there, or no longer."""
        with store_errors():
            return await self._drop(keys=[keys.INBOX_DUE], args=[question]) == 1
