"""An answer as messages that are changed while it grows, or as a file where it is too long for messages."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language import QuestionId, Receipt, SlackRefused, phrases
from bot.slack.blocks import Body, answer_bodies, outgoing, with_stop
from bot.slack.messages import FAILED, FINAL
from bot.slack.mrkdwn import to_mrkdwn
from bot.slack.pacing import UPDATES_PER_MINUTE
from bot.slack.payloads import Payload
from bot.slack.posts import Posts
from bot.slack.splitting import MESSAGE_CHARACTERS, split
from bot.slack.uploads import Attachment

MOST_PARTS = 5
"""More messages than this in a row bury a thread; a longer answer goes as a file."""

SMALLER_MESSAGE_CHARACTERS = 1_500
"""For the rare text that Slack counts as longer than we do."""

ANSWER_FILE = "answer.md"


class Growing:
    """The messages of one answer. It also takes over those of which a stream was made: their place is the same."""

    per_minute = UPDATES_PER_MINUTE

    def __init__(self, posts: Posts, attachment: Attachment, question: QuestionId) -> None:
        self._posts = posts
        self._attachment = attachment
        self._question = question

    async def write(self, markdown: str) -> None:
        """Shows the answer so far, with a button to stop it. Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost`."""
        parts = split(to_mrkdwn(markdown))
        if len(parts) > MOST_PARTS:
            return  # The whole goes as a file in the end; its beginning stands here already.
        for part, said in enumerate(parts):
            last = part == len(parts) - 1
            await self._posts.put(part, with_stop(said, self._question) if last else Body(said), patience=0.0)
        if parts:
            await self._posts.withdraw_from(len(parts))

    async def land(self, markdown: str, receipt: Receipt, buttons: Sequence[Payload] = ()) -> None:
        """Shows the whole answer, its receipt below the last message, and the buttons below that. Raises as `write` does."""
        try:
            await self._land(markdown, receipt, buttons, MESSAGE_CHARACTERS)
        except SlackRefused as error:
            if error.code != "msg_too_long":
                raise
            await self._land(markdown, receipt, buttons, SMALLER_MESSAGE_CHARACTERS)

    async def fail(self, sentence: str) -> None:
        """Says that sentence in place of what had grown so far. Raises as `write` does."""
        await self._posts.put(0, Body(outgoing(sentence), FAILED))
        await self._posts.withdraw_from(1)

    async def _land(self, markdown: str, receipt: Receipt, buttons: Sequence[Payload], limit: int) -> None:
        bodies = answer_bodies(markdown if markdown.strip() else phrases.NO_ANSWER, receipt, state=FINAL, limit=limit)
        if len(bodies) > MOST_PARTS and await self._attach(markdown):
            beginning = split(markdown, limit - len(phrases.WHOLE_ANSWER_ATTACHED) - 2)[0]
            bodies = answer_bodies(f"{beginning}\n\n{phrases.WHOLE_ANSWER_ATTACHED}", receipt, state=FINAL, limit=limit)
        bodies[-1] = replace(bodies[-1], blocks=(*bodies[-1].blocks, *buttons))
        for part, body in enumerate(bodies):
            await self._posts.put(part, body)
        await self._posts.withdraw_from(len(bodies))

    async def _attach(self, markdown: str) -> bool:
        try:
            await self._attachment.put(markdown.encode(), name=ANSWER_FILE, title=phrases.WHOLE_ANSWER_TITLE)
        except SlackRefused:
            return False  # No permission for files: many messages are better than half an answer.
        return True
