"""The buttons under answers: what asks for another answer goes into the inbox, what calls no model is one call of a room.

A tap is acknowledged once it is stored or shown; why nothing came of one is said to who tapped.
"""

import asyncio
import re
from contextlib import suppress
from time import time

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from bot.language import (
    FootnoteError,
    KeptAnswer,
    Offer,
    SlackRefused,
    StoreUnavailable,
    UserId,
    phrases,
)
from bot.listeners.errands import Errands
from bot.listeners.taps import Tap, may_tap, question_of, sent_of, tap_of
from bot.listeners.whispers import Whispers
from bot.memory.answers import KeptAnswers
from bot.memory.inbox import Inbox
from bot.memory.taps import Taps
from bot.memory.threads import KeptThreads
from bot.slack.client import SlackUnavailable
from bot.slack.exporting import Exporting
from bot.slack.offer_forms import ASK_FORM, LANGUAGE_FORM, TYPED, ask_form, language_form, language_of, typed
from bot.slack.offers import OF_A_THREAD, OFFER
from bot.slack.payloads import Payload, child
from bot.slack.people import People
from bot.slack.sources import SOURCES, Looks
from bot.slack.windows import SourceWindows
from bot.telemetry import Telemetry, log

LOOKUP_SECONDS = 1.0
"""Of the three within which a window can be opened."""


class Offers:
    """What each tap does."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        answers: KeptAnswers,
        taps: Taps,
        context: KeptThreads,
        people: People,
        windows: SourceWindows,
        exporting: Exporting,
        whispers: Whispers,
        errands: Errands,
        telemetry: Telemetry,
    ) -> None:
        self._inbox = inbox
        self._answers = answers
        self._taps = taps
        self._context = context
        self._people = people
        self._windows = windows
        self._exporting = exporting
        self._whispers = whispers
        self._errands = errands
        self._telemetry = telemetry

    async def press(self, body: Payload, me: UserId) -> None:
        """A button was pressed, or something chosen from the menu."""
        tap = tap_of(body)
        if tap is None:
            log.info("tap ignored", reason="no answer of this channel")
            return
        self._telemetry.count("taps", tap.offer)
        try:
            await self._obey(tap, await self._answer(tap), me)
        except FootnoteError as error:
            log.info("nothing came of a tap", offer=tap.offer, question=tap.of, detail=error.detail)
            self._errands.send(self._whispers.tell(tap, error.sentence))

    async def send(self, body: Payload, me: UserId) -> str:
        """A form was sent; returns what is wrong with it, which is nothing once the question is stored."""
        tap, view = sent_of(body), child(body, "view")
        if tap is None:
            return ""
        words = language_of(view) if tap.offer is Offer.TRANSLATED else typed(view)
        if not words:
            return phrases.QUESTION_MISSING if tap.offer is Offer.ASK else phrases.LANGUAGE_MISSING
        try:
            await self._ask(tap, await self._answer(tap), me, words=words)
        except StoreUnavailable:
            return phrases.TRY_COMMAND_AGAIN
        except FootnoteError as error:
            return error.sentence
        return ""

    async def close(self, body: Payload) -> None:
        """The window of sources was closed."""
        self._errands.send(self._windows.put_away(child(body, "view")))

    async def _answer(self, tap: Tap) -> KeptAnswer:
        """The answer under which was tapped. Raises `FootnoteError` where it is not kept, or not this person's."""
        kept = await self._answers.kept(tap.of)
        if kept is None:
            raise FootnoteError(phrases.NO_LONGER_KEPT, detail="not kept")
        if not may_tap(tap, kept):
            raise FootnoteError(phrases.NOT_YOUR_ANSWER, detail="another's, or of another channel")
        return kept

    async def _obey(self, tap: Tap, kept: KeptAnswer, me: UserId) -> None:
        match tap.offer:
            case Offer.SOURCES:
                await self._show_sources(tap, kept)
            case Offer.TRANSLATED:
                await self._open(tap, language_form(tap.about))
            case Offer.ASK:
                await self._open(tap, ask_form(tap.about))
            case Offer.CSV | Offer.XLSX:
                if await self._is_first(tap):
                    self._errands.send(self._export(tap, kept))
            case _:
                if await self._is_first(tap):
                    await self._ask_once(tap, kept, me)

    async def _is_first(self, tap: Tap) -> bool:
        """Not a second tap in a row; of what everybody gets to see, not the second of two people either."""
        first = await self._taps.first(tap.of, tap.offer, _counted_for(tap))
        if not first:
            log.info("tap known", offer=tap.offer, question=tap.of)
        return first

    async def _ask_once(self, tap: Tap, kept: KeptAnswer, me: UserId) -> None:
        try:
            await self._ask(tap, kept, me)
        except StoreUnavailable:
            with suppress(StoreUnavailable):
                await self._taps.undo(tap.of, tap.offer, _counted_for(tap))
            raise

    async def _ask(self, tap: Tap, kept: KeptAnswer, me: UserId, *, words: str = "") -> None:
        question = question_of(tap, kept, me, words=words, now=time())
        await self._context.note_asker(question.thread, tap.user)
        # What one person alone is shown holds up nobody who writes in that thread.
        new = await self._inbox.put(question, due_in=0.0 if question.pointed else None)
        self._telemetry.count("questions", "new" if new else "duplicate")
        log.info("question accepted" if new else "question known", surface=tap.offer, question=question.id)

    async def _open(self, tap: Tap, view: Payload) -> None:
        if complaint := await self._whispers.open_form(tap, view):
            raise FootnoteError(complaint, detail="form not opened")

    async def _show_sources(self, tap: Tap, kept: KeptAnswer) -> None:
        looks = Looks(elsewhere=await self._may_read_elsewhere(tap, kept))
        try:
            window = await self._windows.open(kept, looks, trigger_id=tap.trigger_id)
        except (SlackRefused, SlackUnavailable) as error:
            raise FootnoteError(phrases.PRESS_AGAIN, detail=error.detail) from None
        self._errands.send(self._windows.illustrate(window, kept, looks))

    async def _may_read_elsewhere(self, tap: Tap, kept: KeptAnswer) -> bool:
        """Who was no reader of the answer when it was given, a guest who came later for instance, is shown links alone."""
        if tap.user == kept.question.asker or all(citation.file for citation in kept.citations):
            return True
        try:
            async with asyncio.timeout(LOOKUP_SECONDS):
                person = await self._people.person(tap.team, tap.user)
        except TimeoutError:
            return False
        return not (person.is_guest or person.is_external)

    async def _export(self, tap: Tap, kept: KeptAnswer) -> None:
        try:
            if kept.question.is_private:
                raise FootnoteError(phrases.SLACK_REFUSED, detail="no thread to share a file in")
            if not await self._exporting.share(kept, tap.offer):
                await self._whispers.tell(tap, phrases.TABLES_ATTACHED)
        except FootnoteError as error:
            log.warning("tables not shared", offer=tap.offer, question=tap.of, detail=error.detail)
            await self._taps.undo(tap.of, tap.offer, _counted_for(tap))
            await self._whispers.tell(tap, error.sentence)


def _counted_for(tap: Tap) -> UserId:
    return UserId("") if tap.offer in OF_A_THREAD else tap.user


def register(app: AsyncApp, offers: Offers) -> None:
    """Joins the buttons, the menu and the forms."""

    async def pressed(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        await offers.press(body, UserId(context.bot_user_id or ""))
        await ack()

    async def sent(ack: AsyncAck, body: Payload, context: AsyncBoltContext) -> None:
        if complaint := await offers.send(body, UserId(context.bot_user_id or "")):
            await ack(response_action="errors", errors={TYPED: complaint})
        else:
            await ack()

    async def closed(ack: AsyncAck, body: Payload) -> None:
        await offers.close(body)
        await ack()

    app.action(re.compile(rf"{OFFER}(:.*)?"))(pressed)
    app.view(LANGUAGE_FORM)(sent)
    app.view(ASK_FORM)(sent)
    app.view_closed(SOURCES)(closed)
