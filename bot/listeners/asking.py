"""The shortcut "Ask Footnote", which is there everywhere in Slack: a form, and the question that is typed into it.

Once it is stored, a worker posts it, in the place that was chosen, and answers below.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from time import time

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import (
    ChannelId,
    FileRef,
    Message,
    Opening,
    OutOfReach,
    Question,
    QuestionId,
    SlackRefused,
    StoreUnavailable,
    Surface,
    TeamId,
    ThreadRef,
    Ts,
    UserId,
    phrases,
)
from bot.listeners.commands import ACK_SECONDS
from bot.listeners.errands import Errands
from bot.listeners.strangers import LOOKUP_SECONDS
from bot.memory.inbox import Inbox
from bot.slack.access import Access
from bot.slack.blocks import Body, outgoing
from bot.slack.client import SlackUnavailable, once
from bot.slack.direct import DirectMessages
from bot.slack.markup import escape
from bot.slack.passwords import without_passwords
from bot.slack.payloads import Payload, child, text_of
from bot.slack.people import People
from bot.slack.private import post
from bot.slack.shortcut_forms import ASK_ANYTHING_FORM, PLACE, QUESTION, ask_anything_form, typed_in
from bot.telemetry import Telemetry, log

ASK_SHORTCUT = "ask_footnote"
"""The shortcut's callback id in the manifest."""

PLACE_SECONDS = 1.5
"""Of the three within which Slack wants a form to be acknowledged, to learn who may write where."""


MEMBERS_SECONDS = 0.75
"""Some five thousand members of a channel are listed in that time."""


class Asking:
    """The form, and what is done with it. `team` is where Footnote is installed."""

    def __init__(
        self,
        *,
        team: TeamId,
        client: AsyncWebClient,
        inbox: Inbox,
        direct: DirectMessages,
        access: Access,
        people: People,
        errands: Errands,
        telemetry: Telemetry,
    ) -> None:
        self._team = team
        self._client = client
        self._inbox = inbox
        self._direct = direct
        self._access = access
        self._people = people
        self._errands = errands
        self._telemetry = telemetry

    async def open(self, body: Payload) -> None:
        """Opens the form with the files that this person has shared lately; where Slack opens none, that is said to them."""
        user = UserId(text_of(child(body, "user"), "id"))
        self._telemetry.count("shortcuts", ASK_SHORTCUT)
        view = ask_anything_form(await self._files(user))
        try:
            # Within three seconds of the press (docs.slack.dev/interactivity/handling-user-interaction).
            await once(lambda: self._client.views_open(trigger_id=text_of(body, "trigger_id"), view=dict(view)), patience=0)
        except (SlackRefused, SlackUnavailable) as error:
            log.warning("form not opened", detail=error.detail)
            self._errands.send(self._say(user, phrases.SHORTCUT_AGAIN))

    async def submit(self, body: Payload, me: UserId) -> Mapping[str, str]:
        """The form was sent; returns what is wrong, by block, which is nothing once the question is stored."""
        question = question_of(body, me, team=self._team, now=time())
        if question is None:
            return {}
        if not question.message.text:
            return {QUESTION: phrases.QUESTION_MISSING}
        try:
            async with asyncio.timeout(ACK_SECONDS):
                if question.surface is not Surface.DIRECT and (complaint := await self._complaint(question)):
                    return {PLACE: complaint}
                new = await self._inbox.put(question)
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("form not taken", error=type(error).__name__)
            return {QUESTION: phrases.TRY_COMMAND_AGAIN}
        self._telemetry.count("questions", "new" if new else "duplicate")
        log.info("question accepted" if new else "question known", surface=ASK_SHORTCUT, question=question.id)
        return {}

    async def _files(self, user: UserId) -> tuple[FileRef, ...]:
        """Those to choose from; none where Slack doesn't tell in time: a question is better asked without than not at all."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                return await self._direct.files_of(user)
        except (SlackRefused, OutOfReach, TimeoutError) as error:
            log.warning("no files to choose from", error=type(error).__name__)
            return ()

    async def _complaint(self, question: Question) -> str:
        """Why the answer can't stand in the chosen channel; nothing where both are members."""
        channel = question.thread.channel
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                place = await self._access.place(self._team, channel)
                if place is None:
                    return phrases.ASK_FORM_NO_PLACE
                if not place.has_bot:
                    return phrases.ASK_FORM_NOT_A_MEMBER.format(place=place.label)
                if not await self._is_theirs(question.asker, channel):
                    return phrases.ASK_FORM_NOT_YOURS.format(place=place.label)
        except (SlackUnavailable, TimeoutError) as error:
            log.warning("place unknown", error=type(error).__name__)
            return phrases.ASK_FORM_UNAVAILABLE
        return ""

    async def _is_theirs(self, user: UserId, channel: ChannelId) -> bool:
        """Whether this person is in the channel; of a public one with too many members to be listed in time, whether they may."""
        if not await self._access.may_read(self._team, user, channel):
            return False
        with suppress(TimeoutError):
            async with asyncio.timeout(MEMBERS_SECONDS):
                return await self._access.is_member(self._team, user, channel)
        return True

    async def _say(self, user: UserId, sentence: str) -> None:
        """To the person alone: a shortcut that belongs to no message brings no address."""
        await post(self._client, user, Body(outgoing(sentence)), sleep=asyncio.sleep)


def question_of(body: Payload, me: UserId, *, team: TeamId, now: float) -> Question | None:
    """The question that a sent form asks; None where the payload lacks what names it. `now` is in the epoch's seconds. Pure."""
    view, user = child(body, "view"), text_of(child(body, "user"), "id")
    filled = typed_in(view)
    name, channel = f"{text_of(view, 'id')}:{text_of(view, 'hash')}", filled.place or ChannelId(user)
    if not user or not name.strip(":"):
        return None
    return Question(
        id=QuestionId(f"{team}:{channel}:{name}"),
        thread=ThreadRef(team=team, channel=channel, ts=Ts(name)),
        message=Message(ts=Ts(f"{now:.6f}"), user=UserId(user), text=escape(without_passwords(filled.question))),
        asker=UserId(user),
        surface=Surface.MENTION if filled.place else Surface.DIRECT,
        me=me,
        opening=Opening(files=filled.files),
    )


def register(app: AsyncApp, asking: Asking) -> None:
    """Joins the shortcut and its form."""

    async def used(ack: AsyncAck, body: Payload) -> None:
        await asking.open(body)
        await ack()

    async def sent(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        if errors := await asking.submit(body, UserId(context.bot_user_id or "")):
            await ack(response_action="errors", errors=dict(errors))
        else:
            await ack()

    app.global_shortcut(ASK_SHORTCUT)(used)
    app.view(ASK_ANYTHING_FORM)(sent)
