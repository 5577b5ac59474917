"""A Schedule: when a channel wants a recap, and how far that has come. It computes its own slots, and does nothing itself.

A slot is one moment at which a recap is due, in whole seconds of the epoch. It keeps the wall clock of its time zone: a time that
a change of the clocks skips comes as much later as they skip, and one that they repeat comes the first time only.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from bot.language.ids import ChannelId, TeamId, Ts, UserId

MISSED_SECONDS = 12 * 3600
"""A slot that nobody was there for is made up for within this time; later, the next one covers what it would have.
Less than a day, so that two slots are never made up for at once."""

_DAY = timedelta(days=1)
_SATURDAY = 5


class Rhythm(StrEnum):
    """On which days."""

    DAILY = "daily"
    WORKING_DAYS = "working_days"
    """Monday to Friday."""
    WEEKLY = "weekly"


class Schedule(BaseModel):
    """The scheduled recap of one channel."""

    model_config = ConfigDict(frozen=True)

    team: TeamId
    channel: ChannelId
    place: str
    """The channel as people write it: `#finance`."""
    rhythm: Rhythm
    weekday: int = 0
    """Of a weekly one; Monday is 0."""
    at: time
    zone: str
    """Its name in the tz database."""
    setter: UserId | None
    """None once they wanted to be forgotten."""
    revision: str
    """Another one with each change of what people set: what was put off for an earlier one is not wanted any more."""
    handled: float
    """Slots up to this moment are over, or were never meant; in seconds of the epoch."""
    covered: int | None = None
    """The slot up to which the channel was recapped; None before the first recap."""
    paused: bool = False
    """Footnote could not read the channel, or write in it; somebody has to set it again."""

    @property
    def time_zone(self) -> tzinfo:
        """The time zone; UTC should the tz database not know its name any more."""
        return zone_named(self.zone) or UTC

    def next_slot(self, now: float) -> int:
        """The slot to be prepared for at `now`. It may lie a little before: then it was missed, and is due at once."""
        return self.slot_after(max(self.handled, now - MISSED_SECONDS))

    def slot_after(self, moment: float) -> int:
        """The first slot after that moment."""
        return self._found(moment, _DAY, lambda slot: slot > moment)

    def slot_before(self, moment: float) -> int:
        """The last slot before that moment."""
        return self._found(moment, -_DAY, lambda slot: slot < moment)

    def wants(self, revision: str, slot: int, *, now: float) -> bool:
        """Whether the recap of that slot, put off for that revision, is still to be made at `now`."""
        is_open = self.handled < slot and now - slot <= MISSED_SECONDS
        return is_open and not self.paused and revision == self.revision

    def begins(self, slot: int) -> int:
        """Since when the recap of that slot tells: since the last one, or else for one day or week of the schedule."""
        return self.slot_before(slot) if self.covered is None else self.covered

    def ended(self, revision: str, slot: int, *, recapped: bool) -> "Schedule":
        """After that slot; `recapped` where nothing up to it is left to tell. The same if it was over, or was changed since."""
        if revision != self.revision or slot <= self.handled:
            return self
        return self.model_copy(update={"handled": float(slot), "covered": slot if recapped else self.covered})

    def _found(self, moment: float, step: timedelta, fits: Callable[[int], bool]) -> int:
        day = datetime.fromtimestamp(moment, self.time_zone).date() - step
        while True:
            slot = self._slot_on(day)
            if slot is not None and fits(slot):
                return slot
            day += step

    def _slot_on(self, day: date) -> int | None:
        match self.rhythm:
            case Rhythm.WORKING_DAYS if day.weekday() >= _SATURDAY:
                return None
            case Rhythm.WEEKLY if day.weekday() != self.weekday:
                return None
            case _:
                # `fold=0`: of a repeated time the first, and a skipped one by the clock before the change (PEP 495).
                return int(datetime.combine(day, self.at, tzinfo=self.time_zone).timestamp())


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of that name in the tz database; None where it has none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # Unknown here, or no name at all (a path, a folder).
        return None


def slot_ts(slot: int) -> Ts:
    """A slot as Slack writes moments."""
    return Ts(f"{slot}.000000")
