"""Puts the next slot of each scheduled recap into the inbox, which alone knows when something is due. It makes no recap.

Any number of processes put the same slots: a slot's question has one id, and is taken once.
"""

import asyncio
from collections.abc import Awaitable, Callable

from bot.language import Message, OutOfReach, Question, QuestionId, Recap, Schedule, Surface, TeamId, ThreadRef, UserId, slot_ts
from bot.memory.inbox import Inbox
from bot.memory.schedules import Schedules
from bot.telemetry import log

LOOK_SECONDS = 60.0
"""How often each process looks whether every schedule has its next slot in the inbox. Usually it is there already: it was put
when the schedule was set, or the slot before it was over."""


class Slots:
    """Slots of the schedules of one app, whose user `me` is; `clock` gives seconds of the epoch.

    Every method but `run` raises `StoreUnavailable` when Redis fails; each may then be called again.
    """

    def __init__(
        self, schedules: Schedules, inbox: Inbox, *, me: UserId, clock: Callable[[], Awaitable[float]] | None = None
    ) -> None:
        self._schedules = schedules
        self._inbox = inbox
        self._me = me
        self._clock = clock or schedules.now

    async def run(self, team: TeamId) -> None:
        """Looks now and then, until it is cancelled."""
        while True:
            try:
                await self.look(team)
            except OutOfReach as error:
                log.warning("scheduled recaps not looked after", error=type(error).__name__, detail=error.detail)
            except Exception as error:  # noqa: BLE001 - it would end without a word, and no recap come any more
                log.error("scheduled recaps not looked after", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, team: TeamId) -> None:
        """Puts the next slot of every schedule of the workspace."""
        for schedule in await self._schedules.all(team):
            await self.put(schedule)

    async def put(self, schedule: Schedule) -> None:
        """Puts the schedule's next slot, unless it is there already or the schedule is paused."""
        if schedule.paused:
            return
        now = await self._clock()
        slot = schedule.next_slot(now)
        if await self._inbox.put(slot_question(schedule, slot, me=self._me), due_in=slot - now):
            log.info("scheduled recap put off", question=slot_id(schedule, slot), seconds=round(slot - now))

    async def drop(self, schedule: Schedule) -> None:
        """Takes the schedule's next slot back; a recap that is being made for it is not shown, or taken away again."""
        await self._inbox.cancel(slot_id(schedule, schedule.next_slot(await self._clock())))


def slot_id(schedule: Schedule, slot: int) -> QuestionId:
    """The id of the question of one slot: of another revision it is another one."""
    return QuestionId(f"{schedule.team}:{schedule.channel}:schedule:{schedule.revision}:{slot}")


def slot_question(schedule: Schedule, slot: int, *, me: UserId) -> Question:
    """What wants a recap at that slot. Nobody asks it, so Footnote itself does: who set the schedule may be gone by then.

    Since when it is to tell is known only when it is made.
    """
    ts = slot_ts(slot)
    return Question(
        id=slot_id(schedule, slot),
        thread=ThreadRef(team=schedule.team, channel=schedule.channel, ts=ts),
        message=Message(ts=ts),
        asker=me,
        surface=Surface.SCHEDULE,
        me=me,
        recap=Recap(channel=schedule.channel, revision=schedule.revision),
    )
