"""Leads one slot of a scheduled recap through the desk: whether it is still wanted, the recap, and what is noted of it.

Why a recap was left out hears who set the schedule, not the channel.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from bot.answering.desk import Desk
from bot.answering.needs import Source
from bot.language import (
    FootnoteError,
    Message,
    OutOfReach,
    Question,
    Schedule,
    SlackRefused,
    Surface,
    phrases,
    slot_ts,
)
from bot.memory.answers import KeptAnswers
from bot.memory.schedules import Schedules
from bot.memory.slots import Slots
from bot.slack.access import Access
from bot.slack.attempt import Attempt
from bot.slack.channel_reply import ChannelReply
from bot.slack.notes import Notes
from bot.slack.people import People
from bot.slack.places import NothingSaid, PlaceUnread
from bot.slack.recap_words import first_line
from bot.slack.times import moment
from bot.telemetry import course, log
from bot.worker import Interrupted, Interruption

_GONE = frozenset({"not_in_channel", "channel_not_found", "is_archived"})
"""Slack's words for a channel in which nothing can be said any more."""


class Recapping:
    """Makes scheduled recaps. `source` gives what a question is answered from."""

    def __init__(
        self,
        *,
        schedules: Schedules,
        slots: Slots,
        desk: Desk,
        source: Callable[[Question], Source],
        answers: KeptAnswers,
        access: Access,
        people: People,
        notes: Notes,
    ) -> None:
        self._schedules = schedules
        self._slots = slots
        self._desk = desk
        self._source = source
        self._answers = answers
        self._access = access
        self._people = people
        self._notes = notes

    async def handle(self, attempt: Attempt, interruption: Interruption) -> None:
        """One claimed slot, to its recap; or to the reason why there is none."""
        due = attempt.question
        schedule = await self._wanted(due)
        if schedule is None:
            course().outcome = "not wanted"
            log.info("scheduled recap not wanted any more", question=due.id)
            return
        if not await self._can_speak(schedule):
            await self._pause(schedule)
            return
        setter = await self._people.name(schedule.team, schedule.setter) if schedule.setter else ""
        question = _question(due, schedule, speaker=setter or schedule.place)
        reply = ChannelReply(replace(attempt, question=question), heading=first_line(schedule, setter))
        try:
            async with interruption.watched():
                await self._desk.answer(question, self._source(question), reply)
        except Interrupted:
            # It was switched off, or set anew.
            await self._desk.abandon(question)
            await reply.take_back()
            course().outcome = interruption.heeded or ""
        except SlackRefused as error:
            if not _is_gone(error):
                raise
            await self._desk.abandon(question)
            await self._pause(schedule)
        else:
            await self._end(schedule, question, reply)

    async def give_up(self, due: Question, error: FootnoteError) -> None:
        """One claimed slot of which no recap can be made."""
        if schedule := await self._wanted(due):
            await self._left_out(schedule, due, error)

    async def _wanted(self, due: Question) -> Schedule | None:
        """The schedule, if this slot of it is still to be recapped."""
        schedule = await self._schedules.of(due.thread.team, due.thread.channel)
        if schedule and schedule.wants(_revision(due), _slot(due), now=await self._schedules.now()):
            return schedule
        return None

    async def _can_speak(self, schedule: Schedule) -> bool:
        place = await self._access.place(schedule.team, schedule.channel)
        return place is not None and place.has_bot and not place.is_archived

    async def _end(self, schedule: Schedule, question: Question, reply: ChannelReply) -> None:
        if isinstance(reply.unanswered, NothingSaid):
            course().outcome = "nothing said"
            log.info("nothing to recap", question=question.id)
        elif reply.unanswered and _is_gone(reply.unanswered):
            await self._pause(schedule)
            return
        elif reply.unanswered:
            await self._left_out(schedule, question, reply.unanswered)
            return
        await self._note(schedule, question, recapped=True)
        with suppress(OutOfReach):  # The recap stands. Raised, it would be made again.
            await self._place(question, reply.said)

    async def _place(self, question: Question, said: Sequence[Message]) -> None:
        """From now on it is an answer like others: it stands in the thread that its first message begins."""
        if said:
            thread = question.thread.model_copy(update={"ts": said[0].ts})
            await self._answers.move(question.model_copy(update={"thread": thread, "surface": Surface.THREAD}))

    async def _left_out(self, schedule: Schedule, question: Question, error: FootnoteError) -> None:
        log.warning("scheduled recap left out", question=question.id, error=type(error).__name__, detail=error.detail)
        if await self._note(schedule, question, recapped=False):
            await self._tell(schedule, phrases.RECAPS_LEFT_OUT.format(place=schedule.place, why=error.sentence))

    async def _note(self, schedule: Schedule, question: Question, *, recapped: bool) -> bool:
        """The slot is over, and the next one is put. False: it was over before, or the schedule is another one now."""

        def ended(found: Schedule | None) -> Schedule | None:
            return found and found.ended(_revision(question), _slot(question), recapped=recapped)

        before, after = await self._schedules.change(schedule.team, schedule.channel, ended)
        if after:
            with suppress(OutOfReach):  # Each process looks for it once a minute.
                await self._slots.put(after)
        return before != after

    async def _pause(self, schedule: Schedule) -> None:
        """Nothing comes any more until somebody sets it again."""

        def paused(found: Schedule | None) -> Schedule | None:
            is_same = found and found.revision == schedule.revision
            return found.model_copy(update={"paused": True}) if found and is_same else found

        course().outcome = "paused"
        log.warning("scheduled recap paused", channel=schedule.channel)
        before, after = await self._schedules.change(schedule.team, schedule.channel, paused)
        if before != after:
            await self._tell(schedule, phrases.RECAPS_STOPPED.format(place=schedule.place))

    async def _tell(self, schedule: Schedule, sentence: str) -> None:
        """Tells who set it, once: what is lost is not said again."""
        if schedule.setter is None:
            return
        with suppress(SlackRefused, OutOfReach):
            await self._notes.tell(schedule.setter, sentence)


def _question(due: Question, schedule: Schedule, *, speaker: str) -> Question:
    """What is asked at that slot."""
    assert due.recap
    after = slot_ts(schedule.begins(_slot(due)))
    recap = due.recap.model_copy(update={"after": after, "zone": schedule.zone})
    message = due.message.model_copy(update={"speaker": speaker})
    return due.model_copy(update={"recap": recap, "message": message})


def _is_gone(error: FootnoteError) -> bool:
    """Whether it tells that the channel can't be read or written in, and will not be."""
    return isinstance(error, PlaceUnread) or (isinstance(error, SlackRefused) and error.code in _GONE)


def _revision(question: Question) -> str:
    return question.recap.revision if question.recap else ""


def _slot(question: Question) -> int:
    return moment(question.message.ts)[0]
