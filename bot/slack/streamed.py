"""An answer as Slack's native streams: sentence by sentence, one message after another before the limits of each are reached."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic

from bot.language import Receipt
from bot.slack.blocks import Body, receipt_blocks
from bot.slack.cards import Card
from bot.slack.client import PATIENCE_SECONDS, OutcomeUnknown, Sleep
from bot.slack.messages import FINAL
from bot.slack.mrkdwn import to_mrkdwn
from bot.slack.pacing import APPENDS_PER_MINUTE
from bot.slack.payloads import Payload
from bot.slack.posts import LATE_COMMIT_SECONDS, Posts
from bot.slack.rollover import place_to_end, resumes, steady
from bot.slack.stream import Stream, StreamEnded, StreamRefused

STREAM_SECONDS = 240.0
"""Slack ends a stream some five minutes after its start, whatever is still being appended
(github.com/slackapi/python-slack-sdk/issues/1859)."""

MOST_STREAMED_PARTS = 8
"""More messages than this bury a thread even of this length (72,000 characters); a longer answer goes as a file."""


class Streamed:
    """The messages of one answer while they are streamed. `open_stream` makes the next one; `clock` gives seconds.

    What has gone out can't be taken back: once the answer says something else, or Slack ends a stream, it is of no more use.
    """

    per_minute = APPENDS_PER_MINUTE

    def __init__(
        self,
        posts: Posts,
        open_stream: Callable[[], Stream],
        *,
        clock: Callable[[], float] = monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._posts = posts
        self._open_stream = open_stream
        self._clock = clock
        self._sleep = sleep
        self._stream: Stream | None = None
        """The message that takes more now."""
        self._since = 0.0
        self._part = 0
        self._start: int = 0
        """Where in the answer the current message begins, behind `_opening`."""
        self._opening: str = ""
        self._card: Card | None = None
        """What the message says is being done, until there are words."""
        self._sent = ""
        """All of the answer that went out, in this message and those before."""

    @property
    def has_begun(self) -> bool:
        """Whether a message of it stands in the thread."""
        return self._stream is not None or self._part > 0

    async def write(self, markdown: str) -> None:
        """Adds what is new in the answer so far.

        Raises `StreamRefused`, `StreamEnded` (also when it does not go on from what was streamed), `LeaseLost`, and
        `SlackUnavailable` where Slack only asks to wait.
        """
        self._check_goes_on(markdown)
        markdown = steady(markdown, start=self._start, opening=self._opening)
        if len(markdown) <= len(self._sent):
            return
        await self._roll(markdown, whole=False)
        if self._part < MOST_STREAMED_PARTS:
            await self._send(markdown[len(self._sent) :])

    async def land(self, markdown: str, receipt: Receipt, buttons: Sequence[Payload] = ()) -> None:
        """Adds the rest of the answer, its receipt below the last message, and the buttons below that. Raises as `write` does."""
        self._check_goes_on(markdown)
        await self._roll(markdown, whole=True)
        if self._part >= MOST_STREAMED_PARTS:
            raise StreamEnded("too long for messages")
        await self._end_part(markdown, len(markdown), blocks=(*receipt_blocks(receipt), *buttons))

    async def report(self, card: Card) -> None:
        """Says what is being done, in the message that the answer will stand in, until it begins. Raises as `write` does."""
        if self._sent or self._part:
            return
        if self._stream is None:
            await self._start_part("", card=card)
        elif self._clock() - self._since > STREAM_SECONDS:
            raise StreamEnded("it would end before the answer begins")
        else:
            done = self._card if self._card and self._card.title != card.title else None
            if done:
                await self._stream.append("", card=replace(done, status="complete"))
            await self._stream.append("", card=card)
        self._card = card

    async def leave(self) -> None:
        """Stops what is still open, as well as it can be: its message is to be changed from now on."""
        if self._stream and self._stream.ts:
            await self._posts.stop_stream(self._stream.ts)

    def _check_goes_on(self, markdown: str) -> None:
        if not markdown.startswith(self._sent):
            raise StreamEnded("the answer changed")

    async def _roll(self, markdown: str, *, whole: bool) -> None:
        while self._part < MOST_STREAMED_PARTS:
            old = self._stream is not None and self._clock() - self._since > STREAM_SECONDS
            place = place_to_end(markdown, start=self._start, sent=len(self._sent), opening=self._opening, whole=whole, old=old)
            if place is None:
                return
            await self._end_part(markdown, place.at, closing=place.closing)
            self._start = resumes(markdown, place)
            self._sent, self._opening = markdown[: self._start], place.opening

    async def _send(self, text: str) -> None:
        if not text.strip():
            return
        if self._stream is None:
            await self._start_part(self._opening + text)
        else:
            card, self._card = self._card, None
            await self._stream.append(text, card=replace(card, status="complete") if card else None)
        self._sent += text

    async def _start_part(self, text: str, *, card: Card | None = None) -> None:
        stream = self._open_stream()
        try:
            await stream.start(text, patience=PATIENCE_SECONDS if self._part else 0.0, card=card)
        except asyncio.CancelledError:
            self._posts.may_have_opened(self._part, text)
            raise
        except OutcomeUnknown as error:
            self._posts.may_have_opened(self._part, text)
            await self._sleep(LATE_COMMIT_SECONDS)
            raise StreamRefused(error.detail) from None
        self._stream, self._since = stream, self._clock()
        if not await self._posts.has_opened(self._part, stream.ts):
            self._stream = None
            raise StreamEnded("another worker's message counts")

    async def _end_part(self, markdown: str, end: int, *, closing: str = "", blocks: tuple[Payload, ...] = ()) -> None:
        rest = markdown[len(self._sent) : end].rstrip()
        if self._stream is None:
            await self._send(rest)
            rest = ""
        if self._stream is None:
            raise StreamRefused("nothing to stream")
        said = Body(to_mrkdwn(self._opening + markdown[self._start : end].rstrip() + closing), FINAL, blocks)
        await self._stream.stop(rest + closing, blocks=blocks, part=self._part)
        self._posts.has_said(self._part, said)
        self._stream = None
        self._part += 1
