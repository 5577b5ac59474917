"""Which token holds in a workspace now. One that ends is refreshed in time, by one process at a time.

A refresh token is good once: what it brought is kept before anybody uses it. Whether a workspace is served at all is not decided
here.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass

from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import OutOfReach, SlackRefused, StoreUnavailable, TeamId
from bot.memory.installations import LOCK_SECONDS, InstalledBot, KeptInstallations
from bot.slack.client import OutcomeUnknown, SlackUnavailable, Sleep, TokenSource, once, refusal
from bot.slack.payloads import Payload, text_of
from bot.telemetry import log

EARLY_SECONDS = 2 * 3600
"""A token of twelve hours is refreshed so long before its end (as Bolt does): for two hours a Slack that is down does no harm."""

REFRESH_SECONDS = 4.0
"""The longest that Slack's answer to a refresh is waited for."""

ATTEMPTS = 2
"""An answer that was lost is asked for once more: the refresh may not have happened."""

LOOK_SECONDS = 0.1
"""Between two looks for what another process is refreshing: where a token is over, somebody waits for it."""

END_SECONDS = 4.0
"""How long a refresh under way holds up the end: with all else that leaves a second of the 30 s that platforms leave."""

KEPT_SECONDS = 30.0
"""For so long a token is not looked up anew; but at once when Slack refuses it, as it may after the app was installed anew."""


@dataclass(frozen=True)
class _Known:
    bot: InstalledBot
    looked_at: float


class BotTokens:
    """The bot tokens of all workspaces. `client` calls without a token; `clock` is in seconds of the epoch."""

    def __init__(
        self,
        installations: KeptInstallations,
        client: AsyncWebClient,
        *,
        client_id: str,
        client_secret: SecretStr,
        clock: Callable[[], float] = time.time,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._installations = installations
        self._client = client
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._sleep = sleep
        self._known: dict[TeamId, _Known] = {}
        self._refreshing: set[asyncio.Task[InstalledBot]] = set()

    def of(self, team: TeamId) -> TokenSource:
        """What a client of that workspace asks for its token."""

        async def token(*, refused: str = "") -> str:
            return await self.token(team, refused=refused)

        return token

    async def token(self, team: TeamId, *, refused: str = "") -> str:
        """The bot token that holds in that workspace. `refused` is one that Slack has just refused.

        Raises `SlackRefused` where none holds (the app is not installed there, or has to be installed anew), `SlackUnavailable`
        where Slack can't be asked for one, and `StoreUnavailable` when Redis fails and none is known here.
        """
        bot = await self._look(team, anew=bool(refused))
        if refused and _token(bot) != refused:
            return _token(bot)
        if refused and not bot.bot_refresh_token:
            return refused
        if not (refused or self._ends_within(bot, EARLY_SECONDS)):
            return _token(bot)
        is_over = bool(refused) or self._ends_within(bot, 0)
        try:
            return _token(await self._refreshed(team, bot, is_over=is_over))
        except OutOfReach as error:
            if not is_over:
                return _token(bot)
            if isinstance(error, StoreUnavailable):
                raise
            # Never `OutcomeUnknown`: the call that needs the token was not made.
            raise SlackUnavailable(detail=f"token refresh {error.detail}") from None

    def forget(self, team: TeamId) -> None:
        """Has the next token looked up anew."""
        self._known.pop(team, None)

    async def aclose(self) -> None:
        """Waits for refreshes under way, for a moment: what one brings is good once, and lost if nobody keeps it."""
        if self._refreshing:
            await asyncio.wait(self._refreshing, timeout=END_SECONDS)

    # Inside

    async def _look(self, team: TeamId, *, anew: bool) -> InstalledBot:
        known = self._known.get(team)
        if known and not anew and self._clock() < known.looked_at + KEPT_SECONDS:
            return known.bot
        try:
            found = await self._installations.of(team)
        except StoreUnavailable:
            if known and not anew:
                return known.bot
            raise
        if found is None:
            self.forget(team)
            raise refusal("account_inactive")
        self._known[team] = _Known(found, self._clock())
        return found

    async def _refreshed(self, team: TeamId, bot: InstalledBot, *, is_over: bool) -> InstalledBot:
        """With the tokens of a refresh, ours or another's; as it is where it still holds and can't be refreshed now."""
        holder = secrets.token_hex(16)
        patience = self._clock() + LOCK_SECONDS + REFRESH_SECONDS
        while bot.bot_refresh_token:
            if await self._installations.begin_refresh(bot.place, holder, seconds=LOCK_SECONDS):
                bot = await self._to_its_end(self._refresh(team, bot, holder))
                break
            if not is_over:
                return bot
            if self._clock() >= patience:
                raise SlackUnavailable(detail="another process does not come to an end with it")
            await self._sleep(LOOK_SECONDS)
            before, bot = bot, await self._look(team, anew=True)
            if _token(bot) != _token(before):
                return bot
        if is_over and not bot.bot_refresh_token:
            raise refusal("token_expired")
        return bot

    async def _to_its_end(self, refresh: Coroutine[object, object, InstalledBot]) -> InstalledBot:
        """Whoever needs the token may give up waiting (Slack waits for them, or somebody pressed Stop): the refresh goes on."""
        task = asyncio.create_task(refresh)
        self._refreshing.add(task)
        task.add_done_callback(self._refreshed_or_not)
        return await asyncio.shield(task)

    def _refreshed_or_not(self, task: asyncio.Task[InstalledBot]) -> None:
        self._refreshing.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("a bot token was not refreshed", error=type(error).__name__)

    async def _refresh(self, team: TeamId, bot: InstalledBot, holder: str) -> InstalledBot:
        """Refreshes it, if nobody was done just before. After a failure the lock ends by itself: until then nobody asks again."""
        newest = await self._look(team, anew=True)
        if _token(newest) == _token(bot):
            newest = await self._kept(team, newest, await self._exchange(newest))
        await self._installations.end_refresh(bot.place, holder)
        return newest

    async def _kept(self, team: TeamId, before: InstalledBot, after: InstalledBot) -> InstalledBot:
        if not await self._installations.replace(before, after):
            return await self._look(team, anew=True)  # Installed anew meanwhile; or gone, and this raises.
        self._known[team] = _Known(after, self._clock())
        return after

    async def _exchange(self, bot: InstalledBot) -> InstalledBot:
        """One refresh. Where Slack says that the refresh token was used before, its answer was lost, here or with a process that
        died: no other one is known, so the token is used up to its end, and then the app has to be installed anew.
        """
        asked_at = self._clock()
        try:
            answer = await self._answer(bot)
        except SlackRefused as error:
            log.error(
                "a bot token can't be refreshed: the app may have to be installed anew", workspace=bot.place, code=error.code
            )
            if error.code != "invalid_refresh_token":
                raise SlackUnavailable(detail=error.code) from None
            return bot.with_tokens(_token(bot), refresh_token=None, expires_at=bot.bot_token_expires_at)
        seconds = answer.get("expires_in")
        return bot.with_tokens(
            text_of(answer, "access_token"),
            refresh_token=text_of(answer, "refresh_token") or None,
            expires_at=int(asked_at) + seconds if isinstance(seconds, int) else None,
        )

    async def _answer(self, bot: InstalledBot) -> Payload:
        assert bot.bot_refresh_token
        refresh_token = bot.bot_refresh_token.get_secret_value()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                async with asyncio.timeout(REFRESH_SECONDS):
                    answer = await once(
                        lambda: self._client.oauth_v2_access(
                            client_id=self._client_id,
                            client_secret=self._client_secret.get_secret_value(),
                            grant_type="refresh_token",
                            refresh_token=refresh_token,
                        ),
                        patience=0,
                    )
            except (OutcomeUnknown, TimeoutError):
                if attempt == ATTEMPTS:
                    raise SlackUnavailable(detail="no answer") from None
            else:
                return answer
        raise AssertionError("unreachable")

    def _ends_within(self, bot: InstalledBot, seconds: float) -> bool:
        ends_at = bot.bot_token_expires_at
        return ends_at is not None and self._clock() >= ends_at - seconds


def _token(bot: InstalledBot) -> str:
    return bot.bot_token.get_secret_value()
