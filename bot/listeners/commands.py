"""Slash commands: acknowledged once what they ask is stored or done. What follows is for the asker alone.

Slack delivers a command once and shows an error of its own after three seconds, so whatever goes wrong is said in the
acknowledgement (docs.slack.dev/interactivity/implementing-slash-commands).
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import time

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.language import (
    ChannelId,
    FootnoteError,
    Message,
    Question,
    QuestionId,
    Recap,
    StoreUnavailable,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.listeners.addressed import LOOKUP_SECONDS
from bot.listeners.chores import Chores
from bot.listeners.envelopes import team_of
from bot.listeners.examining import Examining
from bot.listeners.orders import Misunderstood, Verb, recap_of, subcommand_of
from bot.listeners.settings_windows import SettingsWindows
from bot.memory.inbox import Inbox
from bot.slack.blocks import outgoing
from bot.slack.passwords import without_passwords
from bot.slack.payloads import Payload, text_of
from bot.telemetry import Telemetry, log

ACK_SECONDS = 2.5 - LOOKUP_SECONDS
"""Slack waits for three; in which language is looked up before."""


class Commands:
    """What each command does; every method returns what the acknowledgement says, as Markdown, or nothing where a window opened.

    They raise `FootnoteError`.
    """

    def __init__(
        self,
        *,
        inbox: Inbox,
        chores: Chores,
        settings: SettingsWindows,
        examining: Examining,
        workspace_url: str,
        telemetry: Telemetry,
    ) -> None:
        self._inbox = inbox
        self._chores = chores
        self._settings = settings
        self._examining = examining
        self._workspace_url = workspace_url
        self._telemetry = telemetry

    async def ask(self, body: Payload, me: UserId) -> str:
        """`/ask <question>`."""
        words = text_of(body, "text").strip()
        if words.lower() in {"", "help"}:
            return phrases.HELP if words else phrases.ASK_WHAT
        return await self._put(command_question(body, me, words=words, now=time()))

    async def recap(self, body: Payload, me: UserId) -> str:
        """`/recap [place] [since …]`."""
        words = text_of(body, "text").strip()
        if words.lower() == "help":
            return phrases.HELP
        recap = recap_of(words, here=ChannelId(text_of(body, "channel_id")), workspace_url=self._workspace_url)
        if isinstance(recap, Misunderstood):
            return recap.sentence
        return await self._put(command_question(body, me, words=words, now=time(), recap=recap))

    async def footnote(self, body: Payload, _me: UserId) -> str:
        """`/footnote help | usage | limits | forget | instructions | settings | doctor`."""
        order = subcommand_of(text_of(body, "text"))
        if isinstance(order, Misunderstood):
            return order.sentence
        team, user, channel = team_of(body), UserId(text_of(body, "user_id")), ChannelId(text_of(body, "channel_id"))
        if not (team and user):
            return phrases.HELP
        if order.verb is Verb.SETTINGS:
            return await self._settings.open_channel(team, user, channel, trigger_id=text_of(body, "trigger_id"))
        if order.verb is Verb.DOCTOR:
            return await self._examining.begin(team, user, address=text_of(body, "response_url"))
        return await self._chores.do(order, team=team, user=user, channel=channel)

    async def _put(self, question: Question | None) -> str:
        if question is None:
            log.warning("command ignored", reason="no team, channel, person or trigger")
            return phrases.TRY_COMMAND_AGAIN
        new = await self._inbox.put(question)
        self._telemetry.count("questions", "new" if new else "duplicate")
        log.info("question accepted" if new else "question known", surface=question.surface, question=question.id)
        return phrases.ON_IT


def command_question(body: Payload, me: UserId, *, words: str, now: float, recap: Recap | None = None) -> Question | None:
    """The Question that a command asks, at `now` in seconds of the epoch; None where Slack's payload lacks what names it."""
    team, channel, user = team_of(body), text_of(body, "channel_id"), text_of(body, "user_id")
    trigger = text_of(body, "trigger_id")
    if not (team and channel and user and trigger):
        return None
    return Question(
        id=QuestionId(f"{team}:{channel}:{trigger}"),
        thread=ThreadRef(team=TeamId(team), channel=ChannelId(channel), ts=Ts(trigger)),
        message=Message(ts=Ts(f"{now:.6f}"), user=UserId(user), text=without_passwords(words)),
        asker=UserId(user),
        surface=Surface.COMMAND,
        me=me,
        recap=recap,
        response_url=text_of(body, "response_url"),
    )


def register(app: AsyncApp, commands: Commands) -> None:
    """Joins the three commands of the manifest."""

    def joined(answer: Callable[[Payload, UserId], Awaitable[str]]) -> Callable[..., Awaitable[None]]:
        async def handle(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
            try:
                async with asyncio.timeout(ACK_SECONDS):
                    said = await answer(body, UserId(context.bot_user_id or ""))
            except (StoreUnavailable, TimeoutError) as error:
                log.warning("command not taken", error=type(error).__name__)
                said = phrases.TRY_COMMAND_AGAIN
            except FootnoteError as error:
                log.warning("command not taken", error=type(error).__name__, detail=error.detail)
                said = error.sentence
            await (ack(text=outgoing(said), response_type="ephemeral") if said else ack())

        return handle

    app.command("/ask")(joined(commands.ask))
    app.command("/recap")(joined(commands.recap))
    app.command("/footnote")(joined(commands.footnote))
