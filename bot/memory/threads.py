"""Keeps the messages of a thread as Slack told them, so that a follow-up need not read the whole thread again.

Slack stays the truth: whenever an event may have been missed, the thread counts as not kept and is read from Slack again.

A thread is *being read* from the moment `read` finds nothing: from then on its events are noted down, and `keep` lays what
Slack returned underneath them. So an event that arrives between reading Slack and `keep` is not lost, and a message deleted
meanwhile does not come back.
"""

from collections.abc import Sequence
from typing import SupportsInt, cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import Message, TeamId, ThreadRef, Ts, UserId
from bot.memory import keys
from bot.memory.server import store_errors
from bot.memory.vault import Vault

READING_SECONDS = 300
"""How long a read of Slack may take until `keep`. A thread of 10,000 replies is 50 pages at about one a second (Tier 3)."""

INDEX_SECONDS = 30 * 24 * 3600
"""How long it is known in which threads a person wrote: as long as others may keep such a thread alive by writing in it."""

# A hash per thread: a field per message, named by its ts, and some of ours, which no ts can be named like.
# `@gap`: the workspace's newest gap when reading began. `@kept`: set once what Slack returned is there.
# `@<ts>`: when the message was last edited, as far as events told.
# An empty value stands for a deleted message: it must not come back with an older copy.

_READ = """
local thread, newest_gap, reading = KEYS[1], redis.call('GET', KEYS[2]) or '', tonumber(ARGV[1])
if redis.call('HGET', thread, '@gap') == newest_gap then
    if redis.call('HEXISTS', thread, '@kept') == 1 then return redis.call('HGETALL', thread) end
else
    redis.call('DEL', thread)
    redis.call('HSET', thread, '@gap', newest_gap)
end
redis.call('EXPIRE', thread, reading)
return false
"""

# So that all that is kept of one person's words is found when they want it forgotten.
WROTE = f"""
local function wrote(index, place, ttl)
    local now, long = redis.call('TIME')[1], math.max(ttl, {INDEX_SECONDS})
    redis.call('ZADD', index, now, place)
    redis.call('ZREMRANGEBYSCORE', index, '-inf', now - long)
    redis.call('EXPIRE', index, long)
end
"""

_KEEP = (
    WROTE
    + """
local thread, newest_gap, ttl, place = KEYS[1], redis.call('GET', KEYS[2]) or '', tonumber(ARGV[1]), ARGV[2]
-- Gone or from before a gap: events may have been missed since Slack was read.
if redis.call('HGET', thread, '@gap') ~= newest_gap then return 0 end
-- NX: what an event brought meanwhile is newer than what Slack returned.
for i = 3, #ARGV, 2 do redis.call('HSETNX', thread, ARGV[i], ARGV[i + 1]) end
redis.call('HSET', thread, '@kept', 1)
redis.call('EXPIRE', thread, ttl)
for i = 3, #KEYS do wrote(KEYS[i], place, ttl) end
return 1
"""
)

_NOTE = (
    WROTE
    + """
local thread, ts, value, ttl, edition = KEYS[1], ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
if redis.call('EXISTS', thread) == 0 or redis.call('HGET', thread, ts) == '' then return 0 end
if edition then
    if edition < (tonumber(redis.call('HGET', thread, '@' .. ts) or '') or 0) then return 0 end
    redis.call('HSET', thread, '@' .. ts, ARGV[4])
end
redis.call('HSET', thread, ts, value)
if redis.call('HEXISTS', thread, '@kept') == 1 then redis.call('EXPIRE', thread, ttl) end
if KEYS[2] then wrote(KEYS[2], ARGV[5], ttl) end
return 1
"""
)

_ASKED = (
    WROTE
    + """
wrote(KEYS[1], ARGV[1], tonumber(ARGV[2]))
return 1
"""
)

_LATEST = """
if redis.call('EXISTS', KEYS[1]) == 1 and redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then redis.call('DEL', KEYS[1]) end
return 1
"""


class KeptThreads:
    """The kept messages of every thread, for `ttl` seconds after a thread's last message; with 0 nothing is kept.

    Every method raises `StoreUnavailable` when Redis fails.
    """

    def __init__(self, redis: Redis, vault: Vault, *, ttl: SupportsInt) -> None:
        self._redis = redis
        self._vault = vault
        self._lifetime = ttl
        self._read = redis.register_script(_READ)
        self._keep = redis.register_script(_KEEP)
        self._note = redis.register_script(_NOTE)
        self._asked = redis.register_script(_ASKED)
        self._latest = redis.register_script(_LATEST)

    @property
    def _ttl(self) -> int:
        return int(self._lifetime)

    async def read(self, thread: ThreadRef) -> tuple[Message, ...] | None:
        """The thread's messages, oldest first; None when they must be read from Slack, and then be handed to `keep`."""
        if not self._ttl:
            return None
        found = await self._begin(thread)
        if found is None:
            return None
        try:
            messages = [self._unseal(thread, field, value) for field, value in found if value and field[:1] != b"@"]
        except ValueError:
            # The key is lost, or another version wrote it. What can't be read whole is read from Slack.
            await self.drop(thread)
            await self._begin(thread)
            return None
        # The longer of two ts is the later one; those of one length sort as text.
        return tuple(sorted(messages, key=lambda message: (len(message.ts), message.ts)))

    async def keep(self, thread: ThreadRef, messages: Sequence[Message]) -> bool:
        """Keeps what Slack returned after `read` gave None. False: not kept, as events may have been missed meanwhile."""
        if not self._ttl:
            return False
        fields = [part for message in messages for part in (message.ts, self._seal(thread, message))]
        with store_errors():
            authors = {keys.wrote_in(thread.team, message.user) for message in messages if message.user}
            found = await self._keep(
                keys=[keys.messages(thread), keys.gap(thread.team), *sorted(authors)],
                args=[self._ttl, keys.place(thread), *fields],
            )
        return found == 1

    async def append(self, thread: ThreadRef, message: Message, *, edition: Ts | None = None) -> None:
        """Adds a message to a kept thread, or replaces the one with its ts (an edit). A deleted one stays deleted.

        With `edition`, when it was written or last edited, an event that comes late replaces nothing newer.
        """
        if self._ttl:
            args = [message.ts, self._seal(thread, message), self._ttl, edition or "", keys.place(thread)]
            author = [keys.wrote_in(thread.team, message.user)] if message.user else []
            with store_errors():
                await self._note(keys=[keys.messages(thread), *author], args=args)

    async def note_asker(self, thread: ThreadRef, user: UserId | None) -> None:
        """Notes who asks in a thread: files are read and kept for them though the thread itself need not be."""
        if self._ttl and user:
            with store_errors():
                await self._asked(keys=[keys.wrote_in(thread.team, user)], args=[keys.place(thread), self._ttl])

    async def remove(self, thread: ThreadRef, ts: Ts) -> None:
        """Deletes a message from a kept thread."""
        if self._ttl:
            with store_errors():
                await self._note(keys=[keys.messages(thread)], args=[ts, b"", self._ttl, "", ""])

    async def drop(self, thread: ThreadRef) -> int:
        """Forgets the thread. Returns how many messages were kept."""
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hgetall(keys.messages(thread))
                pipe.execute_command("UNLINK", keys.messages(thread))  # a cluster's pipeline has no `unlink` that it awaits
                found, _ = cast("tuple[dict[bytes, bytes], int]", await pipe.execute())
        return sum(1 for field, value in found.items() if value and field[:1] != b"@")

    async def with_words_of(self, team: TeamId, user: UserId) -> list[ThreadRef]:
        """The threads in which this person has written or asked, as far as anything may be kept of them."""
        with store_errors():
            found = cast("list[bytes]", await self._redis.zrange(keys.wrote_in(team, user), 0, -1))
        return [keys.thread_at(team, place.decode()) for place in found]

    async def mark_gap(self, team: TeamId) -> None:
        """Events of this workspace may have been missed until now: each of its threads is read from Slack again.

        To be called at the start and after each reconnect.
        """
        if self._ttl:
            with store_errors():
                # Redis' own clock to the microsecond: never the same twice, and no counter that could start over.
                seconds, microseconds = await self._redis.time()
                await self._redis.set(keys.gap(team), f"{seconds}.{microseconds:06}")

    async def note_latest(self, thread: ThreadRef, ts: Ts) -> None:
        """Slack says that the thread's latest reply is `ts`: if it is not kept, an event was missed: the thread is dropped."""
        if self._ttl:
            with store_errors():
                await self._latest(keys=[keys.messages(thread)], args=[ts])

    async def _begin(self, thread: ThreadRef) -> list[tuple[bytes, bytes]] | None:
        with store_errors():
            reply = await self._read(keys=[keys.messages(thread), keys.gap(thread.team)], args=[READING_SECONDS])
        if reply is None:
            return None
        flat = cast("list[bytes]", reply)
        return list(zip(flat[::2], flat[1::2], strict=True))

    def _seal(self, thread: ThreadRef, message: Message) -> bytes:
        return self._vault.seal(_sealed_for(thread, message.ts), message.model_dump_json().encode())

    def _unseal(self, thread: ThreadRef, field: bytes, value: bytes) -> Message:
        """Raises `ValueError` when the value can't be trusted or read."""
        opened = self._vault.open(_sealed_for(thread, field.decode()), value)
        if opened is None:
            raise ValueError("sealed with another key, or for another message")
        try:
            return Message.model_validate_json(opened)
        except ValidationError as error:
            raise ValueError(error.title) from None


def _sealed_for(thread: ThreadRef, ts: str) -> str:
    """What a message is sealed for: the hash and the field in it, so that two messages can't be exchanged either."""
    return f"{keys.messages(thread)}#{ts}"
