"""Keeps the message on which a shortcut was used while its form is open: a form has no room for it, and Slack may not give it."""

from typing import cast

from pydantic import ValidationError
from redis.asyncio import Redis

from bot.language import Message, TeamId, Ts, UserId
from bot.memory import keys
from bot.memory.server import store_errors
from bot.memory.vault import Vault

KEPT_SECONDS = 30 * 60
"""As long as the address of the press takes an answer (docs.slack.dev/interactivity/handling-user-interaction)."""


class PressedMessages:
    """By the press, which is named by its trigger. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, vault: Vault) -> None:
        self._redis = redis
        self._vault = vault

    async def keep(self, team: TeamId, user: UserId, press: str, message: Message) -> None:
        """Keeps it for as long as a form is of use."""
        key = keys.pressed(team, user)
        sealed = self._vault.seal(key, message.model_dump_json().encode())
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(key, press, sealed)
                pipe.expire(key, KEPT_SECONDS)
                pipe.sadd(keys.pressed_on(team, message.ts), f"{user} {press}")
                pipe.expire(keys.pressed_on(team, message.ts), KEPT_SECONDS)
                await pipe.execute()

    async def kept(self, team: TeamId, user: UserId, press: str) -> Message | None:
        """The message, while it is kept."""
        key = keys.pressed(team, user)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.hget(key, press))
        opened = self._vault.open(key, sealed) if sealed else None
        try:
            return Message.model_validate_json(opened) if opened else None
        except ValidationError:
            # Another version wrote it.
            return None

    async def drop_message(self, team: TeamId, ts: Ts) -> None:
        """Deletes a message, whoever has pressed on it: it was deleted or edited in Slack."""
        index = keys.pressed_on(team, ts)
        with store_errors():
            for member in cast("set[bytes]", await self._redis.smembers(index)):
                user, _, press = member.decode().partition(" ")
                await self._redis.hdel(keys.pressed(team, UserId(user)), press)
            await self._redis.unlink(index)

    async def forget(self, team: TeamId, user: UserId) -> None:
        """Deletes all that this person has pressed on."""
        with store_errors():
            await self._redis.unlink(keys.pressed(team, user))
