"""Whoever does something to Footnote is spoken to in their own language, also beside others who speak another one."""

import asyncio
from typing import Any

import pytest

from bot.language import phrases
from bot.language.speech import language, speaking
from bot.listeners.addressed import person_of
from bot.slack.blocks import outgoing
from tests.listeners.conftest import Door
from tests.listeners.test_door import delivery

LENA = "ULENA"


def german(name: str) -> str:
    with speaking(language("de")):
        return str(getattr(phrases, name))


@pytest.mark.parametrize(
    ("body", "person"),
    [
        ({"command": "/ask", "user_id": "U1"}, "U1"),
        ({"type": "block_actions", "user": {"id": "U1"}}, "U1"),
        ({"type": "view_submission", "user": {"id": "U1"}}, "U1"),
        ({"event": {"type": "app_home_opened", "user": "U1"}}, "U1"),
        ({"event": {"type": "member_joined_channel", "user": "UBOT", "inviter": "U1"}}, "U1"),
        ({"event": {"type": "member_joined_channel", "user": "UBOT"}}, None),
        ({"event": {"type": "message", "user": "U1"}}, None),
        ({"event": {"type": "app_mention", "user": "U1"}}, None),
        ({"event": {"type": "message", "user": {"id": "U1"}}}, None),
        ({"event": {}, "user_id": ["U1"]}, None),
        ({}, None),
    ],
)
def test_it_is_known_who_did_it(body: dict[str, Any], person: str | None) -> None:
    assert person_of(body) == person


async def test_a_command_is_acknowledged_in_the_language_of_whoever_types_it(slack_door: Door) -> None:
    assert (await slack_door.command("/ask", "Summe?", user_id=LENA))["text"] == german("ON_IT")
    assert (await slack_door.command("/ask", "total?", trigger_id="14.38.def"))["text"] == phrases.ON_IT


async def test_people_of_two_languages_are_answered_side_by_side(slack_door: Door) -> None:
    asked = [slack_door.command("/footnote", "help", user_id=user) for user in [LENA, "U1"] * 5]
    answers = [answer["text"] for answer in await asyncio.gather(*asked)]
    assert answers == [outgoing(german("HELP")), outgoing(phrases.HELP)] * 5


async def test_what_is_refused_is_refused_in_their_language(slack_door: Door) -> None:
    assert (await slack_door.command("/footnote", "limits", user_id=LENA))["text"] == outgoing(german("ADMINS_ONLY"))
    usage = (await slack_door.command("/footnote", "usage", user_id=LENA))["text"]
    assert "Fragen pro Minute: 0 von 10" in usage
    assert "Tokens heute (UTC): 0 von 1.000.000" in usage


async def test_a_command_is_acknowledged_in_english_where_slack_does_not_tell_who_types(slack_door: Door) -> None:
    assert (await slack_door.command("/ask", "total?", user_id="UNOBODY"))["text"] == phrases.ON_IT


async def test_a_wish_and_an_order_in_a_thread_are_answered_in_the_language_of_who_had_them(slack_door: Door) -> None:
    for user, ts in (("U1", "3.0"), (LENA, "4.0")):
        await slack_door.knock(delivery(type="message", channel="C1", user=user, ts=ts, text="<@UBOT> mute", thread_ts="2.0"))
        await slack_door.knock(
            delivery(type="message", channel="C1", user=user, ts=f"{ts}1", text="<@UBOT> limits", thread_ts="2.0")
        )
    assert sorted(await slack_door.rooms.told()) == sorted(
        [
            f"to U1: {phrases.MUTED}",
            f"to U1: {phrases.ADMINS_ONLY}",
            f"to {LENA}: {german('MUTED')}",
            f"to {LENA}: {german('ADMINS_ONLY')}",
        ]
    )


async def test_a_first_meeting_is_in_the_language_of_who_opens_it_or_invites(slack_door: Door) -> None:
    await slack_door.knock(delivery(type="app_home_opened", tab="messages", user=LENA, channel="D2"))
    await slack_door.knock(delivery(type="member_joined_channel", user="UBOT", channel="C7", inviter=LENA))
    await slack_door.knock(delivery(type="member_joined_channel", user="UBOT", channel="C8", inviter="U1"))
    assert await slack_door.rooms.told() == ["welcome in D2 (de)", "welcome in C7 (de)", "welcome in C8"]
