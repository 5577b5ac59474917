"""Places in Slack as documents: a channel since some moment, or a thread, each message a page with its permalink.

It reads only what the asker may read and what those who will see the answer may be assumed to read; every refusal that could
tell whether a place exists is the same sentence.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, tzinfo
from time import monotonic

from bot.language import (
    MESSAGES,
    Anchor,
    AnchorKind,
    ChannelId,
    Document,
    FootnoteError,
    Link,
    Message,
    Page,
    Question,
    SlackRefused,
    Surface,
    Ts,
    phrases,
    zone_named,
)
from bot.slack import markup
from bot.slack.access import Access, Place, may_show
from bot.slack.history import Heard, History, Said
from bot.slack.people import LONGEST_NAME, People
from bot.slack.permalinks import permalink
from bot.slack.times import Times, ts_of


class PlaceUnread(FootnoteError):
    """A place could not be read, for a reason that the asker should hear; the question may be answered without it."""


class NothingSaid(PlaceUnread):
    """Nobody has written there since."""


class Places:
    """Reads places for questions. Its methods raise `PlaceUnread`, `SlackRefused` and `SlackUnavailable`.

    `workspace_url` is that of `auth.test`; `clock` gives seconds.
    """

    def __init__(
        self,
        people: People,
        access: Access,
        history: History,
        *,
        workspace_url: str,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._people = people
        self._access = access
        self._history = history
        self._workspace_url = workspace_url
        self._clock = clock

    async def channel(self, question: Question, channel: ChannelId, *, since: datetime, words: str, first: int = 1) -> Document:
        """What was said in a channel between `since` and the question. `words` tell that span in its name: `since 12 Mar`.

        Its pages are numbered from `first`.
        """
        started = self._clock()
        place = await self.opened(question, channel)
        heard = await self._heard(
            place, self._history.since(channel, oldest=ts_of(since), latest=question.message.ts, me=question.me)
        )
        if not heard.said:
            raise NothingSaid(phrases.NOTHING_SAID.format(place=place.label, since=words), detail="nothing said")
        return await self._document(question, place, heard, name=f"{place.label} {words}", first=first, started=started)

    async def thread(self, question: Question, channel: ChannelId, ts: Ts, *, first: int = 1) -> Document:
        """A thread up to the question, by its root or any message of it. Its pages are numbered from `first`."""
        started = self._clock()
        place = await self.opened(question, channel)
        heard = await self._heard(place, self._history.thread(channel, ts, latest=question.message.ts, me=question.me))
        if not heard.said:
            raise PlaceUnread(phrases.THREAD_DELETED, detail="no such thread")
        times = await self._times(question)
        begun = heard.said[0].root or heard.said[0].message.ts
        name = phrases.THREAD_IN.format(place=place.label, when=times.label(begun))
        return await self._document(question, place, heard, name=name, first=first, started=started)

    async def opened(self, question: Question, channel: ChannelId) -> Place:
        """The place, if it may be read for this question. Raises as the others do."""
        team, target = question.thread.team, question.thread.channel
        place = await self._access.may_read(team, question.asker, channel)
        if question.step:
            return _opened_to_workflows(place)
        seen_by_asker_only = question.is_private or question.surface is Surface.DIRECT
        audience = None if seen_by_asker_only else await self._access.place(team, target)
        if place is None or not may_show(place, target, audience, private=seen_by_asker_only):
            raise PlaceUnread(phrases.NOT_YOURS_TO_READ, detail="not to be read for this question")
        if not place.has_bot:
            raise PlaceUnread(phrases.NOT_A_MEMBER.format(place=place.label), detail="not a member")
        return place

    async def _heard(self, place: Place, reading: Awaitable[Heard]) -> Heard:
        try:
            return await reading
        except SlackRefused as error:
            if error.code == "not_in_channel":
                raise PlaceUnread(phrases.NOT_A_MEMBER.format(place=place.label), detail=error.code) from None
            if error.code == "channel_not_found":
                raise PlaceUnread(phrases.NOT_YOURS_TO_READ, detail=error.code) from None
            raise

    async def _document(
        self, question: Question, place: Place, heard: Heard, *, name: str, first: int, started: float
    ) -> Document:
        times = await self._times(question)
        ids = {identity for said in heard.said for identity in (*markup.references(said.message.text), _speaker_id(said.message))}
        names = await self._people.names(question.thread.team, ids - {""})

        def page(number: int, said: Said) -> Page:
            when = times.label(said.message.ts)
            return Page(
                anchor=Anchor(kind=AnchorKind.MESSAGE, first=number, last=number),
                markdown=_markdown(said, names, when),
                link=Link(url=permalink(self._workspace_url, place.channel, said.message.ts, said.root), label=when),
            )

        return Document(
            name=name,
            kind=MESSAGES,
            pages=tuple(page(number, said) for number, said in enumerate(heard.said, start=first)),
            total_pages=len(heard.said),
            warnings=heard.notes,
            seconds=self._clock() - started,
        )

    async def zone(self, question: Question) -> tzinfo:
        """The time zone in which times are told."""
        named = zone_named(question.recap.zone) if question.recap and question.recap.zone else None
        return named or (await self._people.person(question.thread.team, question.asker)).zone

    async def _times(self, question: Question) -> Times:
        return Times.at(question.message.ts, await self.zone(question))


def _opened_to_workflows(place: Place | None) -> Place:
    """Only what every member may read: whoever makes a workflow names whom it runs for, and nobody vouches for that."""
    if place is None or place.is_private or not place.has_bot:
        raise PlaceUnread(phrases.STEP_PLACE_NOT_READ, detail="not to be read by a workflow")
    return place


def _markdown(said: Said, names: dict[str, str], when: str) -> str:
    message = said.message
    speaker = " ".join((message.speaker or names.get(_speaker_id(message)) or phrases.SOMEONE).split())[:LONGEST_NAME]
    # Indented, so that no line of a message can pass for another speaker's; whatever else ends a line later becomes one.
    words = "\n  ".join(markup.to_markdown(message.text, names).strip().splitlines())
    shared = "".join(f"\n(shared the file {file.label})" for file in message.files)
    return f"{'(reply) ' if said.below else ''}{speaker}, {when}: {words}{shared}"


def _speaker_id(message: Message) -> str:
    return message.user or ("" if message.speaker else message.bot_id or "")
