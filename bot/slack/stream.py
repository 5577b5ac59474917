"""One message that Slack shows as it is written: `chat.startStream`, `appendStream`, `stopStream`, always with Markdown.

What goes into which message, and what becomes of an answer that can't be streamed, is `streamed.py`'s and `reply.py`'s matter.
"""

from collections.abc import Sequence
from typing import TypedDict

from bot.language import SlackRefused, Ts
from bot.slack.attempt import Attempt
from bot.slack.cards import Card
from bot.slack.client import NotSlack, OutcomeUnknown, SlackUnavailable, once
from bot.slack.messages import FINAL
from bot.slack.payloads import Payload, text_of
from bot.slack.refusals import Feature
from bot.slack.traces import mark

BUSY_SECONDS = 60.0
"""How long a workspace is spared that did not say what became of a stream, or when the next may be started."""

STOP_PATIENCE_SECONDS = 60.0
"""The text stands already when a stream is stopped. Starting and stopping are Tier 2: 20 a minute for a whole workspace
(docs.slack.dev/reference/methods/chat.stopStream)."""


class _Said(TypedDict, total=False):
    markdown_text: str
    chunks: Sequence[dict[str, object]]


class StreamRefused(Exception):
    """Slack opens no stream: by plan, scope or installation, or for now. The answer has to be shown another way."""


class StreamEnded(Exception):
    """The stream takes no more (it lasted too long, holds too much, was deleted), or what it took can't be told."""


class StoppedByPerson(StreamEnded):
    """Somebody has pressed Slack's own Stop button: nothing more is to be shown."""


class Stream:
    """A streamed message in the question's thread, addressed to the asker."""

    def __init__(self, attempt: Attempt) -> None:
        self._client = attempt.client
        self._question = attempt.question
        self._refusals = attempt.refusals
        self._check_lease = attempt.check_lease
        self._sleep = attempt.sleep
        self._ts = Ts("")
        # A message takes either text or chunks, from its first words to its last: only with a card in it is it made of chunks.
        self._has_cards = False

    @property
    def ts(self) -> Ts:
        """The message, once it was started."""
        return self._ts

    async def start(self, markdown: str, *, patience: float, card: Card | None = None) -> None:
        """Opens the message with its first words, or a card; waits up to `patience` seconds where Slack asks to.

        Raises `StreamRefused`, which the workspace is then spared for a while, `OutcomeUnknown` and `LeaseLost`.
        """
        thread = self._question.thread
        self._has_cards = card is not None
        feature = Feature.CARD if card else Feature.STREAM
        await self._check_lease()
        try:
            answer = await once(
                lambda: self._client.chat_startStream(
                    channel=thread.channel,
                    thread_ts=thread.ts,
                    **self._said(markdown, card),
                    recipient_user_id=self._question.asker,
                    recipient_team_id=thread.team,
                ),
                patience=patience,
                sleep=self._sleep,
            )
        except SlackRefused as error:
            self._refusals.refused(thread.team, feature, error.code)
            raise StreamRefused(error.code) from None
        except NotSlack as error:
            self._refusals.remember(thread.team, feature)
            raise StreamRefused(error.detail) from None
        except SlackUnavailable as error:
            self._refusals.remember(thread.team, feature, seconds=error.retry_after or BUSY_SECONDS)
            if isinstance(error, OutcomeUnknown):
                raise
            raise StreamRefused(error.detail) from None
        self._ts = Ts(text_of(answer, "ts"))
        if not self._ts:
            raise OutcomeUnknown(detail="chat.startStream without ts")

    async def append(self, markdown: str, *, card: Card | None = None) -> None:
        """Adds to the message; a card only to one that began with one.

        Raises `StreamEnded`, `LeaseLost`, and `SlackUnavailable` where it was not done for now.
        """
        await self._check_lease()
        try:
            await once(
                lambda: self._client.chat_appendStream(
                    channel=self._question.thread.channel, ts=self._ts, **self._said(markdown, card)
                ),
                patience=0.0,
                sleep=self._sleep,
            )
        except (SlackRefused, OutcomeUnknown, NotSlack) as error:
            raise _ended(error) from None

    async def stop(self, markdown: str, *, blocks: Sequence[Payload], part: int) -> None:
        """Closes the message with its last words and blocks below them, marked as that part. Raises as `append` does."""
        await self._check_lease()
        said = self._said(markdown, None)
        try:
            await once(
                lambda: self._client.chat_stopStream(
                    channel=self._question.thread.channel,
                    ts=self._ts,
                    markdown_text=said.get("markdown_text") or None,
                    chunks=said.get("chunks") or None,
                    blocks=[dict(block) for block in blocks] or None,
                    metadata=mark(self._question.id, part, FINAL),
                ),
                patience=STOP_PATIENCE_SECONDS,
                sleep=self._sleep,
            )
        except (SlackRefused, OutcomeUnknown, NotSlack) as error:
            raise _ended(error) from None

    def _said(self, markdown: str, card: Card | None) -> _Said:
        """The text as Slack takes it in this message."""
        if not self._has_cards:
            return {"markdown_text": markdown}
        text: list[Payload] = [{"type": "markdown_text", "text": markdown}] if markdown else []
        return {"chunks": [dict(chunk) for chunk in (*([card.chunk()] if card else []), *text)]}


def _ended(error: SlackRefused | SlackUnavailable) -> StreamEnded:
    stopped = isinstance(error, SlackRefused) and error.code == "stopped_by_user"
    return StoppedByPerson(error.detail) if stopped else StreamEnded(error.detail)
