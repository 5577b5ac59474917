"""Keeps for a short time what a person's own conversation with Footnote is about: the files last shared there, and the channel
that they look at. It is kept to suggest questions, and read by nobody else.
"""

import json
from collections.abc import AsyncIterator, Collection, Sequence
from typing import SupportsInt, cast

from pydantic import BaseModel, ConfigDict, ValidationError
from redis.asyncio import Redis

from bot.language import ChannelId, FileId, FileRef, TeamId, UserId
from bot.memory import keys
from bot.memory.server import SCANNED_AT_ONCE, store_errors
from bot.memory.vault import Vault

LOOKED_AT_SECONDS = 3600
"""Slack tells anew when somebody looks at something else, and with each message to Footnote."""

SHARED_SECONDS = 24 * 3600
"""Within a day a file is asked about by its name, or hardly at all."""

MOST_FILES = 4
"""More can't be suggested."""

# A hash for each person: the channel, and when they came to it, since Slack's events overtake each other.
_LOOK = """
local looked, sealed, at, ttl = KEYS[1], ARGV[1], tonumber(ARGV[2]), ARGV[3]
local before = tonumber(redis.call('HGET', looked, 'at') or '')
if at and before and at < before then return 0 end
redis.call('HSET', looked, 'sealed', sealed, 'at', at and ARGV[2] or redis.call('HGET', looked, 'at') or '')
redis.call('EXPIRE', looked, ttl)
return 1
"""

# A hash for each person: a field for each file, the oldest beyond the newest few taken out.
_SHARE = """
local files, order, ttl, most = KEYS[1], KEYS[2], tonumber(ARGV[1]), tonumber(ARGV[2])
local now = redis.call('TIME')
for i = 3, #ARGV, 2 do
    redis.call('HSET', files, ARGV[i], ARGV[i + 1])
    redis.call('ZADD', order, now[1] * 1000000 + now[2] + i, ARGV[i])
end
local old = redis.call('ZRANGE', order, 0, -most - 1)
if #old > 0 then
    redis.call('HDEL', files, unpack(old))
    redis.call('ZREM', order, unpack(old))
end
redis.call('EXPIRE', files, ttl)
redis.call('EXPIRE', order, ttl)
return 1
"""


class LookedAt(BaseModel):
    """The channel that somebody looks at, by the name under which it was suggested."""

    model_config = ConfigDict(frozen=True)

    channel: ChannelId
    name: str = ""
    """Without `#`; empty where it may not be suggested."""


class Whereabouts:
    """What is kept, for `ttl` seconds at most; with 0, nothing. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, vault: Vault, *, ttl: SupportsInt) -> None:
        self._redis = redis
        self._vault = vault
        self._lifetime = ttl
        self._look = redis.register_script(_LOOK)
        self._share = redis.register_script(_SHARE)

    @property
    def _ttl(self) -> int:
        """Seconds; a workspace may shorten it while this runs."""
        return int(self._lifetime)

    async def look(self, team: TeamId, user: UserId, looked: LookedAt | None, *, at: str) -> bool:
        """Keeps the channel that somebody looks at since `at` (a ts), in place of the one before; None: they look at none.

        False: it is known already what they looked at after that.
        """
        key, ttl = keys.looked_at(team, user), min(self._ttl, LOOKED_AT_SECONDS)
        if not ttl:
            return True
        sealed = self._vault.seal(key, looked.model_dump_json().encode()) if looked else b""
        with store_errors():
            return await self._look(keys=[key], args=[sealed, at, ttl]) == 1

    async def looked_at(self, team: TeamId, user: UserId) -> LookedAt | None:
        """That channel, while it is kept."""
        key = keys.looked_at(team, user)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.hget(key, "sealed"))
        opened = self._vault.open(key, sealed) if sealed else None
        try:
            return LookedAt.model_validate_json(opened) if opened else None
        except ValidationError:
            return None

    async def leave(self, team: TeamId, channel: ChannelId) -> None:
        """That channel is no more: whoever looks at it does so no longer."""
        with store_errors():
            everybody = keys.looked_at(team, UserId("*"))
            async for key in cast("AsyncIterator[bytes]", self._redis.scan_iter(match=everybody, count=SCANNED_AT_ONCE)):
                user = UserId(key.decode().rpartition(":")[2])
                looked = await self.looked_at(team, user)
                if looked and looked.channel == channel:
                    await self._redis.unlink(key.decode())

    async def share(self, team: TeamId, user: UserId, files: Sequence[FileRef]) -> None:
        """Keeps the names of files that somebody has just shared with Footnote, oldest first."""
        if not files or not self._ttl:
            return
        key = keys.shared_lately(team, user)
        named = [part for file in files for part in (file.id, self._seal(key, file))]
        with store_errors():
            await self._share(
                keys=[key, keys.shared_order(team, user)], args=[min(self._ttl, SHARED_SECONDS), MOST_FILES, *named]
            )

    async def shared(self, team: TeamId, user: UserId) -> tuple[FileRef, ...]:
        """The files last shared, oldest first, as far as they are kept."""
        key = keys.shared_lately(team, user)
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(key))
            order = cast("list[bytes]", await self._redis.zrange(keys.shared_order(team, user), 0, -1))
        files = (self._unseal(key, field.decode(), found[field]) for field in order if field in found)
        return tuple(file for file in files if file)

    async def unshare(self, team: TeamId, user: UserId, files: Collection[FileId]) -> None:
        """Forgets files that stand in no message of theirs any more."""
        if files:
            with store_errors():
                await self._redis.hdel(keys.shared_lately(team, user), *files)

    async def forget(self, team: TeamId, user: UserId) -> None:
        """Forgets all of it."""
        with store_errors():
            await self._redis.unlink(keys.looked_at(team, user), keys.shared_lately(team, user), keys.shared_order(team, user))

    def _seal(self, key: str, file: FileRef) -> bytes:
        about = {"id": file.id, "name": file.label, "mimetype": file.mimetype, "filetype": file.filetype}
        return self._vault.seal(f"{key}#{file.id}", json.dumps(about).encode())

    def _unseal(self, key: str, field: str, sealed: bytes) -> FileRef | None:
        opened = self._vault.open(f"{key}#{field}", sealed)
        try:
            return FileRef.model_validate_json(opened) if opened else None
        except ValidationError:
            return None
