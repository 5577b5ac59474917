"""The form of a scheduled recap: what stands in it, who gets it, and what is made of what comes back."""

from dataclasses import replace
from datetime import time
from typing import Any, cast

import pytest

from bot.language import ChannelId, Rhythm, Schedule, phrases, zone_named
from bot.playground.view_json import modal_of
from bot.slack.access import Place
from bot.slack.payloads import Payload, child, children, text_of
from bot.slack.people import Person
from bot.slack.recap_form import (
    AT,
    HOW_OFTEN,
    OPEN_RECAP_FORM,
    ZONE,
    Wish,
    chosen,
    recap_form,
    recap_section,
    refusal_form,
    refusal_of,
)
from bot.slack.recap_words import first_line
from bot.slack.zones import ZONES
from tests.language.test_schedule import NOON, a_schedule

HERE = Place(channel=ChannelId("C1"), name="finance", is_private=False, is_shared=False, has_bot=True)
MEMBER = Person(name="Ada", is_guest=False)


def a_form(schedule: Schedule | None = None, *, setter: str = "Ada", zone: str = "Europe/Berlin") -> Payload:
    return recap_form(HERE, schedule, setter=setter, zone=zone, now=NOON)


def element(form: Payload, block: str) -> Payload:
    return next(child(found, "element") for found in children(form, "blocks") if text_of(found, "block_id") == block)


def filled(form: Payload) -> dict[str, str]:
    """What is chosen before anybody chooses."""
    chosen_option = {block: text_of(child(element(form, block), "initial_option"), "value") for block in (HOW_OFTEN, ZONE)}
    return {**chosen_option, AT: text_of(element(form, AT), "initial_time")}


def words(form: Payload) -> str:
    return text_of(child(children(form, "blocks")[0], "text"), "text")


def sent(form: Payload, often: str = "daily", at: str | None = "09:30", zone: str = "Europe/Berlin") -> Payload:
    values = {
        HOW_OFTEN: {HOW_OFTEN: {"selected_option": {"value": often}}},
        AT: {AT: {"selected_time": at}},
        ZONE: {ZONE: {"selected_option": {"value": zone}}},
    }
    return {**form, "state": {"values": values}}


def test_a_new_one_begins_with_what_most_want_in_the_openers_time_zone() -> None:
    form = a_form(zone="America/New_York")
    assert filled(form) == {HOW_OFTEN: "working_days", AT: "09:00", ZONE: "America/New_York"}
    assert phrases.RECAPS_OFF.format(place="#finance") in words(form)


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../etc"])
def test_who_has_no_known_time_zone_begins_with_utc(zone: str) -> None:
    assert filled(a_form(zone=zone))[ZONE] == "UTC"


def test_what_is_set_is_filled_in_and_told() -> None:
    schedule = a_schedule(rhythm=Rhythm.WEEKLY, weekday=4, at=time(16, 45), zone="Australia/Lord_Howe", handled=NOON)
    form = a_form(schedule)
    assert filled(form) == {HOW_OFTEN: "weekly 4", AT: "16:45", ZONE: "Australia/Lord_Howe"}
    assert "every Friday at 16:45 (Australia/Lord_Howe)" in words(form)
    assert "Fri 13 Mar, 16:45" in words(form)
    assert phrases.RECAPS_WHO_SET.format(setter="Ada") in words(form)


def test_a_paused_one_says_so() -> None:
    assert phrases.RECAPS_PAUSED.format(place="#finance") in words(a_form(a_schedule(paused=True)))


@pytest.mark.parametrize("schedule", [None, a_schedule(), a_schedule(zone="Antarctica/Troll", rhythm=Rhythm.WEEKLY)])
@pytest.mark.parametrize("zone", ["", "Asia/Famagusta"])
def test_slack_takes_the_form(schedule: Schedule | None, zone: str) -> None:
    form = a_form(schedule, zone=zone)
    modal_of(cast("dict[str, Any]", form))
    assert len(children(element(form, ZONE), "options")) <= 100


def test_names_ping_nobody() -> None:
    form = a_form(a_schedule(), setter="<!channel> @here")
    assert "<!" not in words(form)
    assert "@here" not in words(form)
    assert "<!" not in first_line(a_schedule(), "<!channel>")


@pytest.mark.parametrize(
    ("often", "wish"),
    [
        ("daily", Wish(rhythm=Rhythm.DAILY, weekday=0, at=time(9, 30), zone="Europe/Berlin")),
        ("working_days", Wish(rhythm=Rhythm.WORKING_DAYS, weekday=0, at=time(9, 30), zone="Europe/Berlin")),
        ("weekly 6", Wish(rhythm=Rhythm.WEEKLY, weekday=6, at=time(9, 30), zone="Europe/Berlin")),
        ("never", None),
    ],
)
def test_what_was_chosen(often: str, wish: Wish | None) -> None:
    found = chosen(sent(a_form(), often))
    assert found
    assert (found.channel, found.wish, found.complaints, found.typed_there) == ("C1", wish, {}, False)


def test_where_it_was_typed_travels_with_the_form() -> None:
    found = chosen(sent(recap_form(HERE, None, setter="", zone="", now=NOON, typed_there=True)))
    assert found
    assert found.typed_there


def test_everything_that_is_offered_is_understood() -> None:
    form = a_form()
    for option in children(element(form, HOW_OFTEN), "options"):
        assert chosen(sent(form, text_of(option, "value")))
    for option in children(element(form, ZONE), "options"):
        found = chosen(sent(form, zone=text_of(option, "value")))
        assert found
        assert found.wish


def test_a_missing_time_is_asked_for() -> None:
    found = chosen(sent(a_form(), at=None))
    assert found
    assert found.complaints == {AT: phrases.RECAPS_TIME_MISSING}


@pytest.mark.parametrize(
    "view",
    [
        {},
        {"private_metadata": "no json"},
        {"private_metadata": "{}"},
        sent(a_form(), "sometimes"),
        sent(a_form(), zone="Nowhere/Land"),
    ],
)
def test_a_form_that_is_not_ours_is_none(view: Payload) -> None:
    assert chosen(view) is None


@pytest.mark.parametrize(
    ("place", "person", "is_member", "refusal"),
    [
        (HERE, MEMBER, True, ""),
        (HERE, MEMBER, False, phrases.RECAPS_FULL_MEMBERS_ONLY),
        (HERE, Person(name="Gus"), True, phrases.RECAPS_FULL_MEMBERS_ONLY),
        (HERE, Person(name="Eve", is_guest=False, is_external=True), True, phrases.RECAPS_FULL_MEMBERS_ONLY),
        (HERE, Person(name="Old", is_guest=False, is_deleted=True), True, phrases.RECAPS_FULL_MEMBERS_ONLY),
        (None, MEMBER, True, phrases.RECAPS_INVITE_ME),
        (replace(HERE, has_bot=False), MEMBER, True, phrases.RECAPS_INVITE_ME),
        (replace(HERE, is_archived=True), MEMBER, True, phrases.RECAPS_ARCHIVED),
        (replace(HERE, is_channel=False), MEMBER, True, phrases.RECAPS_CHANNELS_ONLY),
    ],
)
def test_who_gets_the_form(place: Place | None, person: Person, refusal: str, *, is_member: bool) -> None:
    assert refusal_of(place, person, is_member=is_member) == refusal


def test_who_gets_none_is_shown_why_and_nothing_to_fill_in() -> None:
    modal = modal_of(cast("dict[str, Any]", refusal_form(phrases.RECAPS_INVITE_ME)))
    assert modal.submit is None
    assert "/invite @Footnote" in words(refusal_form(phrases.RECAPS_INVITE_ME))


def test_other_forms_lead_to_it() -> None:
    section = recap_section(HERE, a_schedule(), now=NOON)
    assert "every day at 09:00 (Europe/Berlin)" in text_of(child(section, "text"), "text")
    button = child(section, "accessory")
    assert (text_of(button, "action_id"), text_of(button, "value")) == (OPEN_RECAP_FORM, "C1")


def test_the_zones_are_in_order_and_known() -> None:
    assert list(ZONES) == sorted(set(ZONES))
    assert [name for name in ZONES if zone_named(name) is None] == []


@pytest.mark.parametrize(
    ("rhythm", "setter", "line"),
    [
        (Rhythm.DAILY, "Ada", "Daily recap, set by @Ada; change it with `/footnote recaps`."),
        (Rhythm.WORKING_DAYS, "Ada", "Daily recap, set by @Ada; change it with `/footnote recaps`."),
        (Rhythm.WEEKLY, "", "Weekly recap; change it with `/footnote recaps`."),
    ],
)
def test_how_a_recap_begins(rhythm: Rhythm, setter: str, line: str) -> None:
    assert first_line(a_schedule(rhythm=rhythm), setter) == line
