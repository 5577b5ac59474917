"""Shows a private answer to the whole channel, or the thread, for which it was asked, once, because its asker wants that.

Where Footnote is no member it speaks at the address that the button's click brought. Unverified against a live Slack: that this
works in private channels, and in direct messages between people, in which Footnote is not.
"""

import asyncio
from collections.abc import Sequence

from slack_sdk.web.async_client import AsyncWebClient

from bot.language import ChannelId, FootnoteError, Question, QuestionId, SlackRefused, Ts, UserId, phrases
from bot.slack.announcing import Announcements, Spot
from bot.slack.attempt import ReplyLedger
from bot.slack.blocks import Body
from bot.slack.client import Sleep
from bot.slack.mrkdwn import said_plainly
from bot.slack.people import People
from bot.slack.private import Outbox, headed, quoted, unpacked
from bot.slack.response_urls import MOST_USES, AddressRefused, ResponseUrls

_NO_MEMBER = frozenset({"not_in_channel", "channel_not_found"})
_AT_THE_ADDRESS = Ts("response_url")
"""Stands in the ledger for a message whose ts nobody is told."""


class Sharing:
    """Shares answers. `ledger` knows which messages hold the parts of a shared answer, under an id of its own."""

    def __init__(
        self, client: AsyncWebClient, people: People, outbox: Outbox, ledger: ReplyLedger, *, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._people = people
        self._outbox = outbox
        self._ledger = ledger
        self._posted = Announcements(client, ledger, sleep=sleep)
        self._addresses = ResponseUrls(client)
        self._under_way: set[QuestionId] = set()

    async def share(self, question_id: QuestionId, *, by: UserId, clicked_in: ChannelId, response_url: str) -> None:
        """Posts the answer where its question belongs, if its asker `by` wants it; what stands there already is not posted again.

        Raises `FootnoteError` with a sentence for who clicked, `SlackRefused` and `SlackUnavailable`.
        """
        kept = await self._outbox.kept(question_id)
        if kept is None or kept[0].asker != by:
            raise FootnoteError(phrases.NOTHING_TO_SHARE, detail="not kept, or another's")
        if question_id in self._under_way:
            return  # A second click.
        question, bodies = kept
        self._under_way.add(question_id)
        try:
            shown = await self._headed(question, bodies)
            await self._share(question, shown, response_url if clicked_in == question.thread.channel else "")
        finally:
            self._under_way.discard(question_id)

    async def _headed(self, question: Question, bodies: Sequence[str]) -> list[Body]:
        asker = await self._people.name(question.thread.team, question.asker)
        first, *others = [unpacked(body) for body in bodies]
        line = said_plainly(phrases.ASKED.format(asker=asker)) + " " + quoted(question)
        return [headed(first, line), *others]

    async def _share(self, question: Question, bodies: Sequence[Body], response_url: str) -> None:
        shared = QuestionId(f"{question.id}:shared")
        spot = Spot(channel=question.thread.channel, me=question.me, thread_ts=question.shared_in, since=question.message.ts)
        await self._posted.adopt(spot, shared)
        for part, body in enumerate(bodies):
            if part in await self._ledger.parts(shared):
                continue
            try:
                await self._posted.post(spot, shared, part, body)
            except SlackRefused as error:
                if error.code not in _NO_MEMBER:
                    raise
                await self._say_at(response_url, question, shared, part, body, parts=len(bodies))

    async def _say_at(
        self, response_url: str, question: Question, shared: QuestionId, part: int, body: Body, *, parts: int
    ) -> None:
        if not response_url or parts > MOST_USES:
            raise FootnoteError(phrases.SHARE_NEEDS_ME, detail="no member")
        try:
            await self._addresses.say(response_url, body, in_channel=True, thread_ts=question.shared_in)
        except AddressRefused as error:
            raise FootnoteError(phrases.SHARE_NEEDS_ME, detail=error.code) from None
        await self._ledger.settle(shared, part, _AT_THE_ADDRESS)
