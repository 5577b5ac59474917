"""Everything about showing one answer in its thread: a status at once, text as it comes, the final text with its receipt.

It is streamed where Slack allows that (`streamed.py`), else it grows in messages that are changed (`growing.py`), and falls
from the one to the other in the same messages. That each of them is posted exactly once is the matter of `posts.py`, what may be
shown that of `safety.py`.
"""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress

from bot.language import (
    Answer,
    Declined,
    FootnoteError,
    LeaseLost,
    Links,
    Message,
    Offer,
    OutOfReach,
    Receipt,
    SlackRefused,
    phrases,
)
from bot.slack.attempt import Attempt
from bot.slack.cards import Card
from bot.slack.client import OutcomeUnknown, SlackUnavailable
from bot.slack.footnotes import presented
from bot.slack.growing import Growing
from bot.slack.mrkdwn import to_mrkdwn
from bot.slack.notes import Notes, whispered_at
from bot.slack.offers import offer_blocks
from bot.slack.pacing import Pace
from bot.slack.payloads import Payload
from bot.slack.posts import Posts, ThreadGone
from bot.slack.refusals import Feature
from bot.slack.rollover import completed
from bot.slack.safety import neutralise
from bot.slack.status import Status
from bot.slack.stream import StoppedByPerson, Stream, StreamEnded, StreamRefused
from bot.slack.streamed import Streamed
from bot.slack.traces import opaque
from bot.slack.uploads import Attachment
from bot.telemetry import course

CLOSE_SECONDS = 5.0
"""How long a write under way may hold up whoever lets go of a reply."""


class SlackReply:
    """The reply to one question. `check_lease` of its attempt is awaited before every write.

    `heading` is the safe Markdown with which the answer begins: where it was not written but tapped, what was asked.
    """

    def __init__(self, attempt: Attempt, *, pace: Pace, heading: str = "") -> None:
        self._question = attempt.question
        self._pace = pace
        self._heading = heading
        self._refusals = attempt.refusals
        self._check_lease = attempt.check_lease
        self._sleep = attempt.sleep
        self._notes = Notes(attempt.client)
        self._status = Status(attempt)
        self._posts = Posts(attempt)
        self._growing = Growing(self._posts, Attachment(attempt), attempt.question.id)
        self._streamed: Streamed | None = None
        """None once the answer is not streamed, or no longer."""
        # What an earlier attempt left is found again only in messages that can be marked from their start.
        if attempt.is_first and not attempt.refusals.stands(attempt.question.thread.team, Feature.STREAM):
            self._streamed = Streamed(self._posts, lambda: Stream(attempt), sleep=attempt.sleep)
        self._so_far = "", Links()
        """The answer so far as it was given, and the links that it may show."""
        self._card: Card | None = None
        """What is being done, to be shown while there are no words."""
        self._newest: tuple[str, Links] | None = None
        """What waits to be shown; a newer text takes its place, so that only what is shown costs the work of making it safe."""
        self._writer: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()
        self._is_stopped = False
        """A person has stopped the stream in Slack."""
        self._has_landed = False

    async def status(self, text: str) -> None:
        """Says what is being done: as Slack's status or, where all of that is refused, as the message's own line in italics."""
        await self._check_lease()
        line = " ".join(neutralise(text, links=frozenset()).split())
        if not await self._status.show(to_mrkdwn(line)) and not self._so_far[0]:
            self._streamed = None  # The line is a message, and no stream.
            self._show_soon(f"_{line}_", Links())
        course().reach("status")

    async def progress(self, name: str, part: int, parts: int) -> None:
        """Says which part of what is being read: in a card where Slack has them, else as a status."""
        team = self._question.thread.team
        card = Card.of_part(name, part, parts)
        if self._streamed is None or self._is_stopped or self._refusals.stands(team, Feature.CARD):
            await self.status(card.line)
            return
        await self._check_lease()
        self._card = card
        self._write_soon()

    async def show(self, text: str, *, links: Links) -> None:
        """Shows the answer so far, the whole of it. Returns at once; under pressure only the newest text is written.

        An empty text takes back what was shown: it was not the answer.
        """
        if self._writer and self._writer.done():
            self._writer.result()  # Raises what ended it: a lost lease, or a store that is gone.
        self._so_far = text and self._heading + text, links
        if text.strip():
            self._show_soon(*self._so_far)
        elif self._writer:
            self._show_soon(f"_{phrases.THINKING}_", Links())

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """Lands the final text and its receipt; returns the messages that hold them.

        Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost` if it can't.
        """
        await self._stop_growing()
        if self._is_stopped:
            return await self.stopped(answer.receipt, answer.offers)
        markdown = presented(self._heading + answer.text, answer.links).strip()
        return await self._finish(markdown if answer.text.strip() else "", answer.receipt, answer.offers)

    async def stopped(self, receipt: Receipt | None = None, offers: Collection[Offer] = ()) -> Sequence[Message]:
        """Lands the answer so far, and that it was stopped; an answer that has landed stays as it is. Raises as `finish` does."""
        await self._stop_growing()
        if self._has_landed:
            await self._end()  # What interrupted it may have cut that short.
            return self._posts.said()
        so_far = completed(presented(*self._so_far).strip())
        return await self._finish(f"{so_far}\n\n{phrases.STOPPED}".strip(), receipt or Receipt(), offers)

    async def take_back(self) -> None:
        """Deletes what was shown: this question gets no answer. Raises as `finish` does."""
        await self._stop_growing()
        try:
            await self._fall_back()
            await self._posts.withdraw_from(0)
        finally:
            await self._end()

    async def refuse(self, error: Declined) -> None:
        """Tells the asker alone which rule or limit stands against it, unless they know. Raises as `finish` does.

        What was shown goes; an answer to the question as it read before it was edited stays.
        """
        await self._stop_growing()
        if await self._posts.stands_finished():
            await self._end()
        else:
            await self.take_back()
        if not error.is_known:
            # It may be lost; said twice it would annoy.
            with suppress(SlackRefused, OutcomeUnknown):
                where = whispered_at(self._question.thread, self._question.asked_after)
                await self._notes.whisper(where, self._question.asker, error.sentence)

    async def fail(self, error: FootnoteError) -> None:
        """Says in one sentence why there is no answer, in place of what had grown so far."""
        await self._stop_growing()
        try:
            await self._fall_back()
            with suppress(ThreadGone):
                await self._growing.fail(self._heading + error.sentence)
        finally:
            await self._end()

    async def aclose(self) -> None:
        """Lets go of the answer, however it ended: this attempt writes nothing more. What stands is for the next to take over."""
        self._status.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._stop_growing()
        if self._writer:
            self._writer.cancel()

    async def _finish(self, markdown: str, receipt: Receipt, offers: Collection[Offer]) -> Sequence[Message]:
        plain = self._refusals.stands(self._question.thread.team, Feature.THUMBS)
        buttons = offer_blocks(self._question.id, offers, plain=plain)
        try:
            with suppress(ThreadGone):  # There is nobody to answer, and nothing to try again.
                await self._land(completed(markdown), receipt, buttons)
            self._has_landed = True
            course().reach("first_text")
        finally:
            await self._end()
        return self._posts.said()

    async def _land(self, markdown: str, receipt: Receipt, buttons: Sequence[Payload]) -> None:
        if self._streamed and self._streamed.has_begun:
            try:
                await self._streamed.land(markdown, receipt, buttons)
            except (StreamRefused, StreamEnded):
                await self._fall_back()
            else:
                return
        await self._growing.land(markdown, receipt, buttons)

    async def _fall_back(self) -> None:
        """From now on the messages that were streamed are changed like others."""
        streamed, self._streamed = self._streamed, None
        if streamed:
            await self._check_lease()
            await streamed.leave()

    def _show_soon(self, markdown: str, links: Links) -> None:
        if self._is_stopped:
            return
        self._newest = markdown, links
        self._write_soon()

    def _write_soon(self) -> None:
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._grow())
            # Heard of at the next `show`; if there is none, the event loop must not complain.
            self._writer.add_done_callback(lambda writer: writer.cancelled() or writer.exception())

    async def _grow(self) -> None:
        """Writes the newest text, waits as long as the pace asks, and goes on while there is a newer one."""
        team = self._question.thread.team
        while self._newest is not None or self._card is not None:
            async with self._writing:
                newest, self._newest = self._newest, None
                card, self._card = self._card, None
                form = self._streamed or self._growing
                pause = await self._pace.wait_after(team, opaque(self._question.id), per_minute=form.per_minute)
                try:
                    if newest:
                        await self._write(presented(*newest).strip())
                        if self._so_far[0].strip():
                            course().reach("first_text")
                    elif card:
                        await self._report(card)
                except SlackUnavailable as error:
                    self._newest, self._card = self._newest or newest, self._card or card
                    pause = max(pause, error.retry_after or 0.0)
            await self._sleep(pause)

    async def _report(self, card: Card) -> None:
        """Best effort: where there are no cards, the status says it."""
        if self._streamed is None:
            return
        try:
            await self._streamed.report(card)
        except StoppedByPerson:
            self._is_stopped = True
        except StreamRefused:
            # Where a message of cards can't be begun, one of words still may be.
            await self._status.show(to_mrkdwn(card.line))
        except StreamEnded:
            await self._fall_back()

    async def _write(self, markdown: str) -> None:
        if self._streamed:
            try:
                await self._streamed.write(markdown)
            except StoppedByPerson:
                self._is_stopped = True
                self._newest = self._card = None
            except (StreamRefused, StreamEnded):
                await self._fall_back()
        if self._streamed:
            return
        with suppress(SlackRefused):  # If it is for good, the final text is refused as well, and that is heard.
            await self._growing.write(markdown)

    async def _stop_growing(self) -> None:
        self._newest = self._card = None
        if self._writer is None:
            return
        async with self._writing:
            self._writer.cancel()  # It waits, for its pace or for this lock: no call of its is cut off.
        await asyncio.wait({self._writer})

    async def _end(self) -> None:
        """Cleans up. What has landed has landed: nothing here may fail the answer, or touch what another worker now shows."""
        await self._status.end()
        with suppress(SlackRefused, OutOfReach, LeaseLost):
            await self._posts.settle_doubts()
        with suppress(Exception):  # The entry ends by itself.
            await self._pace.done(self._question.thread.team, opaque(self._question.id))
