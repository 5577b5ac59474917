"""Moments: Slack's timestamps as times, and how a moment is told to whoever asks. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bot.language import Ts
from bot.language.wording import day_and_time

_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True)
class Times:
    """How moments are told to the asker, whose time zone and present moment these are."""

    zone: tzinfo
    now: datetime

    @classmethod
    def at(cls, now: Ts, zone: tzinfo) -> "Times":
        """The times of somebody in that zone who asks at that moment."""
        return cls(zone, time_of(now).astimezone(zone))

    def label(self, ts: Ts) -> str:
        """`12 Mar 14:02`, with the year where it is not this one."""
        return day_and_time(time_of(ts).astimezone(self.zone), now=self.now)


def moment(ts: Ts) -> tuple[int, int]:
    """A Slack timestamp as seconds and microseconds, in the order of time; anything else is the beginning of time."""
    seconds, _, fraction = ts.partition(".")
    try:
        return int(seconds), int(fraction.ljust(6, "0") or 0)
    except ValueError:
        return 0, 0


def time_of(ts: Ts) -> datetime:
    """The moment of a Slack timestamp, in UTC."""
    seconds, microseconds = moment(ts)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)


def ts_of(time: datetime) -> Ts:
    """A moment as Slack writes it; `time` knows its zone."""
    # In whole numbers: as a float, the last microseconds of a far year round up to the next second.
    return Ts(f"{(time - _EPOCH) // timedelta(seconds=1)}.{time.microsecond:06d}")
