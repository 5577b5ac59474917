"""Keeps what workspaces and organisations gave Footnote when they installed it: their tokens, and whose they are.

It is a store of Bolt's (`AsyncInstallationStore`) and what the bot itself asks: which installation a workspace is served with. It
asks Slack nothing: whether a token is still good is the matter of `operations/rotation.py`.
"""

import json
import math
from collections.abc import Collection, Mapping
from typing import Protocol, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr, ValidationError
from redis.asyncio import Redis
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation

from bot.language import TeamId, UserId
from bot.memory import keys
from bot.memory.server import store_errors
from bot.memory.vault import Vault

LOCK_SECONDS = 10
"""For so long one process refreshes a token: longer than two calls to Slack, so that no two do so at once, and no longer, as
one that dies meanwhile keeps others waiting."""

BOT = "bot"
"""The field of the bot's record; the others are the installers' user ids."""

# What somebody else has written since it was read stays.
_SWAP = """
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""

# What was installed meanwhile stays, and so does what a refresh has just brought: whoever asks looks at it again.
_DROP = """
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('UNLINK', KEYS[1])
return 1
"""

_RELEASE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


class Returned(Protocol):
    """Told, before anything is kept, that a workspace has Footnote: what a departure still removes must not take it along."""

    async def __call__(self, team: TeamId, *, at: float | None = None) -> bool:
        """False: it has left since that moment, in seconds of the epoch."""
        ...


class InstalledBot(BaseModel):
    """The bot as one workspace, or a whole organisation, has installed it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    app_id: str | None = None
    enterprise_id: str | None = None
    enterprise_name: str | None = None
    team_id: TeamId | None = None
    """None where an organisation has installed it for its workspaces."""
    team_name: str | None = None
    bot_token: SecretStr
    bot_id: str | None = None
    bot_user_id: UserId | None = None
    bot_scopes: tuple[str, ...] = ()
    bot_refresh_token: SecretStr | None = None
    """Only where the app rotates its tokens; good for one refresh."""
    bot_token_expires_at: int | None = None
    """In seconds of the epoch; None: never."""
    is_enterprise_install: bool = False
    installed_at: float = 0.0
    custom_values: dict[str, JsonValue] = Field(default_factory=dict)

    @property
    def place(self) -> str:
        """The id of the workspace or organisation that installed it."""
        return _place(self.enterprise_id, self.team_id, is_enterprise_install=self.is_enterprise_install)

    def with_tokens(self, token: str, *, refresh_token: str | None, expires_at: int | None) -> "InstalledBot":
        """The same installation with the tokens of a refresh."""
        changed = {"bot_token": SecretStr(token), "bot_refresh_token": refresh_token and SecretStr(refresh_token)}
        return self.model_copy(update={**changed, "bot_token_expires_at": expires_at})

    def as_bot(self) -> Bot:
        """The same as Slack's SDK has it."""
        return Bot(**_plain(self))  # pyright: ignore[reportArgumentType] - by the SDK's own names


class KeptInstallations(AsyncInstallationStore):
    """The installations of one Redis. Every method raises `StoreUnavailable` when Redis fails.

    A workspace is kept by its own id, whatever its organisation: Slack's team ids are unique, and stay when a workspace joins an
    organisation. What can't be opened (a lost key) is as good as not there. No user tokens are asked for; were one given, it
    would be kept with its installer and never used.
    """

    def __init__(self, redis: Redis, vault: Vault, *, returned: Returned | None = None) -> None:
        self._redis = redis
        self._vault = vault
        self._returned = returned
        self._swap = redis.register_script(_SWAP)
        self._drop = redis.register_script(_DROP)
        self._release = redis.register_script(_RELEASE)

    # What the bot asks

    async def of(self, team: TeamId) -> InstalledBot | None:
        """The installation that serves a workspace: its own, else that of its organisation, where that is noted."""
        own = await self.at(team)
        enterprise = "" if own else await self._organisation_of(team)
        return await self.at(enterprise) if enterprise else own

    async def at(self, place: str) -> InstalledBot | None:
        """The installation that this very workspace or organisation has made."""
        key = keys.installation(place)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.hget(key, BOT))
        return self._bot(key, sealed)

    async def note(self, team: TeamId, enterprise: str, *, at: float | None = None) -> bool:
        """Keeps that a workspace belongs to an organisation whose installation serves it, as a delivery tells. False: there is
        none, or the workspace has left since what was delivered happened (`at`, in seconds of the epoch, where that is known).

        To be called with each delivery of an organisation's installation: what is noted already costs one look.
        """
        before = await self._organisation_of(team)
        if before == enterprise:
            return True
        if await self.at(enterprise) is None:
            return False  # A delivery that comes late, after all was dropped.
        if self._returned and not await self._returned(team, at=at):
            return False
        key = keys.organisation_of(team)
        with store_errors():
            if before:
                await self._redis.srem(keys.teams_in(before), team)
            await self._redis.sadd(keys.WORKSPACES, team)
            await self._redis.sadd(keys.teams_in(enterprise), team)
            await self._redis.set(key, self._vault.seal(key, enterprise.encode()))
        return True

    async def teams(self) -> list[TeamId]:
        """The ids of all workspaces that have installed Footnote, or that an organisation's installation has served."""
        with store_errors():
            found = cast("set[bytes]", await self._redis.smembers(keys.WORKSPACES))
        return sorted(TeamId(team.decode()) for team in found)

    async def replace(self, before: InstalledBot, after: InstalledBot) -> bool:
        """Keeps the tokens of a refresh. False: since `before` was read, its token was replaced, or the installation dropped.

        What else changed meanwhile does no harm: of a refresh token that was good once, nobody else has anything newer.
        """
        key = keys.installation(before.place)
        with store_errors():
            while True:
                sealed = cast("bytes | None", await self._redis.hget(key, BOT))
                found = self._bot(key, sealed)
                if sealed is None or found is None or found.bot_token != before.bot_token:
                    return False
                if await self._swap(keys=[key], args=[BOT, sealed, self._seal(key, BOT, _plain(after))]) == 1:
                    return True

    async def renew(self, team: TeamId) -> None:
        """Seals with the newest key what serves a workspace, so that older ones can be dropped."""
        enterprise = await self._organisation_of(team)
        for place in filter(None, (team, enterprise)):
            key = keys.installation(place)
            for field, sealed in (await self._fields(place)).items():
                opened = None if self._vault.is_current(sealed) else self._vault.open(_sealed_for(key, field), sealed)
                if opened is not None:
                    with store_errors():
                        await self._swap(keys=[key], args=[field, sealed, self._vault.seal(_sealed_for(key, field), opened)])
        if enterprise:
            key = keys.organisation_of(team)
            with store_errors():
                sealed = cast("bytes | None", await self._redis.get(key))
                if sealed and not self._vault.is_current(sealed):
                    await self._redis.set(key, self._vault.seal(key, enterprise.encode()), xx=True)

    async def departing(self, enterprise: str, *, named: Collection[TeamId] = (), at: float | None = None) -> list[TeamId] | None:
        """The workspaces that go when an organisation has removed Footnote `at` a moment, in seconds of the epoch: those `named`
        and all that it serves, but for those which have installed it for themselves. None: it was installed again since.
        """
        key = keys.installation(enterprise)
        with store_errors():
            if not self._is_older(key, cast("bytes | None", await self._redis.hget(key, BOT)), at):
                return None
            served = cast("set[bytes]", await self._redis.smembers(keys.teams_in(enterprise)))
            known = {*named, *(TeamId(team.decode()) for team in served)}
            return [team for team in sorted(known) if not await self._has_its_own(team)]

    async def drop_organisation(self, enterprise: str, *, at: float | None = None) -> None:
        """Drops what an organisation had installed `at` that moment, or has now, and that this serves its workspaces.

        To be called once those `departing` are sure to go. What is installed while this runs stays; whom that serves is noted
        again with their next delivery.
        """
        key = keys.installation(enterprise)
        with store_errors():
            # First: who comes in between finds no token, and notes nothing any more.
            while self._is_older(key, sealed := cast("bytes | None", await self._redis.hget(key, BOT)), at):
                if await self._ends(key, sealed):
                    break
            for team in cast("set[bytes]", await self._redis.smembers(keys.teams_in(enterprise))):
                await self._unlink(TeamId(team.decode()), enterprise)

    async def served_by(self, enterprise: str, teams: Collection[TeamId]) -> list[TeamId]:
        """Those of the workspaces that have not installed it for themselves, and belong to no other organisation that has.

        Without an `enterprise` whichever serves them is meant.
        """
        found: list[TeamId] = []
        for team in teams:
            its_own = await self._organisation_of(team)
            with store_errors():
                if its_own in {"", enterprise or its_own} and not await self._has_its_own(team):
                    found.append(team)
        return found

    async def take_out(self, team: TeamId) -> None:
        """A workspace's organisation serves it no more, and goes on serving others."""
        enterprise = await self._organisation_of(team)
        with store_errors():
            await self._unlink(team, enterprise)

    # One process refreshes a token at a time

    async def begin_refresh(self, place: str, holder: str, *, seconds: int) -> bool:
        """Whether `holder` may refresh the tokens of that place now: nobody else does, for so long at most."""
        with store_errors():
            return bool(await self._redis.set(keys.refreshing(place), holder, nx=True, ex=seconds))

    async def end_refresh(self, place: str, holder: str) -> None:
        """Lets others refresh again."""
        with store_errors():
            await self._release(keys=[keys.refreshing(place)], args=[holder])

    # Bolt's store

    async def async_save(self, installation: Installation) -> None:
        """Keeps an installation: who made it, and the bot that it brought."""
        if installation.bot_token:
            await self.async_save_bot(installation.to_bot())
        place = _place(installation.enterprise_id, installation.team_id, is_enterprise_install=installation.is_enterprise_install)
        # The bot's own tokens stand in one place only, where a refresh changes them.
        about = {**vars(installation), "bot_token": None, "bot_refresh_token": None, "bot_token_expires_at": None}
        key = keys.installation(place)
        with store_errors():
            await self._redis.hset(key, installation.user_id, self._seal(key, installation.user_id, about))

    async def async_save_bot(self, bot: Bot) -> None:
        """Keeps the bot of an installation, in place of an earlier one."""
        place = _place(bot.enterprise_id, bot.team_id, is_enterprise_install=bot.is_enterprise_install)
        key = keys.installation(place)
        if self._returned and place == bot.team_id:
            await self._returned(TeamId(place))
        with store_errors():
            if place == bot.team_id:
                await self._redis.sadd(keys.WORKSPACES, place)
            await self._redis.hset(key, BOT, self._seal(key, BOT, vars(bot)))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot of that workspace or organisation."""
        found = await self.at(_place(enterprise_id, team_id, is_enterprise_install=is_enterprise_install))
        return found.as_bot() if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """What that person installed; without a person, the newest. The bot's tokens in it are those that hold now."""
        place = _place(enterprise_id, team_id, is_enterprise_install=is_enterprise_install)
        key, fields = keys.installation(place), await self._fields(place)
        fields.pop(BOT, None)
        asked = fields if user_id is None else {user_id: fields[user_id]} if user_id in fields else {}
        opened = [self._vault.open(_sealed_for(key, field), sealed) for field, sealed in asked.items()]
        found = [Installation(**json.loads(record)) for record in opened if record]
        if not found:
            return None
        newest = max(found, key=lambda installation: installation.installed_at)
        if bot := await self.at(place):
            newest.bot_token = bot.bot_token.get_secret_value()
            newest.bot_refresh_token = bot.bot_refresh_token.get_secret_value() if bot.bot_refresh_token else None
            newest.bot_token_expires_at = bot.bot_token_expires_at
        return newest

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Drops the bot of that workspace or, without one, organisation."""
        with store_errors():
            await self._redis.hdel(keys.installation(_place(enterprise_id, team_id)), BOT)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Drops what that person installed; without a person, what anybody did. The bot stays."""
        place = _place(enterprise_id, team_id)
        fields = {user_id} if user_id else (await self._fields(place)).keys() - {BOT}
        if fields:
            with store_errors():
                await self._redis.hdel(keys.installation(place), *fields)

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Drops all of that workspace or, without one, organisation."""
        if team_id:
            team = TeamId(team_id)
            enterprise = await self._organisation_of(team)
            with store_errors():
                # The token goes first: who comes in between finds an id of which nothing is known, and no token.
                await self._redis.unlink(keys.installation(team))
                await self._unlink(team, enterprise)
        elif enterprise_id:
            await self.drop_organisation(enterprise_id)

    # Inside

    async def _has_its_own(self, team: TeamId) -> bool:
        return bool(await self._redis.hexists(keys.installation(team), BOT))

    async def _ends(self, key: str, sealed: bytes | None) -> bool:
        """Drops all of an installation, unless its bot has changed since."""
        return await self._drop(keys=[key], args=[BOT, sealed or b""]) == 1

    async def _unlink(self, team: TeamId, enterprise: str) -> None:
        """Its organisation serves a workspace no more. Whoever fails on the way finds it in the list again."""
        await self._redis.unlink(keys.organisation_of(team))
        if not await self._has_its_own(team):
            await self._redis.srem(keys.WORKSPACES, team)
        if enterprise:
            await self._redis.srem(keys.teams_in(enterprise), team)

    def _is_older(self, key: str, sealed: bytes | None, at: float | None) -> bool:
        """Whether what is installed there, if anything, is no newer than what Slack tells of, which is to the second."""
        bot = self._bot(key, sealed)
        # What happened within a second counts as having happened at its end.
        return at is None or bot is None or bot.installed_at <= math.floor(at) + 1

    async def _organisation_of(self, team: TeamId) -> str:
        key = keys.organisation_of(team)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.get(key))
        opened = self._vault.open(key, sealed) if sealed else None
        return opened.decode() if opened else ""

    async def _fields(self, place: str) -> dict[str, bytes]:
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.installation(place)))
        return {field.decode(): sealed for field, sealed in found.items()}

    def _bot(self, key: str, sealed: bytes | None) -> InstalledBot | None:
        opened = self._vault.open(_sealed_for(key, BOT), sealed) if sealed else None
        try:
            return InstalledBot.model_validate_json(opened) if opened else None
        except ValidationError:
            return None

    def _seal(self, key: str, field: str, record: Mapping[str, object]) -> bytes:
        return self._vault.seal(_sealed_for(key, field), json.dumps(record).encode())


def _plain(bot: InstalledBot) -> dict[str, object]:
    """The record with its tokens in the clear, as it is sealed."""
    secrets = {
        "bot_token": bot.bot_token.get_secret_value(),
        "bot_refresh_token": bot.bot_refresh_token.get_secret_value() if bot.bot_refresh_token else None,
    }
    return {**bot.model_dump(mode="json"), **secrets}


def _place(enterprise: str | None, team: str | None, *, is_enterprise_install: bool | None = False) -> str:
    """Where an installation is kept: under its workspace, or its organisation where that has installed it for all of them."""
    return (enterprise if is_enterprise_install or not team else team) or "none"


def _sealed_for(key: str, field: str) -> str:
    """What one record is sealed for: the hash and the field in it."""
    return f"{key}#{field}"
