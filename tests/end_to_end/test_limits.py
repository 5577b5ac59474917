"""Limits, as people meet them: who asks too much is told so alone, and admins can change that. In both transports."""

import pytest

from bot.language import phrases
from bot.playground.entities import ALEX, GUEST, YOU
from tests.end_to_end.conftest import Scene

LONG = " ".join(f"A sentence that takes its time, number {number}." for number in range(200))


async def asked(scene: Scene, *, user: str = YOU, words: str = "hello there") -> str:
    return await scene.playground.say(f"{scene.playground.mention} {words}", user=user)


def refusals(scene: Scene, user: str = YOU) -> list[str]:
    return [message.text for message in scene.playground.ephemeral("general", user) if "the limit of" in message.text]


async def said_to(scene: Scene, command: str, text: str, *, user: str = YOU) -> str:
    delivery = await scene.playground.command(command, text, channel="general", user=user)
    assert delivery.acked_at is not None
    return scene.playground.ephemeral("general", user)[-1].text


@pytest.mark.settings(LIMIT_USER_PER_MINUTE=2)
async def test_over_a_limit_one_private_message_says_which_and_when_it_resets(scene: Scene) -> None:
    for _ in range(2):
        await scene.answered("general", await asked(scene))
    refused = await asked(scene)
    await scene.playground.until(lambda: refusals(scene))
    assert "questions a minute for each person (2)" in refusals(scene)[0]
    assert "seconds" in refusals(scene)[0]
    await asked(scene)
    marker = await asked(scene, user=ALEX)
    await scene.answered("general", marker)
    assert len(refusals(scene)) == 1
    assert refusals(scene, ALEX) == []
    assert scene.replies("general", refused) == []
    assert len(scene.playground.stand_in.requests) == 3
    assert not any(scene.playground.workspace.statuses.values())


@pytest.mark.settings(LIMIT_USER_PER_MINUTE=1)
async def test_a_question_that_may_not_be_answered_again_keeps_its_answer(scene: Scene) -> None:
    ts = await asked(scene)
    answer = await scene.answered("general", ts)
    await scene.playground.edit("general", ts, f"{scene.playground.mention} hello again")
    # Edited in the moment of its answer, it is answered again of itself.
    told = await scene.playground.until(lambda: scene.playground.ephemeral("general"))
    if phrases.EDITED_SINCE in told[0].text:
        await scene.playground.click("general", told[0].ts, "answer_again")
    await scene.playground.until(lambda: refusals(scene))
    await scene.answered("general", await asked(scene, user=ALEX))
    assert scene.text("general", ts) == answer


@pytest.mark.settings(LIMIT_USER_PER_MINUTE=1)
async def test_a_command_over_a_limit_is_told_so_in_its_answer(scene: Scene) -> None:
    for _ in range(2):
        await scene.playground.command("/ask", "hello there", channel="general")
    await scene.playground.until(lambda: refusals(scene))
    assert len(scene.playground.stand_in.requests) <= 1


@pytest.mark.settings(LIMIT_USER_TOKENS_PER_DAY=2500)
async def test_tokens_are_limited_by_the_day(scene: Scene) -> None:
    await scene.answered("general", await asked(scene))
    usage = await said_to(scene, "/footnote", "usage")
    assert "of 2,500" in usage
    await asked(scene, words="word " * 2_000)
    await scene.playground.until(lambda: refusals(scene))
    assert "tokens a day (UTC) for each person (2,500)" in refusals(scene)[0]
    assert len(scene.playground.stand_in.requests) == 1


@pytest.mark.settings(LIMIT_GUEST_PER_MINUTE=1)
async def test_guests_have_lower_limits(scene: Scene) -> None:
    await scene.answered("general", await asked(scene, user=GUEST))
    await asked(scene, user=GUEST)
    await scene.playground.until(lambda: refusals(scene, GUEST))
    assert "for each guest" in refusals(scene, GUEST)[0]


@pytest.mark.settings(LIMIT_USER_PER_MINUTE=1)
async def test_an_admin_raises_a_limit_at_once_and_nobody_else_does(scene: Scene) -> None:
    await scene.answered("general", await asked(scene, user=ALEX))
    assert phrases.ADMINS_ONLY in await said_to(scene, "/footnote", "limits set user-per-minute 5", user=ALEX)
    assert "user-per-minute" in await said_to(scene, "/footnote", "limits set user-per-minute 5")
    await scene.answered("general", await asked(scene, user=ALEX))
    assert "admin here" in await said_to(scene, "/footnote", "limits")
    await said_to(scene, "/footnote", "limits reset user-per-minute")
    await asked(scene, user=ALEX)
    await scene.playground.until(lambda: refusals(scene, ALEX))
    assert "questions a minute for each person (1)" in refusals(scene, ALEX)[0]


@pytest.mark.settings(LIMIT_USER_PER_MINUTE=3)
async def test_a_question_that_is_answered_after_a_crash_is_charged_once(scene: Scene) -> None:
    scene.playground.stand_in.chunk_seconds = 0.05
    scene.playground.stand_in.say_next(LONG)
    ts = await asked(scene)
    await scene.playground.until(lambda: scene.replies("general", ts))
    await scene.bot.kill()
    assert "The whole answer." not in scene.text("general", ts)
    scene.playground.stand_in.chunk_seconds = 0.0
    scene.playground.stand_in.say_next("The whole answer.")
    await scene.bot.start()
    assert "The whole answer." in await scene.answered("general", ts, seconds=60)
    await scene.playground.until(lambda: len(scene.playground.stand_in.requests) == 2)
    usage = await said_to(scene, "/footnote", "usage")
    assert "questions in an hour: 1 of" in usage
