"""Keeps when each channel wants a recap, until somebody switches that off. When that is due is the matter of `slots.py`."""

from collections.abc import Callable
from typing import cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import ChannelId, Schedule, TeamId, UserId
from bot.memory import keys
from bot.memory.server import store_errors
from bot.memory.vault import Vault

# Sealed anew, the same value reads differently: what is as it was read was not changed in between.
_SWAP = """
local schedule, index, before, after, channel = KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]
if (redis.call('GET', schedule) or '') ~= before then return 0 end
if after == '' then
    redis.call('DEL', schedule)
    redis.call('SREM', index, channel)
else
    redis.call('SET', schedule, after)
    redis.call('SADD', index, channel)
end
return 1
"""

Change = Callable[[Schedule | None], Schedule | None]
"""What becomes of a schedule, or of none. It may be asked more than once."""


class Schedules:
    """The schedules of all workspaces of one Redis. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._redis = redis
        self._vault = vault
        self._swap = redis.register_script(_SWAP)

    async def of(self, team: TeamId, channel: ChannelId) -> Schedule | None:
        """The schedule of that channel, if it has one."""
        _, schedule = await self._read(team, channel)
        return schedule

    async def all(self, team: TeamId) -> list[Schedule]:
        """All of a workspace, in no order."""
        with store_errors():
            channels = cast("set[bytes]", await self._redis.smembers(keys.schedules(team)))
        found = [await self.of(team, ChannelId(channel.decode())) for channel in channels]
        return [schedule for schedule in found if schedule]

    async def change(self, team: TeamId, channel: ChannelId, change: Change) -> tuple[Schedule | None, Schedule | None]:
        """Makes that of the channel's schedule; returns it as it was before and as it is now. Of two at once, none is lost."""
        while True:
            sealed, before = await self._read(team, channel)
            after = change(before)
            if after == before and (after or not sealed):
                return before, after
            kept = self._seal(after) if after else b""
            with store_errors():
                done = await self._swap(keys=[keys.schedule(team, channel), keys.schedules(team)], args=[sealed, kept, channel])
            if done == 1:
                return before, after

    async def renew(self, team: TeamId) -> None:
        """Seals the workspace's schedules with the newest key, so that older ones can be dropped."""
        for schedule in await self.all(team):
            sealed, before = await self._read(team, schedule.channel)
            if before and not self._vault.is_current(sealed):
                with store_errors():
                    args = [sealed, self._seal(before), before.channel]
                    # Nobody's change of the same moment is undone: that has sealed it anew itself.
                    await self._swap(keys=[keys.schedule(team, before.channel), keys.schedules(team)], args=args)

    async def forget_person(self, team: TeamId, user: UserId) -> int:
        """Forgets that this person has set any; what they set stays, for it is the channel's. Returns how many those were."""

        def without(schedule: Schedule | None) -> Schedule | None:
            named = schedule and schedule.setter == user
            return schedule.model_copy(update={"setter": None}) if schedule and named else schedule

        count = 0
        for schedule in await self.all(team):
            before, after = await self.change(team, schedule.channel, without)
            count += before != after
        return count

    async def now(self) -> float:
        """The time by Redis' clock, in seconds of the epoch: hosts need not agree on it."""
        with store_errors():
            seconds, microseconds = await self._redis.time()
        return seconds + microseconds / 1_000_000

    async def _read(self, team: TeamId, channel: ChannelId) -> tuple[bytes, Schedule | None]:
        """What is kept, and what it says; that is nothing where its key is lost."""
        key = keys.schedule(team, channel)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.get(key)) or b""
        opened = self._vault.open(key, sealed)
        try:
            return sealed, Schedule.model_validate_json(opened) if opened else None
        except ValidationError:
            return sealed, None

    def _seal(self, schedule: Schedule) -> bytes:
        return self._vault.seal(keys.schedule(schedule.team, schedule.channel), schedule.model_dump_json().encode())
