"""What is told of a scheduled recap: when it comes, and the line with which it begins. Pure."""

from datetime import datetime

from bot.language import Rhythm, Schedule, phrases
from bot.language.wording import day
from bot.slack.offers import bare


def every(rhythm: Rhythm, weekday: int) -> str:
    """On which days: `every day`, `every Monday`."""
    return phrases.RECAPS_EVERY[rhythm].format(weekday=phrases.WEEKDAYS[weekday])


def when(schedule: Schedule) -> str:
    """`every Monday at 09:00 (Europe/Berlin)`."""
    days = every(schedule.rhythm, schedule.weekday)
    return phrases.RECAPS_WHEN.format(every=days, time=f"{schedule.at:%H:%M}", zone=schedule.zone)


def slot_words(schedule: Schedule, slot: int) -> str:
    """A slot as people there read the clock: `Mon 7 Dec, 09:00`."""
    at = datetime.fromtimestamp(slot, schedule.time_zone)
    return f"{phrases.WEEKDAYS_SHORT[at.weekday()]} {day(at, now=at)}, {at:%H:%M}"


def first_line(schedule: Schedule, setter: str) -> str:
    """What kind of recap it is, who wanted it, and how to change that, as Markdown; `setter` is a name, or nothing."""
    line = phrases.RECAPS_FIRST_LINE if setter else phrases.RECAPS_FIRST_LINE_UNSIGNED
    return line.format(recap=phrases.RECAPS_HEADINGS[schedule.rhythm], setter=bare(setter))
