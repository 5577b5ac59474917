"""Posts a question that was asked in a form: once, with who asks, so that its answer has a thread to stand in."""

import asyncio

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import FileRef, Message, Question, QuestionId, Surface, ThreadRef, phrases
from bot.slack.announcing import Announcements, Spot
from bot.slack.attempt import CheckLease, ReplyLedger
from bot.slack.blocks import Body, outgoing
from bot.slack.client import Sleep
from bot.slack.direct import DirectMessages
from bot.slack.markup import to_markdown
from bot.slack.messages import FINAL
from bot.slack.mrkdwn import said_plainly
from bot.slack.people import People
from bot.slack.permalinks import urls_in

_DELETED = "tombstone"
"""The mode of a file that is no longer there."""


class Openings:
    """`ledger` knows which message is whose question, under an id of its own."""

    def __init__(
        self,
        client: AsyncWebClient,
        people: People,
        direct: DirectMessages,
        ledger: ReplyLedger,
        *,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._people = people
        self._direct = direct
        self._ledger = ledger
        self._posted = Announcements(client, ledger, sleep=sleep)

    async def open(self, question: Question, *, check_lease: CheckLease, is_first: bool) -> Question:
        """The question as it stands in Slack then, at the beginning of its own thread. `is_first`: nobody has tried before.

        Raises `SlackRefused`, `SlackUnavailable` and `LeaseLost`.
        """
        assert question.opening
        is_direct = question.surface is Surface.DIRECT
        channel = await self._direct.channel_of(question.asker) if is_direct else question.thread.channel
        files = await self._chosen(question)
        name, spot = QuestionId(f"{question.id}:opening"), Spot(channel=channel, me=question.me)
        if not is_first:
            await self._posted.adopt(spot, name)
        ts = (await self._ledger.parts(name)).get(0)
        if ts is None:
            body = await self._body(question, files)
            await check_lease()
            # Who asks on in their direct messages means these files still; in a channel they are not shared with the others.
            ts = await self._posted.post(spot, name, 0, body, files=files if is_direct else ())
        return question.model_copy(
            update={
                "id": QuestionId(f"{question.thread.team}:{channel}:{ts}"),
                "thread": ThreadRef(team=question.thread.team, channel=channel, ts=ts),
                "message": Message(ts=ts, user=question.asker, text=question.message.text, files=files),
                "opening": None,
            }
        )

    async def _chosen(self, question: Question) -> tuple[FileRef, ...]:
        """The files that were chosen, as far as they are the asker's to choose; the others count as deleted."""
        chosen = question.opening.files if question.opening else ()
        theirs = {file.id: file for file in await self._direct.files_of(question.asker)} if chosen else {}
        return tuple(theirs.get(file) or FileRef(id=file, mode=_DELETED) for file in chosen)

    async def _body(self, question: Question, files: tuple[FileRef, ...]) -> Body:
        """Who asks what, and of which files."""
        asked = phrases.YOU_ASKED
        if question.surface is not Surface.DIRECT:
            asked = phrases.ASKED.format(asker=await self._people.name(question.thread.team, question.asker))
        words = to_markdown(question.message.text, {})
        quoted = outgoing("\n".join(f"> {line}" for line in words.splitlines()), links=frozenset(urls_in(words)))
        named = phrases.WITH_FILES.format(files=", ".join(file.label for file in files)) if files else ""
        return Body("\n".join(filter(None, (said_plainly(asked), quoted, said_plainly(named)))), FINAL)
