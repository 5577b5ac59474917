"""Slots of schedules: the wall clock through changes of the clocks, weeks and working days, and what was missed."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language import MISSED_SECONDS, ChannelId, Rhythm, Schedule, TeamId, UserId

HOUR, DAY = 3600, 24 * 3600
ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu", "Pacific/Apia"]


def a_schedule(**fields: Any) -> Schedule:
    usual: dict[str, Any] = {
        "team": TeamId("T1"),
        "channel": ChannelId("C1"),
        "place": "#finance",
        "rhythm": Rhythm.DAILY,
        "at": time(9),
        "zone": "Europe/Berlin",
        "setter": UserId("U1"),
        "revision": "r1",
        "handled": 0.0,
    }
    return Schedule(**{**usual, **fields})


def utc(words: str) -> float:
    return datetime.fromisoformat(words).replace(tzinfo=UTC).timestamp()


def told(slot: int) -> str:
    return f"{datetime.fromtimestamp(slot, UTC):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("zone", "at", "after", "slots"),
    [
        # Clocks forward at 01:00 UTC on 29 March 2026: 02:30 is not there, and comes by the clock before, at 03:30.
        (
            "Europe/Berlin",
            time(2, 30),
            "2026-03-28 00:00",
            ["2026-03-28 01:30", "2026-03-29 01:30", "2026-03-30 00:30"],
        ),
        # Back at 01:00 UTC on 25 October: 02:30 is there twice, and the first counts.
        (
            "Europe/Berlin",
            time(2, 30),
            "2026-10-24 00:00",
            ["2026-10-24 00:30", "2026-10-25 00:30", "2026-10-26 01:30"],
        ),
        ("Europe/Berlin", time(9), "2026-03-28 00:00", ["2026-03-28 08:00", "2026-03-29 07:00", "2026-03-30 07:00"]),
        (
            "America/New_York",
            time(2, 30),
            "2026-03-07 00:00",
            ["2026-03-07 07:30", "2026-03-08 07:30", "2026-03-09 06:30"],
        ),
        (
            "America/New_York",
            time(1, 30),
            "2026-10-31 00:00",
            ["2026-10-31 05:30", "2026-11-01 05:30", "2026-11-02 06:30"],
        ),
        # Half an hour: at 15:00 UTC on 4 April 2026 from +11:00 to +10:30, on 3 October at 15:30 UTC back.
        (
            "Australia/Lord_Howe",
            time(1, 45),
            "2026-04-03 00:00",
            ["2026-04-03 14:45", "2026-04-04 14:45", "2026-04-05 15:15"],
        ),
        (
            "Australia/Lord_Howe",
            time(2, 15),
            "2026-10-02 00:00",
            ["2026-10-02 15:45", "2026-10-03 15:45", "2026-10-04 15:15"],
        ),
        # Samoa left out 30 December 2011.
        ("Pacific/Apia", time(9), "2011-12-29 00:00", ["2011-12-29 19:00", "2011-12-30 19:00", "2011-12-31 19:00"]),
        ("Nowhere/Land", time(9), "2026-03-28 00:00", ["2026-03-28 09:00", "2026-03-29 09:00", "2026-03-30 09:00"]),
    ],
)
def test_a_time_comes_once_a_day_by_the_wall_clock(zone: str, at: time, after: str, slots: list[str]) -> None:
    schedule = a_schedule(zone=zone, at=at)
    moment, found = utc(after), list[str]()
    for _ in slots:
        slot = schedule.slot_after(moment)
        found.append(told(slot))
        assert schedule.slot_before(slot + 1) == slot
        moment = float(slot)
    assert found == slots


@pytest.mark.parametrize(
    ("rhythm", "weekday", "after", "slots"),
    [
        # 6 March 2026 is a Friday.
        (Rhythm.WORKING_DAYS, 0, "2026-03-06 07:00", ["2026-03-06 08:00", "2026-03-09 08:00", "2026-03-10 08:00"]),
        (Rhythm.WORKING_DAYS, 0, "2026-03-07 12:00", ["2026-03-09 08:00"]),
        (Rhythm.WEEKLY, 4, "2026-03-06 07:00", ["2026-03-06 08:00", "2026-03-13 08:00", "2026-03-20 08:00", "2026-03-27 08:00"]),
        (Rhythm.WEEKLY, 4, "2026-03-27 09:00", ["2026-04-03 07:00"]),
        (Rhythm.WEEKLY, 3, "2026-03-06 07:00", ["2026-03-12 08:00"]),
        (Rhythm.DAILY, 3, "2026-03-06 07:00", ["2026-03-06 08:00", "2026-03-07 08:00"]),
    ],
)
def test_days_are_those_of_the_rhythm(rhythm: Rhythm, weekday: int, after: str, slots: list[str]) -> None:
    schedule = a_schedule(rhythm=rhythm, weekday=weekday)
    moment, found = utc(after), list[str]()
    for _ in slots:
        moment = float(schedule.slot_after(moment))
        found.append(told(int(moment)))
    assert found == slots


def test_a_weekday_is_that_of_the_time_zone() -> None:
    schedule = a_schedule(rhythm=Rhythm.WEEKLY, weekday=0, zone="Pacific/Auckland", at=time(9))
    assert told(schedule.slot_after(utc("2026-07-01 00:00"))) == "2026-07-05 21:00"


schedules = st.builds(
    a_schedule,
    rhythm=st.sampled_from(Rhythm),
    weekday=st.integers(0, 6),
    at=st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
moments = st.floats(utc("2012-02-01"), utc("2037-01-01"))


@given(schedules, moments)
def test_slots_follow_each_other_none_is_left_out_and_none_comes_twice(schedule: Schedule, moment: float) -> None:
    slot = schedule.slot_after(moment)
    assert slot > moment
    assert schedule.slot_after(slot - 1) == slot
    assert schedule.slot_before(slot) <= moment
    assert slot - moment <= 8 * DAY
    assert schedule.slot_before(schedule.slot_after(slot)) == slot


@given(schedules, moments)
def test_a_slot_is_the_time_that_was_set_unless_the_clocks_skip_it(schedule: Schedule, moment: float) -> None:
    local = datetime.fromtimestamp(schedule.slot_after(moment), schedule.time_zone)
    if local.time() != schedule.at:
        day_before = (local - timedelta(days=1)).replace(hour=12)
        assert local.utcoffset() != day_before.replace(tzinfo=ZoneInfo(schedule.zone)).utcoffset()
    elif schedule.rhythm is Rhythm.WEEKLY:
        assert local.weekday() == schedule.weekday
    elif schedule.rhythm is Rhythm.WORKING_DAYS:
        assert local.weekday() < 5


NOON = utc("2026-03-06 12:00")
SLOT = int(utc("2026-03-06 08:00"))


@pytest.mark.parametrize(
    ("handled", "now", "following"),
    [
        (NOON - 2 * DAY, NOON - 5 * HOUR, "2026-03-06 08:00"),  # yesterday's was missed for longer than is made up for
        (NOON - DAY, NOON, "2026-03-06 08:00"),  # today's was missed four hours ago
        (NOON - 30 * DAY, NOON, "2026-03-06 08:00"),
        (float(SLOT), NOON, "2026-03-07 08:00"),  # today's is over
        (NOON, NOON, "2026-03-07 08:00"),  # it was set after today's
        (NOON - DAY, SLOT + MISSED_SECONDS - 1.0, "2026-03-06 08:00"),
        (NOON - DAY, SLOT + MISSED_SECONDS + 1.0, "2026-03-07 08:00"),
    ],
)
def test_what_was_missed_a_short_while_ago_is_made_up_for_and_no_more(handled: float, now: float, following: str) -> None:
    assert told(a_schedule(handled=handled).next_slot(now)) == following


@given(schedules, moments, st.floats(0, 60 * DAY))
def test_of_all_that_was_missed_the_next_slot_is_the_only_one_that_is_due(
    schedule: Schedule, handled: float, away: float
) -> None:
    now = handled + away
    slot = schedule.model_copy(update={"handled": handled}).next_slot(now)
    assert slot > handled
    assert slot > now - MISSED_SECONDS
    after = schedule.ended("r1", slot, recapped=True)
    assert after.next_slot(now) > max(now, slot)


def test_a_slot_is_wanted_until_it_is_over_and_while_nothing_was_changed() -> None:
    schedule = a_schedule(handled=NOON - DAY)
    assert schedule.wants("r1", SLOT, now=NOON)
    assert not schedule.wants("r0", SLOT, now=NOON)
    assert not schedule.wants("r1", SLOT, now=SLOT + MISSED_SECONDS + 1.0)
    assert not schedule.ended("r1", SLOT, recapped=False).wants("r1", SLOT, now=NOON)
    assert not schedule.model_copy(update={"paused": True}).wants("r1", SLOT, now=NOON)


def test_a_recap_tells_since_the_last_one_and_the_first_one_for_a_day_or_a_week() -> None:
    assert told(a_schedule().begins(SLOT)) == "2026-03-05 08:00"
    assert told(a_schedule(rhythm=Rhythm.WEEKLY, weekday=4).begins(SLOT)) == "2026-02-27 08:00"
    monday = SLOT + 3 * DAY
    assert told(a_schedule(rhythm=Rhythm.WORKING_DAYS).begins(monday)) == "2026-03-06 08:00"
    assert a_schedule(covered=7).begins(SLOT) == 7


def test_what_was_left_out_is_told_by_the_next_recap() -> None:
    schedule = a_schedule(covered=SLOT - DAY, handled=float(SLOT - DAY))
    left_out = schedule.ended("r1", SLOT, recapped=False)
    assert (left_out.handled, left_out.covered) == (SLOT, SLOT - DAY)
    assert left_out.begins(SLOT + DAY) == SLOT - DAY
    recapped = schedule.ended("r1", SLOT, recapped=True)
    assert (recapped.handled, recapped.covered) == (SLOT, SLOT)


def test_an_earlier_slot_or_one_of_another_revision_changes_nothing() -> None:
    schedule = a_schedule(handled=float(SLOT), covered=SLOT)
    assert schedule.ended("r1", SLOT, recapped=True) == schedule
    assert schedule.ended("r1", SLOT - DAY, recapped=True) == schedule
    assert schedule.ended("r0", SLOT + DAY, recapped=True) == schedule
