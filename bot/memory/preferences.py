"""Keeps what people, channels and workspaces have set: until it is changed, or its person is forgotten. It decides nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError
from redis.asyncio import Redis

from bot.language import ChannelId, ChannelSettings, PersonSettings, TeamId, UserId, WorkspaceSettings
from bot.memory import keys
from bot.memory.retention import Retention
from bot.memory.server import store_errors
from bot.memory.vault import Vault
from bot.telemetry import log

SUBMITTED_SECONDS = 3600
"""Who submits a form twice does so within seconds, and Slack delivers nothing again an hour later."""

# Every field is sealed on its own, for its key and itself. A form that is known already changes nothing.
_SET = """
local settings, submitted, ttl = KEYS[1], KEYS[2], ARGV[1]
if submitted and not redis.call('SET', submitted, 1, 'NX', 'EX', ttl) then return 0 end
for i = 2, #ARGV, 2 do redis.call('HSET', settings, ARGV[i], ARGV[i + 1]) end
return 1
"""

# Nobody's change of the same moment is undone.
_RENEW = """
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] then redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
return 1
"""

_Settings = TypeVar("_Settings", bound=BaseModel)


class Preferences:
    """The settings of every workspace, read anew each time, so that a change holds at once in every process.

    Of what can't be read any more (a lost key, another version) the default holds. Every method raises `StoreUnavailable` when
    Redis fails. `retention` is told what holds whenever a workspace's settings are read.
    """

    def __init__(self, redis: Redis, vault: Vault, retention: Retention) -> None:
        self._redis = redis
        self._vault = vault
        self._retention = retention
        self._set = redis.register_script(_SET)
        self._renewed = redis.register_script(_RENEW)

    async def person(self, team: TeamId, user: UserId) -> PersonSettings:
        """What that person has set."""
        return await self._read(keys.person_settings(team, user), PersonSettings)

    async def channel(self, team: TeamId, channel: ChannelId) -> ChannelSettings:
        """What was set for that channel."""
        key = keys.channel_settings(team)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.hget(key, channel))
        return self._channel(key, channel, sealed) if sealed else ChannelSettings()

    async def channels(self, team: TeamId) -> dict[ChannelId, ChannelSettings]:
        """Every channel of which something other than the default is set."""
        key = keys.channel_settings(team)
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(key))
        settings = {ChannelId(name.decode()): self._channel(key, name.decode(), sealed) for name, sealed in found.items()}
        return {channel: one for channel, one in sorted(settings.items()) if one != ChannelSettings()}

    async def workspace(self, team: TeamId) -> WorkspaceSettings:
        """What was set for the workspace."""
        settings = await self._read(keys.workspace_settings(team), WorkspaceSettings)
        self._retention.choose(settings.retention)
        return settings

    async def set_person(self, team: TeamId, user: UserId, changes: PersonSettings) -> None:
        """Keeps those of the person's settings that `changes` was made with; the others stay."""
        key = keys.person_settings(team, user)
        await self._save(key, self._sealed(key, _given(changes)))

    async def set_channel(self, team: TeamId, channel: ChannelId, settings: ChannelSettings, *, form: str) -> bool:
        """Keeps a channel's settings, in place of earlier ones. False: that `form` (a view's id and hash) is saved already."""
        key = keys.channel_settings(team)
        return await self._save(key, self._sealed(key, {channel: settings.model_dump(mode="json")}), keys.submitted(team, form))

    async def set_workspace(self, team: TeamId, changes: WorkspaceSettings, *, form: str) -> bool:
        """Keeps those of the workspace's settings that `changes` was made with; the others stay. False as with `set_channel`."""
        key = keys.workspace_settings(team)
        return await self._save(key, self._sealed(key, _given(changes)), keys.submitted(team, form))

    async def move_channel(self, team: TeamId, old: ChannelId, new: ChannelId) -> None:
        """A channel has another id now: what was set for it, and the lists that name it, go with it. It may be repeated."""
        key = keys.channel_settings(team)
        with store_errors():
            sealed = cast("bytes | None", await self._redis.hget(key, old))
            opened = self._vault.open(_sealed_for(key, old), sealed) if sealed else None
            if opened is not None:
                await self._redis.hsetnx(key, new, self._vault.seal(_sealed_for(key, new), opened))
                await self._redis.hdel(key, old)
        lists = (await self.workspace(team)).model_dump(include={"channels_allowed", "channels_denied"})
        moved = {
            name: [new if channel == old else channel for channel in channels]
            for name, channels in cast("dict[str, Sequence[ChannelId]]", lists).items()
            if old in channels
        }
        if moved:
            settings = keys.workspace_settings(team)
            await self._save(settings, self._sealed(settings, moved))

    async def forget_channel(self, team: TeamId, channel: ChannelId) -> None:
        """A channel is no more: forgets what was set for it. Lists go on naming it: without it they might mean everywhere."""
        with store_errors():
            await self._redis.hdel(keys.channel_settings(team), channel)

    async def renew(self, team: TeamId) -> None:
        """Seals what was set for the workspace and its channels with the newest key, so that older ones can be dropped."""
        with store_errors():
            for key in (keys.workspace_settings(team), keys.channel_settings(team)):
                for field, sealed in cast("dict[bytes, bytes]", await self._redis.hgetall(key)).items():
                    name = _sealed_for(key, field.decode())
                    opened = None if self._vault.is_current(sealed) else self._vault.open(name, sealed)
                    if opened is not None:
                        await self._renewed(keys=[key], args=[field, sealed, self._vault.seal(name, opened)])

    async def is_saved(self, team: TeamId, form: str) -> bool:
        """Whether that very form (a view's id and hash) was saved already."""
        with store_errors():
            return bool(await self._redis.exists(keys.submitted(team, form)))

    async def forget_person(self, team: TeamId, user: UserId) -> int:
        """Forgets what that person has set. Returns how many settings were kept."""
        key = keys.person_settings(team, user)
        with store_errors():
            count = int(await self._redis.hlen(key))
            await self._redis.unlink(key)
        return count

    async def _save(self, key: str, fields: Mapping[str, bytes], submitted: str = "") -> bool:
        args: list[str | bytes | int] = [SUBMITTED_SECONDS]
        for name, sealed in fields.items():
            args += [name, sealed]
        with store_errors():
            return await self._set(keys=[key, *filter(None, [submitted])], args=args) == 1

    def _sealed(self, key: str, fields: Mapping[str, object]) -> dict[str, bytes]:
        return {name: self._vault.seal(_sealed_for(key, name), _json(value)) for name, value in fields.items()}

    async def _read(self, key: str, kind: type[_Settings]) -> _Settings:
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(key))
        fields = {name.decode(): self._vault.open(_sealed_for(key, name.decode()), sealed) for name, sealed in found.items()}
        known: dict[str, object] = {}
        for name, opened in fields.items():
            if opened is None:
                log.warning("a setting can't be read: is a key of CONTEXT_KEYS missing?", setting=name)
            try:
                kind.model_validate({name: _value(opened)})
                known[name] = _value(opened)
            except ValueError:
                continue  # One setting that another version wrote must not undo the others.
        return kind.model_validate(known)

    def _channel(self, key: str, channel: str, sealed: bytes) -> ChannelSettings:
        opened = self._vault.open(_sealed_for(key, channel), sealed)
        if opened is None:
            log.warning("a setting can't be read: is a key of CONTEXT_KEYS missing?", setting="channel")
        try:
            return ChannelSettings.model_validate(_value(opened))
        except ValidationError:
            return ChannelSettings()


def _given(changes: BaseModel) -> dict[str, object]:
    return changes.model_dump(mode="json", include=changes.model_fields_set)


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _value(opened: bytes | None) -> object:
    return cast("object", json.loads(opened or b"null"))


def _sealed_for(key: str, field: str) -> str:
    """What one setting is sealed for: the hash and the field in it."""
    return f"{key}#{field}"
