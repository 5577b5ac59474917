"""Keeps the states of installations that have begun: each is good once, for a few minutes. Whose browser brings it back is not
known here.
"""

import secrets
from typing import cast

from redis.asyncio import Redis
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.memory import keys
from bot.memory.server import store_errors
from bot.memory.vault import Vault

STATE_SECONDS = 300
"""Long enough to read Slack's page and to sign in there; whoever takes longer begins anew."""

STATE_BYTES = 32


class InstallStates(AsyncOAuthStateStore):
    """The states that were given out. Every method raises `StoreUnavailable` when Redis fails."""

    def __init__(self, redis: Redis, vault: Vault, *, seconds: int = STATE_SECONDS) -> None:
        self._redis = redis
        self._vault = vault
        self._seconds = min(seconds, STATE_SECONDS)

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state, which nobody can guess."""
        state = secrets.token_urlsafe(STATE_BYTES)
        key = self._key(state)
        with store_errors():
            await self._redis.set(key, self._vault.seal(key, b"issued"), ex=self._seconds)
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether it was given out lately and is brought back for the first time. Of two who bring it at once, one hears yes."""
        key = self._key(state)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.getdel(key))
        return sealed is not None and self._vault.open(key, sealed) is not None

    def _key(self, state: str) -> str:
        # By its name: who reads the keys of Redis can bring back none.
        return keys.install_state(self._vault.name(state))
