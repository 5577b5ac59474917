"""The limits: admits questions, counts requests and tokens per person, channel, workspace and overall, and knows the overrides.

How they are counted stands in `limit_scripts.py`. It says nothing to anybody. Ids and counts only, so nothing is sealed.
Every method raises `StoreUnavailable` when Redis fails; each may then be called again with the same arguments.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast

from redis.asyncio import Redis

from bot.language import ChannelId, QuestionId, TeamId, UserId, phrases
from bot.memory import keys
from bot.memory.limit_scripts import LimitScripts, Refusal, packed
from bot.memory.limit_values import (
    CHANNEL_NAMES,
    NAMES,
    LimitValues,
    WrongLimit,
    is_overall,
    limit_named,
    spelled,
    value_of,
)
from bot.memory.server import store_errors
from bot.settings import MOST_TOKENS

Source = Literal["setting", "everywhere", "workspace"]


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Who asks what, and where."""

    question_id: QuestionId
    team: TeamId
    channel: ChannelId
    user: UserId
    guest: bool


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A limit is reached. Of several, the one that resets last: only then can the question be admitted."""

    limit: str
    """Its name, such as `user_per_minute`."""
    value: int
    resets_in: int
    """Seconds, at least 1, until the question may be asked again."""
    is_too_large: bool
    """The question alone needs more tokens than a whole day has: waiting does not help, only a shorter one does."""


@dataclass(frozen=True, kw_only=True)
class EffectiveLimit:
    """What holds for one limit, and why."""

    name: str
    value: int
    default: int
    """What the setting says."""
    source: Source


@dataclass(frozen=True, kw_only=True)
class UsedLimit:
    """How much of one limit is used."""

    name: str
    limit: int
    """0: there is none, and requests are not counted against it."""
    used: int
    """Requests or tokens, those reserved by questions under way included."""
    resets_in: int
    """Seconds until nothing of it is used, if nothing more is asked. Requests leak away evenly, tokens at midnight in UTC."""


class Limits:
    """The limits of every workspace on one Redis, shared by any number of processes."""

    def __init__(self, redis: Redis, defaults: LimitValues) -> None:
        self._redis = redis
        self._defaults: dict[str, int] = asdict(defaults)
        self._settings = packed(self._defaults)
        self._scripts = LimitScripts(redis)

    async def admit(self, charge: Charge, *, tokens: int) -> Refused | None:
        """Counts one request in every scope and reserves `tokens` for it, or does nothing and says which limit is reached.

        A question is charged once: tried again, it is admitted as it is, even over a limit, for as long as the inbox knows
        its id. A question that needs more tokens than a whole day's budget is refused each time; `is_too_large` tells.
        """
        with store_errors():
            refusal = await self._scripts.admit(
                settings=self._settings,
                question=charge.question_id,
                team=charge.team,
                channel=charge.channel,
                user=charge.user,
                kind=_kind(guest=charge.guest),
                tokens=_tokens(tokens),
            )
        return _refused(refusal)

    async def reserve(self, question_id: QuestionId, tokens: int) -> Refused | None:
        """Before a call: raises what the question holds to at least `tokens`, those used by its earlier calls included.

        It also keeps what is held from being given back for `RESERVATION_SECONDS` more. Refused, the question holds what it
        held. One that was never admitted, or is settled, is not held to any budget: its answer was paid for or is lost.
        """
        with store_errors():
            return _refused(await self._scripts.reserve(settings=self._settings, question=question_id, tokens=_tokens(tokens)))

    async def settle(self, question_id: QuestionId, tokens: int, *, last: bool = True) -> None:
        """After a call: `tokens` is what all calls of the question so far have really used. It counts, whatever the limits.

        The last settlement gives back the rest; any further one does nothing. Before it, the rest stays reserved, and what
        is used stays used even if the question then crashes.
        """
        with store_errors():
            await self._scripts.settle(question=question_id, tokens=_tokens(tokens), is_last=last)

    async def set(self, name: str, value: int | str, *, team: TeamId | None) -> int:
        """Overrides a limit in one workspace, or everywhere (`team` None), from now on. Returns the value.

        Raises `WrongLimit` for an unknown name, a value that makes no sense, and a limit on all workspaces set in one.
        """
        name = limit_named(name)
        if team and is_overall(name):
            raise WrongLimit(phrases.OVERALL_LIMIT_IN_WORKSPACE)
        number = value_of(name, str(value))
        with store_errors():
            await self._redis.hset(keys.limit_overrides(team), name, str(number))
        return number

    async def reset(self, name: str | None, *, team: TeamId | None) -> None:
        """Takes back one override of this layer, or all of them. Raises `WrongLimit` for an unknown name."""
        with store_errors():
            if name is None:
                await self._redis.unlink(keys.limit_overrides(team))
            else:
                await self._redis.hdel(keys.limit_overrides(team), limit_named(name))

    async def set_in_channel(self, team: TeamId, channel: ChannelId, values: Mapping[str, int | None]) -> None:
        """Overrides limits on channels for one of them; None takes an override back. All of it, or nothing.

        Raises `WrongLimit` for the name of a limit that is not on channels.
        """
        if values.keys() - set(CHANNEL_NAMES):
            raise WrongLimit(phrases.UNKNOWN_LIMIT.format(known=", ".join(map(spelled, CHANNEL_NAMES))))
        key = keys.limits_of_channel(team, channel)
        with store_errors():
            async with self._redis.pipeline(transaction=True) as pipe:
                for name, value in values.items():
                    if value is None:
                        pipe.hdel(key, name)
                    else:
                        pipe.hset(key, name, str(value))
                await pipe.execute()

    async def move_channel(self, team: TeamId, old: ChannelId, new: ChannelId | None) -> None:
        """A channel has another id now: what is overridden for it goes with it; None: it is no more. It may be repeated."""
        overridden = await self.in_channel(team, old)
        if new and overridden:
            await self.set_in_channel(team, new, overridden)
        with store_errors():
            await self._redis.unlink(keys.limits_of_channel(team, old))

    async def in_channel(self, team: TeamId, channel: ChannelId) -> dict[str, int]:
        """What is overridden for one channel: a value by a limit's name."""
        with store_errors():
            found = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.limits_of_channel(team, channel)))
        return {name.decode(): int(value) for name, value in found.items()}

    async def effective(self, team: TeamId | None) -> list[EffectiveLimit]:
        """Every limit as it holds in a workspace, or in one without overrides of its own (`team` None).

        What is overridden for single channels is left out.
        """
        with store_errors():
            everywhere = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.limit_overrides(None)))
            here = cast("dict[bytes, bytes]", await self._redis.hgetall(keys.limit_overrides(team))) if team else {}
        rows: list[EffectiveLimit] = []
        for name, default in self._defaults.items():
            value, source = default, cast("Source", "setting")
            if found := everywhere.get(name.encode()):
                value, source = int(found), "everywhere"
            if found := here.get(name.encode()):
                value, source = int(found), "workspace"
            rows.append(EffectiveLimit(name=name, value=value, default=default, source=source))
        return rows

    async def usage(self, team: TeamId, user: UserId, *, guest: bool, channel: ChannelId | None = None) -> list[UsedLimit]:
        """How much is used of every limit that a question of this person would fall under, their own first."""
        with store_errors():
            counts = await self._scripts.usage(
                settings=self._settings, team=team, channel=channel or "", user=user, kind=_kind(guest=guest)
            )
        rows = [UsedLimit(name=name, limit=limit, used=used, resets_in=wait) for name, limit, used, wait in counts]
        return sorted(rows, key=lambda row: NAMES.index(row.name))

    async def forgive(self, team: TeamId, user: UserId) -> None:
        """Clears what this person has used. What their questions under way hold stays held; other scopes keep their counts."""
        with store_errors():
            await self._scripts.forgive(team=team, user=user)

    async def may_tell(self, team: TeamId, user: UserId, limit: str, seconds: int) -> bool:
        """Whether this person may be told now that this limit is reached: once in so many seconds (at least 1)."""
        with store_errors():
            return bool(await self._redis.set(keys.limit_told(team, user, limit), 1, nx=True, ex=seconds))


def _kind(*, guest: bool) -> str:
    return "guest" if guest else "user"


def _tokens(tokens: int) -> int:
    return min(max(tokens, 0), MOST_TOKENS)


def _refused(refusal: Refusal | None) -> Refused | None:
    if refusal is None:
        return None
    name, value, wait, is_hopeless = refusal
    return Refused(limit=name, value=value, resets_in=wait, is_too_large=is_hopeless)
