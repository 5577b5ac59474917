"""What was said elsewhere and belongs to a question: the place that it wants recapped, or the threads that it links to."""

from collections.abc import Callable
from datetime import datetime

from bot.language import Document, FootnoteError, Question, Recap, SlackRefused, Unread, phrases
from bot.language.wording import day, day_and_time
from bot.slack.history import History
from bot.slack.permalinks import MessageLink, message_links
from bot.slack.places import Places, PlaceUnread
from bot.slack.since import means_my_last_message, moment_of
from bot.slack.times import time_of

MOST_LINKS = 5
"""Threads read for one question; the receipt names the others."""

Clock = Callable[[], datetime]


class Elsewhere:
    """Reads them. `workspace_url` is that of `auth.test`."""

    def __init__(self, places: Places, history: History, *, workspace_url: str) -> None:
        self._places = places
        self._history = history
        self._workspace_url = workspace_url

    async def read(self, question: Question) -> tuple[Document | Unread, ...]:
        """Everything, in order; what may not be read stands there with the reason.

        Of a recap it is all there is, and in a workflow nobody looks at a receipt: raises `PlaceUnread` with the reason, besides
        `SlackRefused` and `SlackUnavailable`.
        """
        if question.recap:
            return (await self._recapped(question, question.recap),)
        links = [link for link in self._links(question) if not _is_same_thread(link, question)]
        read: list[Document | Unread] = []
        if question.step and question.step.channel:
            read.append(await self._recapped(question, Recap(channel=question.step.channel)))
        number = 1 + sum(len(place.pages) for place in read if isinstance(place, Document))
        for link in links[:MOST_LINKS]:
            found = await self._linked(question, link, first=number)
            number += len(found.pages) if isinstance(found, Document) else 0
            read.append(found)
        return (*read, *(Unread(name=phrases.LINKED_MESSAGE, reason=phrases.TOO_MANY_LINKS) for _ in links[MOST_LINKS:]))

    def _links(self, question: Question) -> tuple[MessageLink, ...]:
        return message_links(question.message.text, workspace_url=self._workspace_url)

    async def _linked(self, question: Question, link: MessageLink, *, first: int) -> Document | Unread:
        try:
            return await self._places.thread(question, link.channel, link.thread_ts or link.ts, first=first)
        except (PlaceUnread, SlackRefused) as error:
            if question.step:
                raise
            return Unread(name=phrases.LINKED_MESSAGE, reason=error.sentence)

    async def _recapped(self, question: Question, recap: Recap) -> Document:
        if recap.thread_ts:
            return await self._places.thread(question, recap.channel, recap.thread_ts)
        since, words = await self._since(question, recap)
        return await self._places.channel(question, recap.channel, since=since, words=words)

    async def _since(self, question: Question, recap: Recap) -> tuple[datetime, str]:
        """The moment that the words mean to the asker, and how it is told."""
        zone = await self._places.zone(question)
        now = time_of(question.message.ts).astimezone(zone)
        if recap.after:
            since = time_of(recap.after).astimezone(zone)
            return since, _told(since, now)
        if means_my_last_message(recap.since):
            # Who may not read the place must not learn from its history whether there is one.
            await self._places.opened(question, recap.channel)
            last = await self._history.last_message_of(recap.channel, question.asker, before=question.message.ts)
            if last is None:
                raise FootnoteError(phrases.NO_LAST_MESSAGE, detail="no message of the asker's")
            return time_of(last).astimezone(zone), phrases.SINCE_YOUR_LAST
        since = moment_of(recap.since, now=now)
        if since is None:
            raise FootnoteError(phrases.NOT_A_MOMENT, detail="no moment")
        if since > now:
            raise FootnoteError(phrases.IN_THE_FUTURE, detail="in the future")
        return since, _told(since, now)


def _told(since: datetime, now: datetime) -> str:
    told = day if (since.hour, since.minute) == (0, 0) else day_and_time
    return phrases.SINCE.format(when=told(since, now=now))


def _is_same_thread(link: MessageLink, question: Question) -> bool:
    thread = question.thread
    return link.channel == thread.channel and thread.ts in (link.thread_ts, link.ts)
