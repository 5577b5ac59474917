"""Everything about showing a scheduled answer: its first message in the channel itself, its others in the thread of that.

Nobody waits for it, so nothing is shown before it is finished; and why there is none is for whoever made it to tell, not for
the channel. That each message is posted exactly once is the matter of `posts.py`.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from bot.language import Answer, Declined, FootnoteError, LeaseLost, Links, Message, OutOfReach, SlackRefused, phrases
from bot.slack.attempt import Attempt
from bot.slack.blocks import Body, answer_bodies
from bot.slack.footnotes import presented
from bot.slack.growing import SMALLER_MESSAGE_CHARACTERS
from bot.slack.messages import FINAL
from bot.slack.offers import offer_blocks
from bot.slack.posts import Posts, ThreadGone
from bot.slack.refusals import Feature
from bot.slack.rollover import completed
from bot.slack.splitting import MESSAGE_CHARACTERS
from bot.telemetry import course


class ChannelReply:
    """The reply to one scheduled question. `heading` is the safe Markdown with which it begins."""

    def __init__(self, attempt: Attempt, *, heading: str) -> None:
        self._question = attempt.question
        self._refusals = attempt.refusals
        self._heading = heading
        self._posts = Posts(attempt)
        self.said: Sequence[Message] = ()
        """The messages that hold the answer, once it has landed."""
        self.unanswered: FootnoteError | None = None
        """Why there is no answer."""

    async def status(self, text: str) -> None:
        """Nothing: nobody waits."""

    async def progress(self, name: str, part: int, parts: int) -> None:
        """Nothing, as a status."""

    async def show(self, text: str, *, links: Links) -> None:
        """Nothing: what is not finished is not worth a notification."""

    async def finish(self, answer: Answer) -> Sequence[Message]:
        """Posts the answer with its receipt and its buttons. Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost`."""
        try:
            try:
                await self._land(answer, MESSAGE_CHARACTERS)
            except SlackRefused as error:
                if error.code != "msg_too_long":
                    raise
                await self._land(answer, SMALLER_MESSAGE_CHARACTERS)
            course().reach("first_text")
            self.said = self._posts.said()
        finally:
            with suppress(SlackRefused, OutOfReach, LeaseLost):
                await self._posts.settle_doubts()
        return self.said

    async def fail(self, error: FootnoteError) -> None:
        """There is none, unless an earlier attempt has finished it: that stays. Raises as `finish` does."""
        if not await self._posts.stands_finished():
            self.unanswered = error
            await self.take_back()

    async def refuse(self, error: Declined) -> None:
        """The same."""
        await self.fail(error)

    async def take_back(self) -> None:
        """Deletes what was posted. Raises as `finish` does."""
        await self._posts.withdraw_from(0)

    async def _land(self, answer: Answer, limit: int) -> None:
        bodies = self._bodies(answer, limit)
        with suppress(ThreadGone):  # Somebody deleted the first message meanwhile: nobody wants the others.
            for part, body in enumerate(bodies):
                await self._posts.put(part, body)
            await self._posts.withdraw_from(len(bodies))

    def _bodies(self, answer: Answer, limit: int) -> list[Body]:
        words = answer.text if answer.text.strip() else phrases.NO_ANSWER
        markdown = completed(presented(f"{self._heading}\n\n{words}", answer.links).strip())
        bodies = answer_bodies(markdown, answer.receipt, state=FINAL, limit=limit)
        plain = self._refusals.stands(self._question.thread.team, Feature.THUMBS)
        buttons = offer_blocks(self._question.id, answer.offers, plain=plain)
        bodies[-1] = replace(bodies[-1], blocks=(*bodies[-1].blocks, *buttons))
        return bodies
