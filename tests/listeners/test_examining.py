"""`/footnote doctor`, as deliveries over HTTP: acknowledged at once, answered later, and for admins alone."""

import json

import pytest

from bot.language import phrases
from tests.listeners.conftest import ADMIN_BY_SETTING, Door
from tests.logs import logged

BOB = "UBOB"


async def said(door: Door) -> list[dict[str, object]]:
    """What followed the acknowledgement, once all errands are done."""
    await door.rooms.errands.aclose()
    return [body for _, body in door.rooms.slack.responses]


@pytest.mark.parametrize("admin", [BOB, ADMIN_BY_SETTING])
async def test_an_admin_is_told_at_once_that_it_is_looked_and_later_what_was_found(slack_door: Door, admin: str) -> None:
    slack_door.rooms.may_examine.clear()
    acknowledged = await slack_door.command("/footnote", "doctor", user_id=admin)
    assert acknowledged["text"] == phrases.DOCTOR_LOOKS
    assert slack_door.rooms.slack.responses == []
    slack_door.rooms.may_examine.set()
    (found,) = await said(slack_door)
    assert found["text"] == "All is *well*."
    assert found["response_type"] == "ephemeral"


async def test_others_are_told_whom_it_is_for(slack_door: Door) -> None:
    assert (await slack_door.command("/footnote", "doctor"))["text"] == phrases.DOCTOR_FOR_ADMINS
    assert await said(slack_door) == []


async def test_one_examination_is_made_at_a_time(slack_door: Door) -> None:
    slack_door.rooms.may_examine.clear()
    await slack_door.command("/footnote", "doctor", user_id=BOB)
    assert (await slack_door.command("/footnote", "doctor", user_id=ADMIN_BY_SETTING))["text"] == phrases.DOCTOR_BUSY
    slack_door.rooms.may_examine.set()
    assert len(await said(slack_door)) == 1
    assert (await slack_door.command("/footnote", "doctor", user_id=BOB))["text"] == phrases.DOCTOR_LOOKS
    assert len(await said(slack_door)) == 2


async def test_an_examination_for_another_workspace_is_one_too(slack_door: Door) -> None:
    async with slack_door.rooms.examination:
        assert (await slack_door.command("/footnote", "doctor", user_id=BOB))["text"] == phrases.DOCTOR_BUSY
    assert (await slack_door.command("/footnote", "doctor", user_id=BOB))["text"] == phrases.DOCTOR_LOOKS


async def test_an_examination_that_fails_is_logged_without_its_words_and_may_be_made_again(slack_door: Door) -> None:
    slack_door.rooms.found = ValueError("somebody's words")
    with logged() as lines:
        await slack_door.command("/footnote", "doctor", user_id=BOB)
        assert await said(slack_door) == []
    (line,) = [json.loads(line) for line in lines if "errand failed" in line]
    assert line["error"] == "ValueError"
    assert "somebody's words" not in lines.text
    slack_door.rooms.found = "better"
    assert (await slack_door.command("/footnote", "doctor", user_id=BOB))["text"] == phrases.DOCTOR_LOOKS
    assert [body["text"] for body in await said(slack_door)] == ["better"]


async def test_without_an_address_to_answer_at_nothing_is_begun(slack_door: Door) -> None:
    acknowledged = await slack_door.command("/footnote", "doctor", user_id=BOB, response_url="")
    assert acknowledged["text"] == phrases.TRY_COMMAND_AGAIN
    assert await said(slack_door) == []


async def test_it_is_spoken_in_the_language_of_who_asked(slack_door: Door) -> None:
    acknowledged = await slack_door.command("/footnote", "doctor", user_id="ULENA")
    assert acknowledged["text"].startswith("Untersuchen lassen mich nur Admins")
