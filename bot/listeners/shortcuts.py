"""Shortcuts in a message's menu: each is a question about that message or its thread, for who used it alone.

Slack delivers a shortcut once and takes no words with the acknowledgement, so whatever is to be said at once goes to the address
that came with it (docs.slack.dev/interactivity/implementing-shortcuts).
"""

import asyncio
from collections.abc import Awaitable, Callable
from time import time

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Question, Shortcut, SlackRefused, StoreUnavailable, TeamId, UserId, phrases
from bot.listeners.commands import ACK_SECONDS
from bot.listeners.errands import Errands
from bot.listeners.pointing import Press, press_of, question_of, sent_of
from bot.listeners.strangers import LOOKUP_SECONDS
from bot.memory.inbox import Inbox
from bot.memory.pressed import PressedMessages
from bot.memory.threads import KeptThreads
from bot.slack.blocks import Body, outgoing
from bot.slack.client import SlackUnavailable, once
from bot.slack.offer_forms import TYPED, language_of
from bot.slack.payloads import Payload, child, text_of
from bot.slack.people import People
from bot.slack.response_urls import ResponseUrls
from bot.slack.shortcut_forms import MESSAGE_FORM, language_for, message_form, pressed_on
from bot.telemetry import Telemetry, log


class Shortcuts:
    """What each of them does. `team` is where Footnote is installed."""

    def __init__(
        self,
        *,
        team: TeamId,
        client: AsyncWebClient,
        inbox: Inbox,
        context: KeptThreads,
        pressed: PressedMessages,
        people: People,
        errands: Errands,
        telemetry: Telemetry,
    ) -> None:
        self._team = team
        self._client = client
        self._inbox = inbox
        self._context = context
        self._pressed = pressed
        self._people = people
        self._errands = errands
        self._telemetry = telemetry
        self._addresses = ResponseUrls(client)

    async def use(self, body: Payload, shortcut: Shortcut, me: UserId) -> None:
        """Returns once the question is stored, the form is open, or it is being said why not. Raises `StoreUnavailable`."""
        press = press_of(body, shortcut, team=self._team, now=time())
        if press is None:
            log.warning("shortcut ignored", reason="no channel, person, message or trigger")
            return
        self._telemetry.count("shortcuts", shortcut)
        if complaint := _complaint(press):
            self.say(press.address, complaint)
        elif shortcut is Shortcut.TRANSLATION:
            await self._open_form(press)
        else:
            await self._ask(question_of(press, me))

    async def translate(self, body: Payload, me: UserId) -> str:
        """The form of a translation was sent; returns what is wrong with it, which is nothing once the question is stored."""
        view = child(body, "view")
        about, language = pressed_on(view), language_of(view)
        if about is None:
            return ""
        if not language:
            return phrases.LANGUAGE_MISSING
        try:
            async with asyncio.timeout(ACK_SECONDS):
                kept = await self._pressed.kept(self._team, UserId(text_of(child(body, "user"), "id")), about.press)
                if press := sent_of(body, about, kept, team=self._team, now=time()):
                    await self._ask(question_of(press, me, language=language))
        except (StoreUnavailable, TimeoutError) as error:
            log.warning("form not taken", error=type(error).__name__)
            return phrases.TRY_COMMAND_AGAIN
        return ""

    def say(self, address: str, sentence: str) -> None:
        """Says something to who used a shortcut, and to nobody else."""
        self._errands.send(self._addresses.say(address, Body(outgoing(sentence))))

    async def _ask(self, question: Question) -> None:
        assert question.pointed
        await self._context.note_asker(question.thread, question.asker)
        # A private act: it waits for nobody who writes in that thread, and they not for it.
        new = await self._inbox.put(question, due_in=0.0)
        self._telemetry.count("questions", "new" if new else "duplicate")
        log.info("question accepted" if new else "question known", surface=question.pointed.shortcut, question=question.id)
        if new:
            self.say(question.response_url, phrases.ON_IT)

    async def _open_form(self, press: Press) -> None:
        await self._pressed.keep(self._team, press.user, press.name, press.message)
        view = message_form(press.about, language=await self._language(press.user))
        try:
            # Within three seconds of the press (docs.slack.dev/interactivity/handling-user-interaction).
            await once(lambda: self._client.views_open(trigger_id=press.trigger_id, view=dict(view)), patience=0)
        except (SlackRefused, SlackUnavailable) as error:
            log.warning("form not opened", detail=error.detail)
            self.say(press.address, phrases.SHORTCUT_AGAIN)

    async def _language(self, user: UserId) -> str:
        """The language in which this person uses Slack, where that is told in time."""
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                return language_for((await self._people.person(self._team, user)).locale)
        except TimeoutError:
            return ""


def _complaint(press: Press) -> str:
    """Why nothing can come of it, as far as the message itself tells; of a thread there may be more."""
    message = press.message
    match press.shortcut:
        case Shortcut.EXPLANATION if not message.files:
            return phrases.NO_FILE_TO_EXPLAIN
        case Shortcut.TRANSLATION if not (message.text or message.files):
            return phrases.SHORTCUT_EMPTY
        case _:
            return ""


def register(app: AsyncApp, shortcuts: Shortcuts) -> None:
    """Joins the shortcuts of the manifest that stand in a message's menu, and the form of one."""

    def joined(shortcut: Shortcut) -> Callable[..., Awaitable[None]]:
        async def used(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
            try:
                async with asyncio.timeout(ACK_SECONDS):
                    await shortcuts.use(body, shortcut, UserId(context.bot_user_id or ""))
            except (StoreUnavailable, TimeoutError) as error:
                log.warning("shortcut not taken", error=type(error).__name__)
                shortcuts.say(text_of(body, "response_url"), phrases.TRY_COMMAND_AGAIN)
            await ack()

        return used

    async def sent(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        if complaint := await shortcuts.translate(body, UserId(context.bot_user_id or "")):
            await ack(response_action="errors", errors={TYPED: complaint})
        else:
            await ack()

    for shortcut in Shortcut:
        app.message_shortcut(shortcut)(joined(shortcut))
    app.view(MESSAGE_FORM)(sent)
