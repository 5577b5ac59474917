"""Everything about showing one answer in its thread: a status at once, a message that grows, the final text with its receipt.

Whether a message is posted exactly once is `posts.py`'s matter, what may be shown `safety.py`'s.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import Answer, FootnoteError, LeaseLost, Message, Question, SlackRefused, phrases
from bot.slack.blocks import FAILED, Body, outgoing, with_receipt
from bot.slack.client import SlackUnavailable, Sleep
from bot.slack.messages import FINAL
from bot.slack.pacing import Pace
from bot.slack.posts import Fence, Posts, ReplyLedger, opaque
from bot.slack.safety import neutralise
from bot.slack.splitting import MESSAGE_CHARACTERS, split
from bot.slack.status import StatusLine, StatusRefusals
from bot.slack.uploads import Attachment

MOST_PARTS = 5
"""More messages than this in a row bury a thread; a longer answer goes as a file."""

SMALLER_MESSAGE_CHARACTERS = 1_500
"""For the rare text that Slack counts as longer than we do."""

ANSWER_FILE = "answer.md"


class SlackReply:
    """The reply to one question. `fence` is awaited before every write; `attempt` counts from 1; `sleep` takes seconds."""

    def __init__(
        self,
        client: AsyncWebClient,
        question: Question,
        *,
        ledger: ReplyLedger,
        pace: Pace,
        refusals: StatusRefusals,
        fence: Fence,
        attempt: int = 1,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._question = question
        self._pace = pace
        self._fence = fence
        self._sleep = sleep
        self._posts = Posts(client, question, ledger=ledger, fence=fence, attempt=attempt, sleep=sleep)
        self._attachment = Attachment(client, question, ledger=ledger, fence=fence, attempt=attempt, sleep=sleep)
        self._status = StatusLine(client, question.thread, refusals)
        self._newest: str | None = None
        """mrkdwn that waits to be shown; a newer text takes its place."""
        self._writer: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    async def status(self, text: str) -> None:
        """Says what is being done: as Slack's status or, where that is refused, as the message's own line in italics."""
        await self._fence()
        line = " ".join(outgoing(text).split())
        if not await self._status.show(line):
            self._show_soon(f"_{line}_")

    async def show(self, text: str, *, links: frozenset[str]) -> None:
        """Shows the answer so far, the whole of it. Returns at once; under pressure only the newest text is written."""
        if self._writer and self._writer.done():
            self._writer.result()  # Raises what ended it: a lost lease, or a store that is gone.
        self._show_soon(outgoing(text, links=links))

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """Lands the final text and its receipt; returns the messages that hold them.

        Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost` if it can't.
        """
        await self._stop_growing()
        try:
            await self._land(answer)
        except SlackRefused as error:
            if error.code != "msg_too_long":
                raise
            await self._land(answer, limit=SMALLER_MESSAGE_CHARACTERS)
        finally:
            await self._end()
        return self._posts.said()

    async def fail(self, error: FootnoteError) -> None:
        """Says in one sentence why there is no answer, in place of what had grown so far."""
        await self._stop_growing()
        try:
            await self._put(0, Body(outgoing(error.sentence), FAILED))
            await self._posts.withdraw_from(1)
        finally:
            await self._end()

    async def _land(self, answer: Answer, *, limit: int = MESSAGE_CHARACTERS) -> None:
        safe = neutralise(answer.text, links=answer.links)
        parts = split(outgoing(answer.text, links=answer.links), limit) or [outgoing(phrases.NO_ANSWER)]
        if len(parts) > MOST_PARTS and await self._attach(safe):
            parts = [f"{parts[0]}\n\n{phrases.WHOLE_ANSWER_ATTACHED}"]
        for part, text in enumerate(parts[:-1]):
            await self._put(part, Body(text, FINAL))
        last = len(parts) - 1
        await self._put(last, with_receipt(parts[last], answer.receipt, state=FINAL))
        await self._posts.withdraw_from(len(parts))

    async def _attach(self, markdown: str) -> bool:
        try:
            await self._attachment.put(markdown.encode(), name=ANSWER_FILE, title=phrases.WHOLE_ANSWER_TITLE)
        except SlackRefused:
            return False  # No permission for files: many messages are better than half an answer.
        return True

    async def _put(self, part: int, body: Body, *, patience: float | None = None) -> None:
        posted = await (self._posts.put(part, body) if patience is None else self._posts.put(part, body, patience=patience))
        if posted:
            self._status.gone()

    def _show_soon(self, mrkdwn: str) -> None:
        self._newest = mrkdwn
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._grow())
            # Heard of at the next `show`; if there is none, the event loop must not complain.
            self._writer.add_done_callback(lambda writer: writer.cancelled() or writer.exception())

    async def _grow(self) -> None:
        """Writes the newest text, waits as long as the pace asks, and goes on while there is a newer one."""
        team = self._question.thread.team
        while self._newest is not None:
            async with self._writing:
                text, self._newest = self._newest, None
                pause = await self._pace.wait_after(team, opaque(self._question.id))
                try:
                    await self._write(text)
                except SlackUnavailable as error:
                    self._newest = self._newest or text
                    pause = max(pause, error.retry_after or 0.0)
            await self._sleep(pause)

    async def _write(self, text: str) -> None:
        parts = split(text)
        if len(parts) > MOST_PARTS:
            return  # The whole goes as a file in the end; its beginning stands here already.
        with suppress(SlackRefused):  # If it is for good, the final text is refused as well, and that is heard.
            for part, said in enumerate(parts):
                await self._put(part, Body(said), patience=0.0)

    async def _stop_growing(self) -> None:
        self._newest = None
        if self._writer is None:
            return
        async with self._writing:
            self._writer.cancel()  # It waits, for its pace or for this lock: no call of its is cut off.
        await asyncio.wait({self._writer})

    async def _end(self) -> None:
        """Cleans up. What has landed has landed: nothing here may fail the answer, or touch what another worker now shows."""
        if self._status.may_stand:
            with suppress(LeaseLost):
                await self._fence()
                await self._status.clear()
        with suppress(SlackRefused, SlackUnavailable):
            await self._posts.settle_doubts()
        with suppress(Exception):  # The entry ends by itself.
            await self._pace.done(self._question.thread.team, opaque(self._question.id))
